"""A day of an account is reconciled: bank and ledger agree, or a difference is found, which is a case for a person.

It stays open until a person has explained it, or until what was missing has come and the day comes to zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.bank_account.figures import BankDay, said_of
from domain.bank_account.state import (
    BANK_ACCOUNT,
    RECONCILIATION,
    BankAccountState,
    DayStatus,
    JudgedDay,
    Reconciliation,
)
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import MINOR_UNIT_DIGITS, money_text
from domain.kernel.refusal import Refusal


@BANK_ACCOUNT.command
@dataclass(frozen=True, slots=True)
class ReconcileBankDay(BankDay, Command):
    """Put on record what bank and ledger say of this day."""

    BY_PROGRAMS = True


@BANK_ACCOUNT.event
@dataclass(frozen=True, slots=True)
class AccountReconciled(BankDay, Event):
    """Bank and ledger agree on the day."""

    def sentence(self) -> str:
        """Which day, and what moved."""
        moved = money_text(self.bank_minor, self.currency)
        return f"{self.receiver_account} reconciled for {self.day}: {moved} moved, by the bank and by the ledger"


@dataclass(frozen=True, slots=True)
class DifferenceFields(BankDay):
    """The difference has a ``number`` among those of its account."""

    number: int

    def sentence(self) -> str:
        """Which, and by how much."""
        told = f"Difference {self.number} on {self.receiver_account}, {self.day}"
        if not self.reports:
            return f"{told}: the ledger has {money_text(self.ledger_minor, self.currency)} and no statement has come"
        differs = f"the bank has {money_text(self.difference_minor, self.currency)} more than the ledger"
        gap = f"{money_text(self.gap_minor, self.currency)} between statements"
        return f"{told}: " + " and ".join([differs] * bool(self.difference_minor) + [gap] * bool(self.gap_minor))


@BANK_ACCOUNT.event
@dataclass(frozen=True, slots=True)
class ReconciliationDifferenceFound(DifferenceFields, Event):
    """Bank and ledger differ, and a person has to find out why."""


@BANK_ACCOUNT.event
@dataclass(frozen=True, slots=True)
class ReconciliationDifferenceChanged(DifferenceFields, Event):
    """The difference that is open is another one now: some of what was missing has come, or more is missing."""


@BANK_ACCOUNT.event
@dataclass(frozen=True, slots=True)
class DifferenceCleared(Event):
    """What was missing has come: nobody has to look at the difference any more."""

    receiver_account: str
    currency: str
    day: date
    number: int

    def sentence(self) -> str:
        """Which."""
        return f"Difference {self.number} on {self.receiver_account}, {self.day}, is gone: what was missing has come"


@BANK_ACCOUNT.decides(ReconcileBankDay)
def decide_reconcile_bank_day(state: BankAccountState, command: ReconcileBankDay, context: Context) -> Decision:
    """Whenever it says anything new. A day that a later one takes in, by its statement, is none by itself any more."""
    if command.currency not in MINOR_UNIT_DIGITS:
        return Refusal("currency_unknown", "The currency of the account is not known.")
    before = state.reconciliation.days.get(command.day)
    if before is not None and before.said == said_of(command):
        return Refusal("bank_day_known", "This is on record of the day.")
    cleared = list(_taken_in(state.reconciliation, command))
    if command.comes_to_zero:
        if before is not None and before.status is DayStatus.OPEN:
            cleared.append(_cleared(before))
        return [*cleared, caused_by(command, AccountReconciled)]
    if before is not None and before.status is DayStatus.OPEN:
        return [*cleared, caused_by(command, ReconciliationDifferenceChanged, number=before.number)]
    number = state.reconciliation.differences + 1
    return [*cleared, caused_by(command, ReconciliationDifferenceFound, number=number)]


def _taken_in(reconciliation: Reconciliation, command: ReconcileBankDay) -> Iterator[Event]:
    for day, judged in sorted(reconciliation.days.items()):
        if command.first_date <= day < command.day and judged.status is DayStatus.OPEN:
            yield _cleared(judged)


def _cleared(judged: JudgedDay) -> Event:
    said = judged.said
    return DifferenceCleared(said.receiver_account, said.currency, said.day, judged.number)


@RECONCILIATION.on(AccountReconciled)
def account_reconciled(reconciliation: Reconciliation, event: AccountReconciled) -> Reconciliation:
    """It comes to zero."""
    return reconciliation.with_day(event.day, JudgedDay(said_of(event), DayStatus.RECONCILED))


@RECONCILIATION.on(ReconciliationDifferenceFound)
def difference_found(reconciliation: Reconciliation, event: ReconciliationDifferenceFound) -> Reconciliation:
    """Somebody has to look at it."""
    return reconciliation.with_day(event.day, JudgedDay(said_of(event), DayStatus.OPEN, event.number))


@RECONCILIATION.on(DifferenceCleared)
def difference_cleared(reconciliation: Reconciliation, event: DifferenceCleared) -> Reconciliation:
    """Nobody has to look at it."""
    return reconciliation.changed(event.number, DayStatus.RECONCILED, None)


@RECONCILIATION.on(ReconciliationDifferenceChanged)
def difference_changed(reconciliation: Reconciliation, event: ReconciliationDifferenceChanged) -> Reconciliation:
    """Whoever looks at it goes on."""
    before = reconciliation.days.get(event.day)
    owner = before.owner if before is not None else None
    return reconciliation.with_day(event.day, JudgedDay(said_of(event), DayStatus.OPEN, event.number, owner))
