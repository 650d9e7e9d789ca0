"""What bank and ledger say of an account, put side by side day by day. Pure, and the same in whichever order it came.

A day is that of a statement, and of the days before that it covers; where there are no statements, that of deposits,
each of which has a number of its own at the bank. Notifications may tell of the same twice and prove nothing. A day
between two that the bank told of, on which only the ledger knows of money, is one for which no statement came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import groupby
from typing import NamedTuple

from domain.deposit.receiving import DepositKind
from domain.kernel.quick_record import reader_of


class BankReport(NamedTuple):
    """A statement or deposit, in minor units: what it makes on the account, and the balances before and after."""

    kind: DepositKind
    serial: str
    first_date: date
    day: date
    amount_minor: int
    opening_minor: int | None
    closing_minor: int | None

    @property
    def bank_minor(self) -> int:
        """What moved, by the balances where there are some: also what no line of ours is made of."""
        if self.opening_minor is None or self.closing_minor is None:
            return self.amount_minor
        return self.closing_minor - self.opening_minor


@dataclass(frozen=True, slots=True)
class BankDay:
    """Bank and ledger from ``first_date`` to ``day``, in minor units of ``currency``.

    The bank told of it in so many ``reports``: ``bank_minor`` moved from ``opening_minor`` to ``closing_minor``, None
    where it told no balances. Its statement before closed at ``previous_closing_minor``, None where there is none.
    ``ledger_minor`` is what moved in the ledger.
    """

    receiver_account: str
    currency: str
    first_date: date
    day: date
    reports: int
    previous_closing_minor: int | None
    opening_minor: int | None
    closing_minor: int | None
    bank_minor: int
    ledger_minor: int

    @property
    def difference_minor(self) -> int:
        """What the bank has and the ledger lacks; below zero the other way round."""
        return self.bank_minor - self.ledger_minor

    @property
    def gap_minor(self) -> int:
        """What the balances have more than the statements between them make: one of these is missing, or too many."""
        if self.opening_minor is None or self.closing_minor is None:
            return 0
        before = self.opening_minor if self.previous_closing_minor is None else self.previous_closing_minor
        return self.closing_minor - before - self.bank_minor

    @property
    def comes_to_zero(self) -> bool:
        """Whether nobody has to look at it."""
        return not self.difference_minor and not self.gap_minor


_FIELDS = reader_of([one.name for one in fields(BankDay)])


def said_of(day: BankDay) -> BankDay:
    """What a command or event says of a day, without the rest of it."""
    return BankDay(*_FIELDS(day))


def bank_days(
    receiver_account: str, currency: str, reports: Iterable[BankReport], ledger: Mapping[date, int]
) -> list[BankDay]:
    """The days of one account that can be judged, in their order. ``ledger`` has what moved on each day by the ledger.

    Before the bank first told of the account and after it last did, nothing can be judged.
    """
    told = sorted(one for one in reports if one.kind is not DepositKind.NOTIFICATION)
    found: list[BankDay] = []
    closing: int | None = None
    left = dict(ledger)
    for first, last, group in _joined(told):
        opened, closed, moved = _balances(group, closing)
        inside = [day for day in left if first <= day <= last]
        in_ledger = sum(left.pop(day) for day in inside)
        found.append(
            BankDay(receiver_account, currency, first, last, len(group), closing, opened, closed, moved, in_ledger)
        )
        closing = closing if closed is None else closed
    if found:
        begun, ended = found[0].first_date, found[-1].day
        found += [
            BankDay(receiver_account, currency, day, day, 0, None, None, None, 0, minor)
            for day, minor in left.items()
            if begun < day < ended
        ]
    return sorted(found, key=lambda one: one.day)


def _joined(reports: Sequence[BankReport]) -> Iterator[tuple[date, date, list[BankReport]]]:
    """Reports whose days overlap together, with the first and the last of these days."""
    by_days = sorted(reports, key=lambda one: (one.first_date, one.day))
    place, last = 0, date.min
    placed: list[tuple[int, BankReport]] = []
    for one in by_days:
        if one.first_date > last:
            place += 1
        last = max(last, one.day)
        placed.append((place, one))
    for _, members in groupby(placed, key=lambda pair: pair[0]):
        group = [one for _, one in members]
        yield group[0].first_date, max(one.day for one in group), group


def _balances(group: Sequence[BankReport], closing: int | None) -> tuple[int | None, int | None, int]:
    """At what they open and close, and what moved. Deposits of a day that a statement covers are part of it."""
    statements = [one for one in group if one.kind is DepositKind.STATEMENT]
    if not statements:
        return None, None, sum(one.bank_minor for one in group)
    in_order = _one_after_another(statements, closing)
    return in_order[0].opening_minor, in_order[-1].closing_minor, sum(one.bank_minor for one in statements)


def _one_after_another(statements: Sequence[BankReport], closing: int | None) -> list[BankReport]:
    """Each behind the one at whose balance it opens; where none does, by day and number."""
    left = sorted(statements, key=lambda one: (one.day, len(one.serial), one.serial, abs(one.bank_minor), one))
    closings = {one.closing_minor for one in left}
    expected = closing
    if expected is None:
        expected = next((one.opening_minor for one in left if one.opening_minor not in closings), None)
    found: list[BankReport] = []
    while left:
        following = next((one for one in left if one.opening_minor == expected), left[0])
        left.remove(following)
        found.append(following)
        expected = following.closing_minor
    return found
