"""What a period of the books holds: the balances before it, what moved in it, and each voucher.

An event that moved client funds is a voucher, of the day on which it was recorded: what is recorded later never
changes a period that has passed. Its number is its place in the log, so that an auditor finds the event behind it. The
bank's own day stands in its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.kernel.ledger import Account
from domain.kernel.recorded import RecordedEvent
from infra.books.chart import CHART

DayOf = Callable[[datetime], date]
"""Which day an instant is on in the business zone."""


@dataclass(frozen=True, slots=True)
class Period:
    """Both days are within."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Voucher:
    """One event's postings on client funds in one currency, in minor units: debit positive. They add up to zero."""

    partition: int
    position: int
    day: date
    text: str
    lines: tuple[tuple[Account, int], ...]


@dataclass(slots=True)
class Movement:
    """What an account stood at before the period, and what was posted in it: minor units, ``credit`` as a positive."""

    opening: int = 0
    debit: int = 0
    credit: int = 0

    @property
    def closing(self) -> int:
        """What it stands at after it: debit positive."""
        return self.opening + self.debit - self.credit


@dataclass(slots=True)
class PeriodBalance:
    """Every account of one currency, in the order of the chart, and how many vouchers the period has."""

    currency: str
    accounts: dict[Account, Movement] = field(default_factory=lambda: {account: Movement() for account in CHART})
    vouchers: int = 0

    @property
    def difference(self) -> int:
        """Zero, or the books are wrong."""
        return sum(one.closing for one in self.accounts.values())


def period_balances(events: Iterable[RecordedEvent], period: Period, day_of: DayOf) -> Mapping[str, PeriodBalance]:
    """The trial balance of each currency. Events of different partitions may come in any order."""
    found: dict[str, PeriodBalance] = {}
    for event in events:
        day = day_of(event.recorded_at)
        if day > period.last:
            continue
        for currency, lines in _lines(event).items():
            balance = found.setdefault(currency, PeriodBalance(currency))
            balance.vouchers += day >= period.first
            for account, amount in lines:
                _post(balance.accounts[account], amount, is_opening=day < period.first)
    return dict(sorted(found.items()))


def vouchers(events: Iterable[RecordedEvent], period: Period, currency: str, day_of: DayOf) -> Iterator[Voucher]:
    """The vouchers of the period in one currency, as the events come."""
    for event in events:
        day = day_of(event.recorded_at)
        lines = _lines(event).get(currency) if period.first <= day <= period.last else None
        if lines:
            yield Voucher(event.partition, event.position, day, _text(event), tuple(lines))


def _post(movement: Movement, amount: int, *, is_opening: bool) -> None:
    if is_opening:
        movement.opening += amount
    elif amount > 0:
        movement.debit += amount
    else:
        movement.credit -= amount


def _lines(event: RecordedEvent) -> dict[str, list[tuple[Account, int]]]:
    by_currency: dict[str, list[tuple[Account, int]]] = {}
    for posting in event.event.postings():
        if posting.account in CHART:
            by_currency.setdefault(posting.currency, []).append((posting.account, posting.amount_minor))
    return by_currency


def _text(event: RecordedEvent) -> str:
    return f"{event.event.sentence()} ({event.aggregate_kind} {event.aggregate_id})"
