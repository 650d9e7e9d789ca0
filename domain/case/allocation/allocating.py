"""Money that was matched to the case is allocated to the parts of its debt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from domain.case.allocation.money import allocation_postings, parts_text
from domain.case.allocation.restating import in_order_of_days
from domain.case.allocation.state import CREDITS, Credit, Credits, Parts
from domain.case.allocation.waterfall import waterfall
from domain.case.charges.accruing import accrued_to
from domain.case.closure.closing import Outcome, closing
from domain.case.deadlines.overdue import overdue
from domain.case.deadlines.settling import settled
from domain.case.holds.money import refuse_undecided_money
from domain.case.settlement.fulfilling import settled_by
from domain.case.state import CASE, CaseState, refuse_unless_open
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Posting
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class AllocationFields:
    """Of a payment, so much, which counts from the bank's day ``value_date``."""

    payment_id: UUID
    currency: str
    amount_minor: int
    value_date: date


@CASE.command
@dataclass(frozen=True, slots=True)
class AllocatePayment(AllocationFields, Command):
    """Allocate ``amount_minor`` of a payment to this case. ``is_decided``: a person said that it is for it."""

    is_decided: bool = False

    @classmethod
    def as_asked(cls, events: Sequence[Event], decided_at: datetime) -> Mapping[str, Any]:
        """What was allocated may be."""
        return {"is_decided": True}

    BY_PROGRAMS = True


@CASE.event
@dataclass(frozen=True, slots=True)
class PaymentAllocated(AllocationFields, Event):
    """What the payment covered. The five parts add up to ``amount_minor``; ``overpaid`` is owed back."""

    court_costs_minor: int
    fees_minor: int
    interest_minor: int
    principal_minor: int
    overpaid_minor: int
    rule: str

    @property
    def parts(self) -> Parts:
        """As the state keeps them."""
        return Parts(
            self.court_costs_minor, self.fees_minor, self.interest_minor, self.principal_minor, self.overpaid_minor
        )

    def sentence(self) -> str:
        """How much, to what."""
        return f"{money_text(self.amount_minor, self.currency)} allocated: {parts_text(self.parts, self.currency)}"

    def postings(self) -> Sequence[Posting]:
        """What was covered is collected and owed to the creditor; what was overpaid is owed back."""
        return allocation_postings(self.parts, self.currency)

    def effective_on(self) -> date:
        """The bank's day."""
        return self.value_date


@CASE.decides(AllocatePayment)
def decide_allocate_payment(state: CaseState, command: AllocatePayment, context: Context) -> Decision:
    """Only to an open case: money for one that is closed goes back to suspense, where a person looks at it.

    Late interest that is claimed runs to the bank's day, and is a part of what is owed then. Money of a day before that
    of other money is allocated before it, and what was allocated of later days is made anew. Of somebody who has died,
    or whose estate is settled, no money is allocated that only a machine has matched.
    """
    if refusal := refuse_unless_open(state):
        return refusal
    if not command.is_decided and (refusal := refuse_undecided_money(state)):
        return refusal
    if command.amount_minor <= 0:
        return Refusal("amount_invalid", "An amount above zero can be allocated, and no other.")
    if command.currency != state.currency:
        return Refusal("currency_differs", f"The case is in {state.currency}, and the payment is in another currency.")
    if command.payment_id in state.credits.money:
        return Refusal("payment_already_allocated", "This payment has been allocated to this case already.")
    allocated = in_order_of_days(
        state, command.value_date, partial(accrued_to, until=command.value_date), partial(allocated_as, command)
    )
    if isinstance(allocated, Refusal):
        return allocated
    return [*allocated.events, *after_payment(allocated.state, context, Outcome.PAID_IN_FULL)]


def allocated_as(command: AllocatePayment, state: CaseState) -> list[Event] | Refusal:
    """The allocation by how the case stands, whether or not it may be asked for."""
    poured = waterfall(state, command.amount_minor, command.value_date)
    if isinstance(poured, Refusal):
        return poured
    parts, rule = poured
    return [caused_by(command, PaymentAllocated, **parts._asdict(), rule=rule)]


def after_payment(state: CaseState, context: Context, outcome: Outcome) -> list[Event]:
    """What follows from money on the case: deadlines that are met, and the end of a case that owes nothing."""
    events = settled(state, context)
    if state.outstanding_minor:
        return [*events, *settled_by(CASE.evolve_all(state, events), context)]
    late = overdue(CASE.evolve_all(state, events), context.now, context)
    return [*events, *late, closing(state, outcome, None)]


@CREDITS.on(PaymentAllocated)
def payment_allocated(credits: Credits, event: PaymentAllocated) -> Credits:
    """One more."""
    return Credits({**credits.money, event.payment_id: Credit(event.parts, event.value_date)})
