"""The customer asks for more time for one payment, and has the answer at once: a few are free, by policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from domain.case.contacts.contact import Channel
from domain.case.deadlines.pausing import paused
from domain.case.deadlines.resuming import resumed_at
from domain.case.deadlines.settling import settled
from domain.case.deadlines.state import DEMANDS, Deadline, DeadlineKind, DeadlineStatus
from domain.case.deferrals.state import DEFERRALS, Deferrals
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.computed import needed, refuses_without_rules
from domain.law.policies import DEFERRAL_LONGEST, INSTALMENTS_PER_DEFERRAL


@dataclass(frozen=True, slots=True)
class DeferralFields:
    """Where it was asked, until when, and why: a short code such as ``salary_comes_later``."""

    channel: Channel
    until: date
    reason: Code


@CASE.command
@dataclass(frozen=True, slots=True)
class RequestDeferral(DeferralFields, Command):
    """Ask that deadline number ``deadline`` is due on the day ``until`` instead."""

    deadline: int

    @classmethod
    def to_try(cls, state: CaseState, day: date) -> Mapping[str, Any]:
        """A week more for the payment that is due next."""
        running = {n: one.due_date for n, one in state.deadlines.running().items() if one.kind in DEMANDS}
        number, due = min(running.items(), key=lambda item: item[1], default=(1, day))
        return {"deadline": number, "until": max(due, day) + timedelta(days=7)}

    @classmethod
    def as_asked(cls, events: Sequence[Event], decided_at: datetime) -> Mapping[str, Any]:
        """For which deadline, the request says under another name."""
        return {"deadline": next((one.of_deadline for one in events if isinstance(one, DeferralRequested)), 0)}


@CASE.event
@dataclass(frozen=True, slots=True)
class DeferralRequested(DeferralFields, Event):
    """The customer asked for more time for deadline number ``of_deadline``."""

    deferral: int
    of_deadline: int

    def sentence(self) -> str:
        """For which deadline, until when, and why."""
        return f"More time asked for deadline {self.of_deadline}, until {self.until}: {self.reason}"


@CASE.event
@dataclass(frozen=True, slots=True)
class DeferralGranted(Event):
    """The deadline is later by so many ``days``.

    It is number ``used`` of the ``most`` deferrals that there may be for its plan, or for the demand.
    """

    deferral: int
    deadline: int
    days: int
    plan: int
    used: int
    most: int
    rules: tuple[str, ...]

    def sentence(self) -> str:
        """How many there were, of how many."""
        return f"More time given for deadline {self.deadline}: {self.used} of {self.most}"


@CASE.event
@dataclass(frozen=True, slots=True)
class DeferralRefused(Event):
    """The deadline stays: all ``most`` deferrals that ``rule`` allows have been used."""

    deferral: int
    deadline: int
    most: int
    rule: str

    def sentence(self) -> str:
        """Why not."""
        return f"No more time given for deadline {self.deadline}: {self.most} of {self.most} used"


@CASE.decides(RequestDeferral)
def decide_request_deferral(state: CaseState, command: RequestDeferral, context: Context) -> Decision:
    """For a payment that is still to be made, to a later day within the policy. One too many is answered with a no.

    Money of a day that was too late before may be in time now.
    """
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    deadline = _deferrable(state, command, context)
    if isinstance(deadline, Refusal):
        return deadline
    found = _limits(state, deadline, context)
    if isinstance(found, Refusal):
        return found
    most, longest_days, rules = found
    last_day = deadline.due_date + timedelta(days=longest_days)
    if not max(deadline.due_date, context.day(state.claim.jurisdiction)) < command.until <= last_day:
        return Refusal("deferral_too_long", f"A payment moves to a later day to come, at most to {last_day}.", rules[1])
    asked = caused_by(command, DeferralRequested, deferral=state.deferrals.asked + 1, of_deadline=command.deadline)
    used = _used(state, command.deadline, deadline)
    if used >= most:
        return [asked, DeferralRefused(asked.deferral, command.deadline, most, rules[0])]
    plan = state.plan.number if deadline.kind is DeadlineKind.INSTALMENT else 0
    days = (command.until - deadline.due_date).days
    granted = DeferralGranted(asked.deferral, command.deadline, days, plan, used + 1, most, rules)
    moved = [asked, granted, *_moved(state, command, deadline, context)]
    return [*moved, *settled(CASE.evolve_all(state, moved), context)]


def _moved(state: CaseState, command: RequestDeferral, deadline: Deadline, context: Context) -> list[Event]:
    """It stands still for a moment and runs again until the later day, and with it the instalments that come after."""
    number, today = command.deadline, context.day(state.claim.jurisdiction)
    return [paused(number, deadline, context.occurred_at), resumed_at(number, deadline, command.until, state, today)]


def _deferrable(state: CaseState, command: RequestDeferral, context: Context) -> Deadline | Refusal:
    deadline = state.deadlines.by_number.get(command.deadline)
    if deadline is None:
        return Refusal("deadline_unknown", f"The case has no deadline number {command.deadline}.")
    if deadline.kind not in DEMANDS - {DeadlineKind.PROMISE} or command.deadline == state.plan.breach_deadline:
        return Refusal("deadline_not_deferrable", "More time is given for an instalment or a demand, and nothing else.")
    if deadline.status is not DeadlineStatus.RUNNING or deadline.grace_until <= context.occurred_at:
        return Refusal("deadline_settled", f"Deadline {command.deadline} does not run: there is nothing to put off.")
    return deadline


def _used(state: CaseState, number: int, deadline: Deadline) -> int:
    if deadline.kind is DeadlineKind.INSTALMENT:
        return state.deferrals.of_plan.count(state.plan.number)
    return state.deferrals.of_deadline.count(number)


@refuses_without_rules
def _limits(state: CaseState, deadline: Deadline, context: Context) -> tuple[int, int, tuple[str, str]]:
    """How many there may be, by how many days each, and the rules. A demand is one payment: it has one."""
    jurisdiction = state.claim.jurisdiction
    today = context.day(jurisdiction)
    each = needed(INSTALMENTS_PER_DEFERRAL, jurisdiction, today)
    longest = needed(DEFERRAL_LONGEST, jurisdiction, today)
    payments = len(state.plan.instalments) if deadline.kind is DeadlineKind.INSTALMENT else 1
    return -(-payments // each.value.count), longest.value.count, (each.rule_id, longest.rule_id)


@DEFERRALS.on(DeferralRequested)
def deferral_requested(deferrals: Deferrals, event: DeferralRequested) -> Deferrals:
    """One more was asked for."""
    return changed(deferrals, asked=event.deferral)


@DEFERRALS.on(DeferralGranted)
def deferral_granted(deferrals: Deferrals, event: DeferralGranted) -> Deferrals:
    """One more was given."""
    deferrals = changed(deferrals, days_of={**deferrals.days_of, event.deferral: event.days})
    if event.plan:
        return changed(deferrals, of_plan=(*deferrals.of_plan, event.plan))
    return changed(deferrals, of_deadline=(*deferrals.of_deadline, event.deadline))
