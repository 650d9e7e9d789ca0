"""The letters of a case: the slice ``notices`` of its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.kernel.aggregate import Slice
from domain.kernel.numbered import Numbered


class NoticeKind(StrEnum):
    """Letters that ask for the claim, in the order in which they follow each other."""

    REMINDER = "reminder"
    COLLECTION_NOTICE = "collection_notice"
    PAYMENT_DEMAND = "payment_demand"
    LEGAL_NOTICE = "legal_notice"


class NoticeStatus(StrEnum):
    """What is known of a letter on its way."""

    SENT = "sent"
    DELIVERED = "delivered"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Notice:
    """A letter sent on a local day, that asks for payment by the end of ``pay_by``: the deadline of that number."""

    kind: NoticeKind
    channel: str
    sent_on: date
    pay_by: date
    deadline: int
    status: NoticeStatus = NoticeStatus.SENT


@dataclass(frozen=True, slots=True)
class Notices(Numbered[Notice]):
    """Every letter that was ever sent, by its number from 1."""

    @property
    def latest(self) -> Notice | None:
        """The one sent last."""
        return self.by_number.get(len(self.by_number))

    def arrived(self, *kinds: NoticeKind) -> list[Notice]:
        """Those of these kinds that did not come back, in the order in which they were sent."""
        return [one for one in self.by_number.values() if one.kind in kinds and one.status is not NoticeStatus.RETURNED]


NOTICES: Slice[Notices] = Slice(Notices())
