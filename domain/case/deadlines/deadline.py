"""Deadlines: agreed, kept, and missed only after the grace that the rules give."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.case.state import CASE, CaseState, Deadline, refuse_unless_open
from domain.kernel.aggregate import Command, Decision, Event, Refusal
from domain.kernel.calendar import add_business_days, end_of_day
from domain.law.policies import PAYMENT_GRACE
from domain.law.table import row_in_force

PAYMENT_DEMAND = "payment_demand"
INSTALMENT = "instalment"


@CASE.command
@dataclass(frozen=True, slots=True)
class SetDeadline(Command):
    """Set a deadline of ``kind`` at the end of the day ``due_date``, for ``amount_minor`` (0: for no amount)."""

    kind: str
    due_date: date
    amount_minor: int


@CASE.command
@dataclass(frozen=True, slots=True)
class MarkDeadlineMissed(Command):
    """Deadline number ``deadline`` passed: ``as_of`` has come, and nothing else. The deadline clock sends this."""

    deadline: int
    as_of: datetime


@CASE.event
@dataclass(frozen=True, slots=True)
class DeadlineSet(Event):
    """A deadline runs. ``deadline`` numbers them from 1 in each case; it counts as missed after ``grace_until``."""

    deadline: int
    kind: str
    due_at: datetime
    grace_until: datetime
    amount_minor: int
    currency: str
    rule: str


@CASE.event
@dataclass(frozen=True, slots=True)
class DeadlineMet(Event):
    """What the deadline was for has been paid."""

    deadline: int
    kind: str


@CASE.event
@dataclass(frozen=True, slots=True)
class DeadlineMissed(Event):
    """The deadline and its grace passed, and it was not met."""

    deadline: int
    kind: str
    due_at: datetime
    rule: str


def set_deadline(state: CaseState, kind: str, due_date: date, amount_minor: int) -> DeadlineSet | Refusal:
    """The case's next deadline, with the grace in force on that day."""
    grace = row_in_force(PAYMENT_GRACE, state.jurisdiction, due_date)
    if isinstance(grace, Refusal):
        return grace
    last_day = add_business_days(due_date, grace.value.count, state.jurisdiction)
    return DeadlineSet(
        deadline=state.deadlines_set + 1,
        kind=kind,
        due_at=end_of_day(due_date, state.jurisdiction),
        grace_until=end_of_day(last_day, state.jurisdiction),
        amount_minor=amount_minor,
        currency=state.currency,
        rule=grace.rule_id,
    )


@CASE.decides(SetDeadline)
def decide_set_deadline(state: CaseState, command: SetDeadline) -> Decision:
    """On an open case, for an amount that is not below zero."""
    if refusal := refuse_unless_open(state):
        return refusal
    if command.amount_minor < 0:
        return Refusal("amount_invalid", "A deadline cannot be for less than nothing.")
    deadline = set_deadline(state, command.kind, command.due_date, command.amount_minor)
    return deadline if isinstance(deadline, Refusal) else [deadline]


@CASE.decides(MarkDeadlineMissed)
def decide_mark_deadline_missed(state: CaseState, command: MarkDeadlineMissed) -> Decision:
    """Only once, only when its grace has passed, and then the plan's next instalment begins to run."""
    if refusal := refuse_unless_open(state):
        return refusal
    if not 0 < command.deadline <= state.deadlines_set:
        return Refusal("deadline_unknown", f"The case has no deadline number {command.deadline}.")
    deadline = state.deadlines.get(command.deadline)
    if deadline is None:
        return Refusal("deadline_settled", f"Deadline {command.deadline} has been met or missed already.")
    if command.as_of < deadline.grace_until:
        return Refusal(
            "deadline_not_due",
            f"Deadline {command.deadline} and its grace run until {deadline.grace_until:%Y-%m-%d %H:%M} UTC.",
        )
    missed = DeadlineMissed(command.deadline, deadline.kind, deadline.due_at, deadline.rule)
    return [missed, *next_instalment(CASE.evolve(state, missed), deadline.kind)]


def next_instalment(state: CaseState, settled_kind: str) -> list[DeadlineSet]:
    """The deadline of the plan's next instalment, when it was an instalment that has been settled."""
    if settled_kind != INSTALMENT or not state.instalments_ahead:
        return []
    instalment = state.instalments_ahead[0]
    deadline = set_deadline(state, INSTALMENT, instalment.due_date, instalment.amount_minor)
    assert isinstance(deadline, DeadlineSet), "the plan was agreed with a rule on file for each instalment"
    return [deadline]


def deadlines_met(state: CaseState) -> list[Event]:
    """What the payments so far have met, earliest first; a debt that is paid meets every deadline."""
    events: list[Event] = []
    while number := _first_met(state):
        kind = state.deadlines[number].kind
        met = DeadlineMet(number, kind)
        state = CASE.evolve(state, met)
        following = next_instalment(state, kind) if state.outstanding_minor else []
        for deadline in following:
            state = CASE.evolve(state, deadline)
        events += [met, *following]
    return events


def _first_met(state: CaseState) -> int:
    """The number of the earliest running deadline that is met, or 0."""
    for number, deadline in sorted(state.deadlines.items(), key=lambda item: item[1].due_at):
        target = deadline.paid_target_minor
        if state.outstanding_minor == 0 or (target is not None and state.paid_minor >= target):
            return number
    return 0


@CASE.evolves(DeadlineSet)
def evolve_deadline_set(state: CaseState, event: DeadlineSet) -> CaseState:
    """One more runs; an instalment that runs is no longer ahead."""
    target = (state.paid_minor + event.amount_minor) if event.amount_minor else None
    plan_target, ahead = state.plan_paid_target_minor, state.instalments_ahead
    if event.kind == INSTALMENT:
        # What was paid early counts towards the next instalment, so targets add up from the plan's first day.
        target = plan_target = plan_target + event.amount_minor
        ahead = ahead[1:]
    deadline = Deadline(event.kind, event.due_at, event.grace_until, event.rule, target)
    return replace(
        state,
        deadlines={**state.deadlines, event.deadline: deadline},
        deadlines_set=event.deadline,
        plan_paid_target_minor=plan_target,
        instalments_ahead=ahead,
    )


def _without(state: CaseState, number: int) -> CaseState:
    return replace(state, deadlines={n: d for n, d in state.deadlines.items() if n != number})


@CASE.evolves(DeadlineMet)
def evolve_deadline_met(state: CaseState, event: DeadlineMet) -> CaseState:
    """It runs no more."""
    return _without(state, event.deadline)


@CASE.evolves(DeadlineMissed)
def evolve_deadline_missed(state: CaseState, event: DeadlineMissed) -> CaseState:
    """It runs no more."""
    return _without(state, event.deadline)
