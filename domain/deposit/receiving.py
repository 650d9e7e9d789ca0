"""The bank reports a sum on the account: what its payments less its deductions make, or a statement with balances.

It moves no money in the ledger: its payments do, one by one. Reconciliation compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.deposit.state import DEPOSIT, TOLD, DepositState
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import MINOR_UNIT_DIGITS, money_text
from domain.kernel.refusal import Refusal


class DepositKind(StrEnum):
    """How much the bank says with it."""

    DEPOSIT = "deposit"
    """A sum of payments that has a number of its own at the bank: no payment is in two of them."""
    STATEMENT = "statement"
    """All that moved on the account, with the balances before and after."""
    NOTIFICATION = "notification"
    """Some of what moved: the next one may tell of the same again."""


@dataclass(frozen=True, slots=True)
class DepositFields:
    """What the bank says. ``bank_file_id`` is the file in which it was first told, ``source`` that file's name.

    ``amount_minor`` is what its entries make on the account, minor units of ``currency``; of a statement it may be
    below zero. They were booked from ``first_date`` to ``booked_date``. ``serial`` is the bank's own number of it. A
    statement has the booked balances before and after.
    """

    source: str
    bank_file_id: UUID
    kind: DepositKind
    receiver_account: str
    first_date: date
    booked_date: date
    serial: str
    currency: str
    amount_minor: int
    payments: int
    deductions: int
    opening_minor: int | None
    closing_minor: int | None


@DEPOSIT.command
@dataclass(frozen=True, slots=True)
class ReceiveDeposit(DepositFields, Command):
    """Receive this sum. Its id follows from the bank's own name of it, so that two files with it tell of one."""

    BY_PROGRAMS = True


@DEPOSIT.event
@dataclass(frozen=True, slots=True)
class DepositReceived(DepositFields, Event):
    """The bank has told of the sum."""

    def sentence(self) -> str:
        """How much, on which day."""
        return f"Bank reports {money_text(self.amount_minor, self.currency)} on the account on {self.booked_date}"


@DEPOSIT.decides(ReceiveDeposit)
def decide_receive_deposit(state: DepositState, command: ReceiveDeposit, context: Context) -> Decision:
    """Once, in a currency that is known."""
    if state.is_told:
        return Refusal("deposit_already_received", "The bank told of this sum before, and what it says now differs.")
    if command.currency not in MINOR_UNIT_DIGITS:
        return Refusal("currency_unknown", "The currency of the deposit is not known.")
    return [caused_by(command, DepositReceived)]


@TOLD.on(DepositReceived)
def told(is_told: bool, event: DepositReceived) -> bool:
    """It is known."""
    return True
