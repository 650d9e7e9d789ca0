"""A deadline begins to run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.case.deadlines.state import DEADLINES, DEMANDS, Deadline, DeadlineKind, Deadlines
from domain.case.holds.demands import refuse_demand
from domain.case.plans.beside import refuse_beside_a_plan
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.calendar import add_business_days, end_of_day
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.law.policies import PAYMENT_GRACE
from domain.law.table import row_in_force


@CASE.command
@dataclass(frozen=True, slots=True)
class SetDeadline(Command):
    """Set a deadline of ``kind`` at the end of the day ``due_date``, for ``amount_minor`` (0: for no amount)."""

    kind: DeadlineKind
    due_date: date
    amount_minor: int


@CASE.event
@dataclass(frozen=True, slots=True)
class DeadlineSet(Event):
    """A deadline runs. ``deadline`` numbers them from 1 in each case.

    It is met by money of a bank's day up to ``grace_date``, when with it ``paid_target_minor`` has been paid on the
    case in all (None: no money meets it), and counts as missed after ``grace_until``.
    """

    deadline: int
    kind: DeadlineKind
    due_date: date
    due_at: datetime
    grace_date: date
    grace_until: datetime
    amount_minor: int
    paid_target_minor: int | None
    currency: str
    rule: str

    def sentence(self) -> str:
        """What must be done by when."""
        amount = f"{money_text(self.amount_minor, self.currency)} " if self.amount_minor else ""
        return f"Deadline {self.deadline} ({self.kind}) set: {amount}by {self.due_date}"


@dataclass(frozen=True, slots=True)
class Grace:
    """The last day on which money for a deadline is in time, and the rule that says so."""

    last_day: date
    rule: str


def grace_in_force(due_date: date, jurisdiction: str) -> Grace | Refusal:
    """The grace of a deadline on that day."""
    row = row_in_force(PAYMENT_GRACE, jurisdiction, due_date)
    if isinstance(row, Refusal):
        return row
    return Grace(add_business_days(due_date, row.value.count, jurisdiction), row.rule_id)


def new_deadline(
    state: CaseState, kind: DeadlineKind, due_date: date, amount_minor: int, target_minor: int | None
) -> DeadlineSet | Refusal:
    """The case's next deadline, with the grace in force on that day."""
    jurisdiction = state.claim.jurisdiction
    grace = grace_in_force(due_date, jurisdiction)
    if isinstance(grace, Refusal):
        return grace
    return DeadlineSet(
        deadline=state.deadlines.next_number,
        kind=kind,
        due_date=due_date,
        due_at=end_of_day(due_date, jurisdiction),
        grace_date=grace.last_day,
        grace_until=end_of_day(grace.last_day, jurisdiction),
        amount_minor=amount_minor,
        paid_target_minor=target_minor,
        currency=state.currency,
        rule=grace.rule,
    )


def demand(
    state: CaseState,
    due_date: date,
    amount_minor: int,
    context: Context,
    kind: DeadlineKind = DeadlineKind.PAYMENT_DEMAND,
) -> DeadlineSet | Refusal:
    """A deadline for an amount of what is owed now, on a day that has not passed."""
    if due_date < context.day(state.claim.jurisdiction):
        return Refusal("deadline_in_the_past", "A deadline is for a day that has not passed.")
    if not 0 <= amount_minor <= state.outstanding_minor:
        owed = money_text(state.outstanding_minor, state.currency)
        return Refusal("amount_invalid", f"A deadline is for an amount up to what is owed, which is {owed}.")
    target_minor = state.credits.covered_minor + amount_minor if amount_minor else None
    return new_deadline(state, kind, due_date, amount_minor, target_minor)


@CASE.decides(SetDeadline)
def decide_set_deadline(state: CaseState, command: SetDeadline, context: Context) -> Decision:
    """On an open case without a plan, and not the same twice. Instalments get their deadlines from their plan."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    if refusal := refuse_beside_a_plan(state, "nothing is demanded beside its instalments"):
        return refusal
    if command.kind in (DeadlineKind.INSTALMENT, DeadlineKind.PROMISE, DeadlineKind.SETTLEMENT):
        return Refusal(
            "deadline_kind_reserved",
            "A plan sets the deadlines of its instalments, and a promise or a settlement its own.",
        )
    if command.kind in DEMANDS and (refusal := refuse_demand(state)):
        return refusal
    deadline = demand(state, command.due_date, command.amount_minor, context, command.kind)
    if isinstance(deadline, Refusal):
        return deadline
    same = (deadline.kind, deadline.due_at, deadline.paid_target_minor)
    if any((one.kind, one.due_at, one.paid_target_minor) == same for one in state.deadlines.running().values()):
        return Refusal("deadline_already_set", "The same deadline runs already.")
    return [deadline]


@DEADLINES.on(DeadlineSet)
def deadline_set(deadlines: Deadlines, event: DeadlineSet) -> Deadlines:
    """One more runs."""
    deadline = Deadline(
        kind=event.kind,
        due_date=event.due_date,
        due_at=event.due_at,
        grace_date=event.grace_date,
        grace_until=event.grace_until,
        rule=event.rule,
        paid_target_minor=event.paid_target_minor,
    )
    return deadlines.with_one(event.deadline, deadline)
