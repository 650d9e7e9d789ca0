"""The inquiries on a case: the slice ``inquiries`` of its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.kernel.aggregate import Slice
from domain.kernel.numbered import Numbered


class InquirySubject(StrEnum):
    """What a customer asks about."""

    BALANCE = "balance"
    CALCULATION = "calculation"
    PAYMENT = "payment"
    PLAN = "plan"
    INVOICE_COPY = "invoice_copy"
    CALL_BACK = "call_back"
    PERSONAL_DATA = "personal_data"
    OTHER = "other"


class InquiryStatus(StrEnum):
    """How an inquiry stands. It does not end with its case: who asks is answered."""

    OPEN = "open"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """An inquiry, when it came, and the first instant (UTC) that is too late for its answer."""

    subject: InquirySubject
    received_at: datetime
    answer_until: datetime
    status: InquiryStatus = InquiryStatus.OPEN


@dataclass(frozen=True, slots=True)
class Inquiries(Numbered[Inquiry]):
    """Every inquiry there ever was, by its number from 1."""

    def open(self) -> dict[int, Inquiry]:
        """Those without an answer, by number."""
        return self.of_status(InquiryStatus.OPEN)


INQUIRIES: Slice[Inquiries] = Slice(Inquiries())
