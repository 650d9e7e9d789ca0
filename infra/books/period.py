"""What a period of the books holds: the balances before it, what moved in it, and each voucher.

An event that moved client funds is a voucher, of the day on which it is booked (``booking``). Its number is its place
in the log, so that an auditor finds the event behind it. The bank's own day stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date
from uuid import UUID

from domain.kernel.ledger import Account
from domain.kernel.recorded import RecordedEvent
from infra.books.chart import CHART

BookedOn = Callable[[RecordedEvent], date]
"""On which day an event is booked."""
Lines = Mapping[str, list[tuple[Account, int]]]
"""What an event moves, by currency: account and amount in minor units, debit positive."""


@dataclass(frozen=True, slots=True)
class Period:
    """Both days are within."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Voucher:
    """One event's postings on client funds in one currency, in minor units: debit positive. They add up to zero.

    ``booked_on`` is the day of the books and ``value_day`` the bank's, None where money only moves between accounts of
    the books; ``recorded_on`` is the day (UTC) on which it came into the log. ``action`` is the event's name and
    ``actor`` the id of who caused it.
    """

    partition: int
    position: int
    booked_on: date
    value_day: date | None
    recorded_on: date
    action: str
    aggregate_kind: str
    aggregate_id: UUID
    actor: str
    lines: tuple[tuple[Account, int], ...]

    @property
    def text(self) -> str:
        """What it is of. Made of names that never change, so that the voucher of an event always reads the same."""
        return f"{self.action} ({self.aggregate_kind} {self.aggregate_id})"


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

    def post(self, amount: int, *, is_opening: bool) -> None:
        """Add a line, of the time before the period or of the period."""
        if is_opening:
            self.opening += amount
        elif amount > 0:
            self.debit += amount
        else:
            self.credit -= amount


@dataclass(slots=True)
class PeriodBalance:
    """Every account of one currency, in the order of the chart, and how many vouchers the period has."""

    currency: str
    accounts: dict[Account, Movement] = field(default_factory=lambda: {account: Movement() for account in CHART})
    vouchers: int = 0

    @property
    def used(self) -> dict[Account, Movement]:
        """The accounts that had a balance or moved: an account that comes into the chart later changes no old file."""
        return {account: one for account, one in self.accounts.items() if one.opening or one.debit or one.credit}

    @property
    def difference(self) -> int:
        """Zero, or the books are wrong."""
        return sum(one.closing for one in self.accounts.values())

    @property
    def totals(self) -> tuple[int, int]:
        """What was posted in the period in debit, and in credit: the same, or the books are wrong."""
        return sum(one.debit for one in self.accounts.values()), sum(one.credit for one in self.accounts.values())


def period_balances(
    events: Iterable[RecordedEvent], period: Period, booked_on: BookedOn
) -> Mapping[str, PeriodBalance]:
    """The trial balance of each currency. Events of different partitions may come in any order."""
    found: dict[str, PeriodBalance] = {}
    for event in events:
        if not (lines_of := client_funds(event)) or (day := booked_on(event)) > period.last:
            continue
        for currency, lines in lines_of.items():
            balance = found.setdefault(currency, PeriodBalance(currency))
            balance.vouchers += day >= period.first
            for account, amount in lines:
                balance.accounts[account].post(amount, is_opening=day < period.first)
    return dict(sorted(found.items()))


def vouchers(events: Iterable[RecordedEvent], period: Period, currency: str, booked_on: BookedOn) -> Iterator[Voucher]:
    """The vouchers of the period in one currency, as the events come."""
    for event in events:
        lines = client_funds(event).get(currency)
        if lines and period.first <= (day := booked_on(event)) <= period.last:
            yield Voucher(
                event.partition,
                event.position,
                day,
                event.event.effective_on(),
                event.recorded_at.astimezone(UTC).date(),
                type(event.event).__name__,
                event.aggregate_kind,
                event.aggregate_id,
                event.actor.id,
                tuple(lines),
            )


def client_funds(event: RecordedEvent) -> Lines:
    """What an event moves on the accounts of the chart."""
    by_currency: dict[str, list[tuple[Account, int]]] = {}
    for posting in event.event.postings():
        if posting.account in CHART:
            by_currency.setdefault(posting.currency, []).append((posting.account, posting.amount_minor))
    return by_currency
