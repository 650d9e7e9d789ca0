"""Which deadlines the money on a case has met, or no longer meets.

The bank's day counts, not the day on which we learned of it: money of a day up to the last day of grace is in time.
"""

from __future__ import annotations

from datetime import datetime

from domain.case.allocation.state import CoveredByDay
from domain.case.deadlines.meeting import DeadlineMet, DeadlineMissWithdrawn
from domain.case.deadlines.pausing import paused
from domain.case.deadlines.resuming import resumed, resumed_later
from domain.case.deadlines.state import DEMANDS, Deadline, DeadlineStatus
from domain.case.holds.demands import demands_stopped_since
from domain.case.plans.completing import completed, completion_withdrawn
from domain.case.plans.curing import cured
from domain.case.plans.instalments import next_instalment
from domain.case.plans.state import PlanStatus
from domain.case.promises.keeping import kept
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context
from domain.kernel.message import Event

_JUDGED = frozenset({DeadlineStatus.RUNNING, DeadlineStatus.MISSED, DeadlineStatus.MET})
"""Those on which money can change the verdict."""


def settled(state: CaseState, context: Context) -> list[Event]:
    """What changes for the deadlines by the money on the case, the one due first before the others.

    One that stands still is not judged before it runs again.
    """
    paid = state.credits.covered_day_by_day()  # nothing that follows here is a payment
    events = _verdicts(state, paid, context)
    state = CASE.evolve_all(state, events)
    while following := _of_the_plan(state, context) or _running_again(state, context):
        state = CASE.evolve_all(state, following)
        verdicts = _verdicts(state, paid, context)
        state = CASE.evolve_all(state, verdicts)
        events += [*following, *verdicts]
    return events


def going_on(state: CaseState) -> list[Event]:
    """The deadlines that ended with the case, and run again when it opens, or stand still as they did."""
    events: list[Event] = []
    for number, one in state.deadlines.by_number.items():
        if one.status is DeadlineStatus.ENDED_WITH_CASE:
            events.append(resumed(number, one))
            if one.paused_at is not None:
                events.append(paused(number, one, one.paused_at))
    return events


def running_on(state: CaseState, context: Context) -> list[Event]:
    """The deadlines that stood still and need not any more, and what the money that came meanwhile has met."""
    if demands_stopped_since(state):
        return []
    resume = _all_resumed(state, context)
    return [*resume, *settled(CASE.evolve_all(state, resume), context)]


def is_met(deadline: Deadline, paid: CoveredByDay, owed_minor: int) -> bool:
    """Whether enough had been paid in time, or nothing was owed any more then; ``owed_minor`` is what is owed now."""
    target = deadline.paid_target_minor
    in_time = paid.by_minor(deadline.grace_date)
    late = paid.minor[-1] - in_time
    return (target is not None and in_time >= target) or owed_minor + late == 0


def _still_stopped(state: CaseState, number: int, met: Deadline, context: Context) -> list[Event]:
    """One that is met no longer stands still since nothing may be demanded, as it would have if it had not been met."""
    since = demands_stopped_since(state)
    if since is None or met.kind not in DEMANDS:
        return []
    return [paused(number, met, since if since < met.grace_until else context.occurred_at)]


def _verdicts(state: CaseState, paid: CoveredByDay, context: Context) -> list[Event]:
    """On every deadline: what is said of one changes nothing for another."""
    events: list[Event] = []
    owed_minor = state.outstanding_minor
    otherwise = [
        (number, one)
        for number, one in state.deadlines.by_number.items()
        if one.status in _JUDGED and is_met(one, paid, owed_minor) is not (one.status is DeadlineStatus.MET)
    ]
    for number, one in sorted(otherwise, key=_due_at):
        if one.status is DeadlineStatus.MET:
            events += [resumed(number, one), *_still_stopped(state, number, one, context)]
        else:
            verdict = DeadlineMet if one.status is DeadlineStatus.RUNNING else DeadlineMissWithdrawn
            events += [verdict(number, one.kind), *kept(state, number)]
    return events


def _of_the_plan(state: CaseState, context: Context) -> list[Event]:
    return cured(state) or completion_withdrawn(state) or next_instalment(state, context) or completed(state)


def _running_again(state: CaseState, context: Context) -> list[Event]:
    """That what stood still with a plan that rested runs on, when money has completed the plan."""
    if state.plan.ended is not PlanStatus.COMPLETED or demands_stopped_since(state):
        return []
    return _all_resumed(state, context)


def _all_resumed(state: CaseState, context: Context) -> list[Event]:
    return [resumed_later(number, one, state, context) for number, one in state.deadlines.paused().items()]


def _due_at(numbered: tuple[int, Deadline]) -> datetime:
    return numbered[1].due_at
