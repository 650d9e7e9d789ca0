"""Money that was matched to the case is laid on its parts, and taken off again when the payment is reversed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain.case.closure.closing import CaseClosed, CaseReopened, Outcome
from domain.case.deadlines.deadline import deadlines_met
from domain.case.state import CASE, Allocation, CaseState, Stage
from domain.kernel.aggregate import Command, Decision, Event, Refusal
from domain.kernel.ledger import RECEIVABLES, Account, Posting, posts, transfer
from domain.law.policies import ALLOCATION_ORDER
from domain.law.table import row_in_force


@CASE.command
@dataclass(frozen=True, slots=True)
class AllocatePayment(Command):
    """Lay ``amount_minor`` of a payment, with effect from ``value_date``, on this case."""

    payment_id: UUID
    currency: str
    amount_minor: int
    value_date: date


@CASE.command
@dataclass(frozen=True, slots=True)
class ReverseAllocation(Command):
    """Take off the case what the payment laid on it: the payment itself was reversed."""

    payment_id: UUID
    reason: str


@CASE.event
@dataclass(frozen=True, slots=True)
class PaymentAllocated(Event):
    """What the payment covered. The four parts add up to ``amount_minor``; ``overpaid`` is owed back."""

    payment_id: UUID
    currency: str
    amount_minor: int
    fees_minor: int
    interest_minor: int
    principal_minor: int
    overpaid_minor: int
    value_date: date
    rule: str


@CASE.event
@dataclass(frozen=True, slots=True)
class AllocationReversed(Event):
    """The mirror of the ``PaymentAllocated`` of the same payment: what it covered is owed again."""

    payment_id: UUID
    currency: str
    amount_minor: int
    fees_minor: int
    interest_minor: int
    principal_minor: int
    overpaid_minor: int
    reason: str


def waterfall(state: CaseState, order: tuple[str, ...], amount_minor: int) -> Allocation:
    """``amount_minor`` poured over the parts of the debt in ``order``; what is left over was overpaid."""
    left = amount_minor
    covered: dict[str, int] = {}
    for part in order:
        covered[part] = min(left, getattr(state, f"{part}_minor"))
        left -= covered[part]
    return Allocation(covered["fees"], covered["interest"], covered["principal"], left)


@CASE.decides(AllocatePayment)
def decide_allocate_payment(state: CaseState, command: AllocatePayment) -> Decision:
    """Money that has come is never turned away, not even by a closed case: what is not owed is owed back."""
    if state.stage is Stage.UNKNOWN:
        return Refusal("case_unknown", "There is no such case: its claim has not been received.")
    if command.amount_minor <= 0:
        return Refusal("amount_invalid", "An amount above zero can be allocated, and no other.")
    if command.currency != state.currency:
        return Refusal("currency_differs", f"The case is in {state.currency}, and the payment is in another currency.")
    if command.payment_id in state.allocations:
        return Refusal("payment_already_allocated", "This payment has been laid on this case already.")
    row = row_in_force(ALLOCATION_ORDER, state.jurisdiction, command.value_date)
    if isinstance(row, Refusal):
        return row
    parts = waterfall(state, row.value.parts, command.amount_minor)
    allocated = PaymentAllocated(
        payment_id=command.payment_id,
        currency=command.currency,
        amount_minor=command.amount_minor,
        fees_minor=parts.fees_minor,
        interest_minor=parts.interest_minor,
        principal_minor=parts.principal_minor,
        overpaid_minor=parts.overpaid_minor,
        value_date=command.value_date,
        rule=row.rule_id,
    )
    after = CASE.evolve(state, allocated)
    if state.stage is Stage.CLOSED or after.outstanding_minor:
        return [allocated, *deadlines_met(after)]
    return [allocated, *deadlines_met(after), CaseClosed(Outcome.PAID_IN_FULL, "", state.currency, 0, 0, 0)]


@CASE.decides(ReverseAllocation)
def decide_reverse_allocation(state: CaseState, command: ReverseAllocation) -> Decision:
    """The mirror of what was allocated; a case that was paid in full by it opens again."""
    allocation = state.allocations.get(command.payment_id)
    if allocation is None:
        return Refusal("allocation_unknown", "Nothing of this payment lies on this case.")
    reversed_ = AllocationReversed(
        payment_id=command.payment_id,
        currency=state.currency,
        amount_minor=allocation.amount_minor,
        fees_minor=allocation.fees_minor,
        interest_minor=allocation.interest_minor,
        principal_minor=allocation.principal_minor,
        overpaid_minor=allocation.overpaid_minor,
        reason=command.reason,
    )
    if state.stage is Stage.CLOSED and allocation.overpaid_minor < allocation.amount_minor:
        return [reversed_, CaseReopened("payment_reversed")]
    return [reversed_]


@CASE.evolves(PaymentAllocated)
def evolve_payment_allocated(state: CaseState, event: PaymentAllocated) -> CaseState:
    """Less is owed."""
    parts = Allocation(event.fees_minor, event.interest_minor, event.principal_minor, event.overpaid_minor)
    return replace(
        state,
        fees_minor=state.fees_minor - event.fees_minor,
        interest_minor=state.interest_minor - event.interest_minor,
        principal_minor=state.principal_minor - event.principal_minor,
        paid_minor=state.paid_minor + event.amount_minor,
        allocations={**state.allocations, event.payment_id: parts},
    )


@CASE.evolves(AllocationReversed)
def evolve_allocation_reversed(state: CaseState, event: AllocationReversed) -> CaseState:
    """It is owed again."""
    return replace(
        state,
        fees_minor=state.fees_minor + event.fees_minor,
        interest_minor=state.interest_minor + event.interest_minor,
        principal_minor=state.principal_minor + event.principal_minor,
        paid_minor=state.paid_minor - event.amount_minor,
        allocations={p: a for p, a in state.allocations.items() if p != event.payment_id},
    )


@posts(PaymentAllocated)
def post_payment_allocated(event: PaymentAllocated) -> list[Posting]:
    """The debtor owes less; what was collected is owed to the creditor, what was overpaid to the debtor."""
    source, currency = Account.ALLOCATION_CLEARING, event.currency
    collected = event.amount_minor - event.overpaid_minor
    return [
        *transfer(source, RECEIVABLES["fees"], event.fees_minor, currency),
        *transfer(source, RECEIVABLES["interest"], event.interest_minor, currency),
        *transfer(source, RECEIVABLES["principal"], event.principal_minor, currency),
        *transfer(source, Account.REFUND_PAYABLE, event.overpaid_minor, currency),
        *transfer(Account.CLAIMS_IN_COLLECTION, Account.CLIENT_PAYABLE, collected, currency),
    ]


@posts(AllocationReversed)
def post_allocation_reversed(event: AllocationReversed) -> list[Posting]:
    """The mirror of the allocation, account by account."""
    target, currency = Account.ALLOCATION_CLEARING, event.currency
    collected = event.amount_minor - event.overpaid_minor
    return [
        *transfer(RECEIVABLES["fees"], target, event.fees_minor, currency),
        *transfer(RECEIVABLES["interest"], target, event.interest_minor, currency),
        *transfer(RECEIVABLES["principal"], target, event.principal_minor, currency),
        *transfer(Account.REFUND_PAYABLE, target, event.overpaid_minor, currency),
        *transfer(Account.CLIENT_PAYABLE, Account.CLAIMS_IN_COLLECTION, collected, currency),
    ]
