"""What an event of a case collected: the parts of the debt that were paid, by its own fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.case.allocation.direct import DirectPaymentReported
from domain.kernel.ledger import Account
from infra.audit.checker.event import Seen

PARTS = ("principal", "interest", "fees", "court_costs")


@dataclass(frozen=True, slots=True)
class Collected:
    """Minor units of ``currency`` by part; below zero when it was taken back. ``is_direct``: paid to the creditor."""

    currency: str
    value_date: date
    is_direct: bool
    parts: dict[str, int]


def collected_by(seen: Seen) -> Iterator[Collected]:
    """What the event collected, if anything: an event that does says the parts and the bank's day in its fields."""
    event: Any = seen.event
    moved = {Account.COLLECTED: 0, Account.PAID_TO_CREDITOR: 0}
    for posting in event.postings():
        if posting.account in moved:
            moved[posting.account] += posting.amount_minor
    minor = sum(moved.values())
    if minor:
        sign = 1 if minor > 0 else -1
        parts = {part: sign * getattr(event, f"{part}_minor") for part in PARTS}
        yield Collected(event.currency, event.value_date, isinstance(event, DirectPaymentReported), parts)
