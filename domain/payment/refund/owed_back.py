"""What was owed back and is in no refund goes with the rest of the payment: into suspense, or with the bank."""

from __future__ import annotations

from domain.kernel.message import Event
from domain.kernel.quick_record import changed
from domain.payment.matching.unmatching import PaymentUnmatched
from domain.payment.refund.state import REFUNDS, Refunds
from domain.payment.reversal.reversing import PaymentReversed


@REFUNDS.when(lambda event_type: event_type in (PaymentUnmatched, PaymentReversed))
def moved_with_the_payment(refunds: Refunds, event: Event) -> Refunds:
    """Nothing is owed back apart."""
    return changed(refunds, owed_back_minor=0) if refunds.owed_back_minor else refunds
