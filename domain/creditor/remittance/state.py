"""What was and is paid out to the creditor: the slice ``remittances`` of a creditor's state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.kernel.aggregate import Slice
from domain.kernel.message import Event
from domain.kernel.numbered import Numbered


class RemittanceStatus(StrEnum):
    """How far a remittance has come."""

    PREPARED = "prepared"
    APPROVED = "approved"
    SENT = "sent"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    CANCELLED = "cancelled"


UNDER_WAY = (RemittanceStatus.PREPARED, RemittanceStatus.APPROVED)
"""Not sent yet, or not again."""


@dataclass(frozen=True, slots=True)
class LogSpan:
    """What lies in one partition of the log behind the position ``after``, up to ``through`` itself."""

    partition: int
    after: int
    through: int


@dataclass(frozen=True, slots=True)
class Remittance:
    """``payable_minor`` of ``currency`` is paid out to ``iban``. ``attempts`` counts how often it has been sent."""

    currency: str
    spans: tuple[LogSpan, ...]
    collected_minor: int
    payable_minor: int
    iban: str
    prepared_by: str
    status: RemittanceStatus
    message_id: str = ""
    attempts: int = 0

    @property
    def can_be_cancelled(self) -> bool:
        """It was never sent: then it is the last one of its currency, as none is prepared beside it."""
        return self.status in UNDER_WAY and not self.attempts


class Remittances(Numbered[Remittance]):
    """All there ever were, by number. What is collected behind their spans is still to be remitted."""

    __slots__ = ()

    def remitted_through(self, currency: str) -> Mapping[int, int]:
        """By partition, the position up to which everything of this currency is in a remittance."""
        ends: dict[int, int] = {}
        for one in self.by_number.values():
            if one.currency == currency and one.status is not RemittanceStatus.CANCELLED:
                ends |= {span.partition: span.through for span in one.spans}
        return ends

    def not_sent_yet(self, currency: str) -> int | None:
        """The number of the one of this currency that can still be cancelled."""
        return next((n for n, one in self.by_number.items() if one.currency == currency and one.can_be_cancelled), None)


def remittance_status_after(event: Event) -> RemittanceStatus | None:
    """How far an event says that a remittance has come; None when it says nothing about one."""
    status = getattr(event, "STATUS", None)
    return status if isinstance(status, RemittanceStatus) else None


REMITTANCES: Slice[Remittances] = Slice(Remittances())
