"""What ends deadlines without a verdict."""

from __future__ import annotations

from domain.case.deadlines.state import DEADLINES, Deadlines, DeadlineStatus, ends_deadlines
from domain.case.stages.state import ends_case
from domain.kernel.message import Event

UNSETTLED = frozenset({DeadlineStatus.RUNNING, DeadlineStatus.PAUSED})


@DEADLINES.when(ends_deadlines)
def deadlines_ended(deadlines: Deadlines, event: Event) -> Deadlines:
    """With the case, they end until it opens again. With a plan's beginning or end, for good: none of them runs on,
    and none that was met runs again."""
    if ends_case(type(event)):
        return deadlines.all_marked(UNSETTLED, DeadlineStatus.ENDED_WITH_CASE)
    return deadlines.all_marked(UNSETTLED | {DeadlineStatus.MET}, DeadlineStatus.ENDED)
