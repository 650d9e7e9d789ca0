"""The allocator: a matched payment is laid on its cases, and taken off them again when the payment is reversed."""

from __future__ import annotations

from collections.abc import Iterable

from consumers.policies.policy import Intent, Lookup, Policy, because_of
from domain.case.allocation.allocating import AllocatePayment, ReverseAllocation
from domain.kernel.recorded import RecordedEvent
from domain.payment.matching.matching import PaymentMatched
from domain.payment.reversal.reversing import PaymentReversed


class Allocator(Policy):
    """Needs to remember nothing: each event says all that follows from it."""

    name = "allocator"
    handled = frozenset({PaymentMatched, PaymentReversed})

    def react(self, lookup: Lookup, event: RecordedEvent) -> Iterable[Intent]:
        """One command for each case that has a portion of the payment."""
        payment_id, happened = event.aggregate_id, event.event
        match happened:
            case PaymentMatched():
                currency, value_date = happened.currency, happened.value_date
                for portion in happened.portions:
                    allocate = AllocatePayment(payment_id, currency, portion.amount_minor, value_date)
                    yield because_of(event, portion.case_id, allocate)
            case PaymentReversed():
                for portion in happened.portions:
                    yield because_of(event, portion.case_id, ReverseAllocation(payment_id, happened.reason))
