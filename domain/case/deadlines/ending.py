"""What ends deadlines without a verdict."""

from __future__ import annotations

from domain.case.closure.closing import CaseClosed
from domain.case.deadlines.state import DEADLINES, Deadlines, DeadlineStatus
from domain.case.plans.agreeing import PlanAgreed
from domain.case.plans.terminating import PlanTerminated


@DEADLINES.on(PlanAgreed)
def plan_agreed(deadlines: Deadlines, event: PlanAgreed) -> Deadlines:
    """A plan takes the place of every deadline before it: none runs on, and none that was met runs again."""
    return _over(deadlines)


@DEADLINES.on(PlanTerminated)
def plan_terminated(deadlines: Deadlines, event: PlanTerminated) -> Deadlines:
    """The deadlines of its instalments end with it; while it was in force there were no others."""
    return _over(deadlines)


def _over(deadlines: Deadlines) -> Deadlines:
    ended = deadlines.all_marked(DeadlineStatus.RUNNING, DeadlineStatus.ENDED)
    return ended.all_marked(DeadlineStatus.MET, DeadlineStatus.ENDED)


@DEADLINES.on(CaseClosed)
def case_closed(deadlines: Deadlines, event: CaseClosed) -> Deadlines:
    """Nothing can be missed any more. If the case opens again, these run again."""
    return deadlines.all_marked(DeadlineStatus.RUNNING, DeadlineStatus.ENDED_WITH_CASE)
