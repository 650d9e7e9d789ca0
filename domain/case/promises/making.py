"""The customer promises to pay an amount by a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.case.contacts.contact import Channel
from domain.case.deadlines.pausing import standing_still
from domain.case.deadlines.setting import demand
from domain.case.deadlines.state import DeadlineKind
from domain.case.holds.demands import refuse_if_upheld
from domain.case.plans.beside import refuse_beside_a_plan
from domain.case.promises.state import PROMISES, Promises
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class PromiseFields:
    """Where it was said, how much in minor units of the case's currency, and the last day of the promise."""

    channel: Channel
    amount_minor: int
    promised_for: date


@CASE.command
@dataclass(frozen=True, slots=True)
class MakePromise(PromiseFields, Command):
    """Record the promise."""


@CASE.event
@dataclass(frozen=True, slots=True)
class PromiseMade(PromiseFields, Event):
    """The customer promised, and deadline number ``promise_deadline`` stands for it."""

    promise: int
    currency: str
    promise_deadline: int

    def sentence(self) -> str:
        """How much, by when."""
        amount = money_text(self.amount_minor, self.currency)
        return f"Promise {self.promise} made by {self.channel}: {amount} by {self.promised_for}"


@CASE.decides(MakePromise)
def decide_make_promise(state: CaseState, command: MakePromise, context: Context) -> Decision:
    """One at a time, up to what is owed, and not beside a plan. While a hold stops demands, its day stands still."""
    if refusal := refuse_unless_open_then(state, context) or refuse_if_upheld(state, context.occurred_at):
        return refusal
    if refusal := refuse_beside_a_plan(state, "what the customer pays by it needs no other promise"):
        return refusal
    if command.amount_minor <= 0:
        return Refusal("amount_invalid", "A promise is of an amount above zero.")
    if any(one.kind is DeadlineKind.PROMISE for one in state.deadlines.unsettled().values()):
        return Refusal("promise_open", "A promise waits for its day already, and one is made at a time.")
    deadline = demand(state, command.promised_for, command.amount_minor, context, DeadlineKind.PROMISE)
    if isinstance(deadline, Refusal):
        return deadline
    made = caused_by(
        command,
        PromiseMade,
        promise=state.promises.next_number,
        currency=state.currency,
        promise_deadline=deadline.deadline,
    )
    return [made, deadline, *standing_still(CASE.evolve_all(state, [made, deadline]), context)]


@PROMISES.on(PromiseMade)
def promise_made(promises: Promises, event: PromiseMade) -> Promises:
    """One more."""
    return changed(promises, deadline_of={**promises.deadline_of, event.promise: event.promise_deadline})
