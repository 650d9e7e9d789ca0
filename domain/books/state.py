"""The table of the books, and what a decision needs to know of them: the periods that are closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from domain.books.period_name import days_of
from domain.kernel.aggregate import AggregateKind, Slice
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class PartitionEnd:
    """Of one partition of the log, the position of the last event that was read."""

    partition: int
    position: int


@dataclass(frozen=True, slots=True)
class SealedBalance:
    """What an account stood at before a period and what was posted in it, in minor units of ``currency``.

    Opening and closing are debit positive; what was posted in credit is positive too.
    """

    currency: str
    account: str
    opening_minor: int
    debit_minor: int
    credit_minor: int

    @property
    def closing_minor(self) -> int:
        """What it stands at after the period."""
        return self.opening_minor + self.debit_minor - self.credit_minor


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """A period that nothing is booked in any more: its days are those of ``time_zone``, and of the log it holds what
    stands up to ``ends`` and in no period before it. ``confirmed_by`` is empty until a second person has done that."""

    period: str
    time_zone: str
    ends: tuple[PartitionEnd, ...]
    balances: tuple[SealedBalance, ...]
    vouchers: int
    digest: str
    closed_by: str
    confirmed_by: str = ""

    @property
    def first(self) -> date:
        """Its first day."""
        return days_of(self.period)[0]

    @property
    def last(self) -> date:
        """Its last day."""
        return days_of(self.period)[1]


@dataclass(frozen=True, slots=True)
class ClosedPeriods:
    """All of them, without a gap, the oldest first."""

    periods: tuple[ClosedPeriod, ...] = ()

    @property
    def newest(self) -> ClosedPeriod | None:
        """The one that was closed last."""
        return self.periods[-1] if self.periods else None

    @property
    def digest(self) -> str:
        """The newest seal, which the next one names; empty before the first."""
        return self.newest.digest if self.newest else ""

    @property
    def open_from(self) -> date | None:
        """The first day that is in no closed period; None before the first is closed."""
        return self.newest.last + timedelta(days=1) if self.newest else None

    def named(self, period: str) -> ClosedPeriod | None:
        """The closed one of this name."""
        return next((one for one in self.periods if one.period == period), None)


CLOSED: Slice[ClosedPeriods] = Slice(ClosedPeriods())


class BooksState(NamedTuple):
    """What decisions on the books depend on."""

    closed: ClosedPeriods = CLOSED.initial


BOOKS: AggregateKind[BooksState] = AggregateKind("books", BooksState(), (CLOSED,))


def refuse_unless_begun(state: BooksState) -> Refusal | None:
    """Why nothing of what was closed can be spoken of, or None."""
    return None if state.closed.periods else Refusal("no_period_closed", "No period of the books is closed yet.")
