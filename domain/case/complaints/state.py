"""The complaints on a case: the slice ``complaints`` of its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.kernel.aggregate import Slice
from domain.kernel.numbered import Numbered


class ComplaintSubject(StrEnum):
    """What a customer is not content with."""

    CONDUCT = "conduct"
    CONTACT_FREQUENCY = "contact_frequency"
    INFORMATION = "information"
    FEES = "fees"
    PAYMENT_HANDLING = "payment_handling"
    PLAN = "plan"
    PERSONAL_DATA = "personal_data"
    ACCESSIBILITY = "accessibility"
    OTHER = "other"


class ComplaintStatus(StrEnum):
    """How a complaint stands. It does not end with its case: it is about us, and not about the debt."""

    OPEN = "open"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint, when it came, and the first instants (UTC) that are too late for telling and for answering."""

    subject: ComplaintSubject
    received_at: datetime
    acknowledge_until: datetime
    answer_until: datetime
    is_acknowledged: bool = False
    status: ComplaintStatus = ComplaintStatus.OPEN


@dataclass(frozen=True, slots=True)
class Complaints(Numbered[Complaint]):
    """Every complaint there ever was, by its number from 1."""

    def open(self) -> dict[int, Complaint]:
        """Those without a final response, by number."""
        return self.of_status(ComplaintStatus.OPEN)


COMPLAINTS: Slice[Complaints] = Slice(Complaints())
