"""What becomes of holds when their case ends, and opens again."""

from __future__ import annotations

from domain.case.holds.state import HOLDS, Holds, HoldStatus
from domain.case.stages.state import ends_case, opens_case
from domain.kernel.message import Event


@HOLDS.when(ends_case)
def case_closed(holds: Holds, event: Event) -> Holds:
    """They end with their case."""
    return holds.all_marked({HoldStatus.IN_FORCE}, HoldStatus.ENDED_WITH_CASE)


@HOLDS.when(opens_case)
def case_reopened(holds: Holds, event: Event) -> Holds:
    """What ended only with the case is in force again."""
    return holds.all_marked({HoldStatus.ENDED_WITH_CASE}, HoldStatus.IN_FORCE)
