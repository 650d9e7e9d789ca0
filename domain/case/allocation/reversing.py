"""What a payment had covered is owed again: the payment was reversed, or was for another case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from domain.case.allocation.allocating import AllocatePayment, after_payment, allocated_as
from domain.case.allocation.money import allocation_postings, covered_postings, parts_text
from domain.case.allocation.restating import Step, in_order_of_days, in_turn
from domain.case.allocation.state import CREDITS, Credit, Credits, Parts
from domain.case.charges.accruing import accrued_to
from domain.case.closure.closing import ENDED_BY_PAYMENT, Outcome
from domain.case.closure.reopening import ReopeningReason, opened_again
from domain.case.state import CASE, CaseState, refuse_unless_here
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, mirrored
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class AllocationReversalFields:
    """Of which payment, and why: a short code such as ``returned_by_bank``."""

    payment_id: UUID
    reason: Code


@CASE.command
@dataclass(frozen=True, slots=True)
class ReverseAllocation(AllocationReversalFields, Command):
    """Reverse what was allocated of this payment, and allocate anew what the case keeps of it: ``kept_minor``."""

    kept_minor: int = 0

    BY_PROGRAMS = True


@CASE.event
@dataclass(frozen=True, slots=True)
class AllocationReversed(AllocationReversalFields, Event):
    """The mirror of the ``PaymentAllocated`` of the same payment; another follows for what is kept: ``kept_minor``.

    What it covered is owed again; on a case that ended for another reason than payment, it is no longer collected:
    ``is_written_off``. ``value_date`` is the bank's day of the payment, by which the creditor's terms are found.
    """

    currency: str
    amount_minor: int
    value_date: date
    court_costs_minor: int
    fees_minor: int
    interest_minor: int
    principal_minor: int
    overpaid_minor: int
    is_written_off: bool
    kept_minor: int = 0

    @property
    def parts(self) -> Parts:
        """As the state keeps them."""
        return Parts(
            self.court_costs_minor, self.fees_minor, self.interest_minor, self.principal_minor, self.overpaid_minor
        )

    def sentence(self) -> str:
        """How much, of what."""
        amount = money_text(self.amount_minor, self.currency)
        ending = ", no longer collected" if self.is_written_off and self.parts.covered_minor else ""
        return f"Allocation of {amount} reversed: {parts_text(self.parts, self.currency)}{ending}"

    def postings(self) -> Sequence[Posting]:
        """The allocation's, the other way round; what is no longer collected is not owed again."""
        written_off = covered_postings(self.parts, self.currency, Account.WRITTEN_OFF) if self.is_written_off else ()
        return [*mirrored(allocation_postings(self.parts, self.currency)), *written_off]


@CASE.decides(ReverseAllocation)
def decide_reverse_allocation(state: CaseState, command: ReverseAllocation, context: Context) -> Decision:
    """A case that payment had closed opens again, and goes on where it stood; one closed otherwise stays closed, and so
    does one of whose debt that payment had covered nothing.

    On an open case all comes to stand as if that money had never come: money of later days is allocated anew, and
    late interest that was added for later days is worked out anew. A settlement that other money kept stays kept.
    What the case keeps of the money is allocated to it anew; where only what was overpaid goes, it need not open.
    """
    if refusal := refuse_unless_here(state):
        return refusal
    credit = state.credits.money.get(command.payment_id)
    if credit is None:
        return Refusal("allocation_unknown", "Nothing of this payment is allocated to this case.")
    is_closed = state.life.has_ended
    was_closed_by_payment = state.life.outcome in ENDED_BY_PAYMENT
    all_minor = credit.parts.covered_minor + credit.parts.overpaid_minor
    if command.kept_minor and (command.kept_minor >= all_minor or (is_closed and not was_closed_by_payment)):
        return Refusal("part_not_reversed", "No part of this payment can be taken from this case: only all of it.")
    reversed_ = caused_by(
        command,
        AllocationReversed,
        currency=state.currency,
        amount_minor=all_minor,
        value_date=credit.value_date,
        **credit.parts._asdict(),
        is_written_off=is_closed and not was_closed_by_payment,
    )
    kept = _kept(state, command, credit)
    if is_closed and not (was_closed_by_payment and credit.parts.covered_minor > command.kept_minor):
        stays_closed = in_turn(state, (lambda _: [reversed_], *kept[1:]))
        return stays_closed if isinstance(stays_closed, Refusal) else stays_closed.events
    owed = in_order_of_days(state, credit.value_date, partial(_owed_again, reversed_), *kept)
    if isinstance(owed, Refusal):
        return owed
    return [*owed.events, *after_payment(owed.state, context, Outcome.PAID_IN_FULL)]


def _kept(state: CaseState, command: ReverseAllocation, credit: Credit) -> list[Step]:
    """Late interest up to the bank's day, and the allocation of what the case keeps; nothing where that is nothing."""
    if not command.kept_minor:
        return []
    rest = AllocatePayment(command.payment_id, state.currency, command.kept_minor, credit.value_date)
    return [partial(accrued_to, until=credit.value_date), partial(allocated_as, rest)]


def _owed_again(reversed_: AllocationReversed, state: CaseState) -> list[Event]:
    """A case that is closed opens where it was."""
    if not state.life.has_ended:
        return [reversed_]
    return [reversed_, *opened_again(CASE.evolve(state, reversed_), ReopeningReason.PAYMENT_REVERSED)]


@CREDITS.on(AllocationReversed)
def allocation_reversed(credits: Credits, event: AllocationReversed) -> Credits:
    """As if it had not been there."""
    left = {**credits.money}
    left.pop(event.payment_id, None)
    return Credits(left)
