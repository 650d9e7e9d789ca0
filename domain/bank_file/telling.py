"""What stands in a bank's file, line by line: which payment each line is, whichever file told of it first.

So a line that never became a payment is found, and of two files that overlap each knows all of its lines. They are told
a portion at a time: a file may have more lines than fit into one event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.bank_file.state import BANK_FILE, TOLD, BankFileState
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal

TOLD_AT_ONCE_MAX = 500


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A line of the file, at ``line_number`` (from 1). ``amount_minor`` is what it makes on the account, in minor units
    of ``currency``: below zero where money left.

    Its ``payment_id`` is None where it is kept for a person: why, ``code`` says, which is empty for a payment. Where
    the bank booked nothing with such a line, account and currency are empty, and the day is None.
    """

    line_number: int
    payment_id: UUID | None
    code: str
    receiver_account: str
    currency: str
    amount_minor: int
    booked_date: date | None


@dataclass(frozen=True, slots=True)
class TellingFields:
    """The lines of the file from the ``first`` of these on, counted from 1; those kept for a person come last."""

    first: int
    lines: tuple[ToldLine, ...]


@BANK_FILE.command
@dataclass(frozen=True, slots=True)
class TellBankFileLines(TellingFields, Command):
    """Take down which lines the file has."""

    BY_PROGRAMS = True


@BANK_FILE.event
@dataclass(frozen=True, slots=True)
class BankFileLinesTold(TellingFields, Event):
    """The file has these lines. What became of each, the payments say."""

    def sentence(self) -> str:
        """Which."""
        return f"Lines {self.first} to {self.first + len(self.lines) - 1} of the bank file are on record"


@BANK_FILE.decides(TellBankFileLines)
def decide_tell_bank_file_lines(state: BankFileState, command: TellBankFileLines, context: Context) -> Decision:
    """Each once, in their order, of a file that was received."""
    if not state.is_received:
        return Refusal("bank_file_unknown", "There is no such bank file: it has not been received.")
    if command.first <= state.told:
        return Refusal("bank_file_lines_told", "These lines of the file are on record.")
    if command.first > state.told + 1:
        return Refusal("bank_file_lines_missing", "Lines of the file that come before these are not on record yet.")
    if not 0 < len(command.lines) <= TOLD_AT_ONCE_MAX:
        return Refusal("bank_file_lines_invalid", f"From 1 to {TOLD_AT_ONCE_MAX} lines are told at once.")
    return [caused_by(command, BankFileLinesTold)]


@TOLD.on(BankFileLinesTold)
def lines_told(told: int, event: BankFileLinesTold) -> int:
    """How many are known."""
    return told + len(event.lines)
