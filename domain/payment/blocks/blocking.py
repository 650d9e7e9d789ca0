"""What a person may not do with a payment is on record."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel.blocking import Blocked, records_blocks
from domain.payment.state import PAYMENT, refuse_unless_known


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class ActionOnPaymentBlocked(Blocked):
    """A rule forbade what a person tried to do with a payment."""


records_blocks(PAYMENT, ActionOnPaymentBlocked, refuse_unless_known)
