"""The allocator: a matched payment is allocated to its cases, and the allocations are reversed when it no longer is.

What was overpaid on a case, and is to be refunded, goes back the same way: the case is asked, and the payment told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from consumers.policies.policy import Intent, Lookup, Policy, RefusedIntent, because_of
from domain.case.allocation.allocating import AllocatePayment
from domain.case.allocation.giving_back import GiveBackOverpayment, OverpaymentGivenBack
from domain.case.allocation.reversing import ReverseAllocation
from domain.kernel.recorded import RecordedEvent
from domain.payment.matching.matching import PaymentMatched
from domain.payment.matching.suspending import SuspenseReason
from domain.payment.matching.transferring import PaymentTransferred
from domain.payment.matching.unmatching import PaymentUnmatched, UnmatchPayment
from domain.payment.refund.cancelling import CancelRefund
from domain.payment.refund.funding import FundRefund
from domain.payment.refund.proposing import RefundProposed
from domain.payment.reversal.reversing import PaymentReversed

REASONS: Mapping[str, str] = {
    "case_closed": SuspenseReason.CLOSED_CASE,
    "currency_differs": SuspenseReason.WRONG_CURRENCY,
}
"""Why a payment is in suspense again, where its case's refusal has another name than the matcher's reason."""


class Allocator(Policy):
    """Needs to remember nothing: each event says all that follows from it."""

    name = "allocator"
    handled = frozenset(
        {PaymentMatched, PaymentUnmatched, PaymentReversed, RefundProposed, OverpaymentGivenBack, PaymentTransferred}
    )
    expected_refusals = frozenset({"allocation_unknown", "payment_not_matched", "payment_reversed"})

    def react(self, lookup: Lookup, event: RecordedEvent) -> Iterable[Intent]:
        """One command for each case that has a portion of the payment."""
        payment_id, happened = event.aggregate_id, event.event
        match happened:
            case PaymentMatched():
                said = (happened.value_date, happened.is_decided)
                for portion in happened.portions:
                    allocate = AllocatePayment(payment_id, happened.currency, portion.amount_minor, *said)
                    yield because_of(event, portion.case_id, allocate)
            case PaymentReversed() | PaymentUnmatched():
                for portion in happened.portions:
                    yield because_of(event, portion.case_id, ReverseAllocation(payment_id, happened.reason))
            case PaymentTransferred():
                given_up = ReverseAllocation(payment_id, happened.reason, happened.left_minor)
                taken = AllocatePayment(payment_id, happened.currency, happened.amount_minor, happened.value_date, True)
                yield because_of(event, happened.from_case, given_up)
                yield because_of(event, happened.to_case, taken)
            case RefundProposed(from_case=UUID() as case_id):
                give_back = GiveBackOverpayment(payment_id, happened.number, happened.amount_minor)
                yield because_of(event, case_id, give_back)
            case OverpaymentGivenBack():
                yield because_of(event, happened.payment_id, FundRefund(happened.refund, event.aggregate_id))

    def compensate(self, lookup: Lookup, refused: RefusedIntent) -> Iterable[Intent]:
        """A case that does not take its portion, or cannot give up a part of it, sends the whole payment back: a match
        needs all of its cases. One that does not give the money for a refund ends the refund."""
        if isinstance(refused.command, AllocatePayment | ReverseAllocation):
            yield refused.compensation(
                refused.command.payment_id, UnmatchPayment(REASONS.get(refused.code, refused.code))
            )
        elif isinstance(refused.command, GiveBackOverpayment):
            end = CancelRefund(refused.command.refund, refused.code)
            yield refused.compensation(refused.command.payment_id, end)
