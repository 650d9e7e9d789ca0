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
    BORNE = "borne"
    """A loss: what was taken back from what the creditor has had, borne by the agency."""


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
    """``payable_minor`` of ``currency`` is paid out to ``iban``. ``attempts`` counts how often it was sent. What
    goes ``to_agency`` is its own share, and of no lines. A loss is below zero, and goes nowhere."""

    currency: str
    spans: tuple[LogSpan, ...]
    collected_minor: int
    payable_minor: int
    iban: str
    prepared_by: str
    status: RemittanceStatus
    message_id: str = ""
    attempts: int = 0
    to_agency: bool = False

    @property
    def is_loss(self) -> bool:
        """Nothing is paid out with it: more was taken back than collected, and the agency bears it."""
        return self.payable_minor < 0

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

    def not_sent_yet(self, currency: str, *, to_agency: bool = False) -> int | None:
        """The number of the one of this currency, to the creditor or to the agency, that can still be cancelled."""
        of_kind = (n for n, one in self.by_number.items() if one.currency == currency and one.to_agency is to_agency)
        return next((number for number in of_kind if self.by_number[number].can_be_cancelled), None)

    def untransferred_minor(self, currency: str, through: int) -> int:
        """What the agency kept in the remittances of this currency up to a number, and has not moved yet."""
        live = [
            (number, one)
            for number, one in self.by_number.items()
            if one.currency == currency and one.status is not RemittanceStatus.CANCELLED
        ]
        kept = sum(one.collected_minor - one.payable_minor for n, one in live if not one.to_agency and n <= through)
        all_kept = sum(one.collected_minor - one.payable_minor for _, one in live if not one.to_agency)
        moved = sum(one.payable_minor for _, one in live if one.to_agency)
        return min(kept, all_kept) - moved


def remittance_status_after(event: Event) -> RemittanceStatus | None:
    """How far an event says that a remittance has come; None when it says nothing about one."""
    status = getattr(event, "STATUS", None)
    return status if isinstance(status, RemittanceStatus) else None


REMITTANCES: Slice[Remittances] = Slice(Remittances())
