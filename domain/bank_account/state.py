"""The table of bank accounts, and what a decision needs to know of one: how bank and ledger stood on each day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from domain.bank_account.figures import BankDay
from domain.kernel.aggregate import AggregateKind, Slice
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal


class DayStatus(StrEnum):
    """How bank and ledger stand to each other on a day."""

    RECONCILED = "reconciled"
    """They agree."""
    OPEN = "open"
    """They differ, and somebody has to find out why."""
    EXPLAINED = "explained"
    """They differ, and a person has said why."""


@dataclass(frozen=True, slots=True)
class JudgedDay:
    """What was said of a day last. A difference has a ``number``, 0 where there is none, and may have an ``owner``."""

    said: BankDay
    status: DayStatus
    number: int = 0
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The days that were judged, and how many differences there ever were."""

    days: dict[date, JudgedDay] = field(default_factory=dict)
    differences: int = 0

    def with_day(self, day: date, judged: JudgedDay) -> Reconciliation:
        """With one more day, or one as it stands now."""
        return changed(self, days={**self.days, day: judged}, differences=max(self.differences, judged.number))

    def open_one(self, number: int) -> JudgedDay | None:
        """The difference of this number, while somebody has to find out about it."""
        found = (one for one in self.days.values() if one.number == number and one.status is DayStatus.OPEN)
        return next(found, None)

    def changed(self, number: int, status: DayStatus, owner: str | None) -> Reconciliation:
        """With the difference of this number as it stands now."""
        one = self.open_one(number)
        return self if one is None else self.with_day(one.said.day, changed(one, status=status, owner=owner))


RECONCILIATION: Slice[Reconciliation] = Slice(Reconciliation())


class BankAccountState(NamedTuple):
    """What decisions on a bank account depend on."""

    reconciliation: Reconciliation = RECONCILIATION.initial


BANK_ACCOUNT: AggregateKind[BankAccountState] = AggregateKind("bank_account", BankAccountState(), (RECONCILIATION,))


def open_difference(state: BankAccountState, number: int) -> JudgedDay | Refusal:
    """The difference of this number, or why nobody has to look at it."""
    found = state.reconciliation.open_one(number)
    return found or Refusal("difference_not_open", f"Difference {number} of the account is not open.")
