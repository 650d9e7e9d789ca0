"""A bank's file has been read whole, and its control totals agree. Its payments follow, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.bank_file.state import BANK_FILE, RECEIVED, BankFileState
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class FileAmount:
    """What the file's lines make on the account, in minor units of ``currency``: below zero if more left than came."""

    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class BankFileFields:
    """What the file says of itself. ``source`` names format and file; ``sha256`` is of its bytes as they came first.

    ``message_id`` is the sender's own name of it, empty where the format has none, and ``is_copy`` says that the bank
    marked it as a copy. ``created`` is None where the format does not say. Beside its ``lines``, ``kept_for_a_person``
    counts what no machine may book.
    """

    source: str
    format: Code
    sha256: str
    message_id: str
    is_copy: bool
    created: datetime | None
    lines: int
    kept_for_a_person: int
    amounts: tuple[FileAmount, ...]


@BANK_FILE.command
@dataclass(frozen=True, slots=True)
class ReceiveBankFile(BankFileFields, Command):
    """Receive this file. Its id follows from what its lines say, so that a copy under another name is the same file."""

    BY_PROGRAMS = True


@BANK_FILE.event
@dataclass(frozen=True, slots=True)
class BankFileReceived(BankFileFields, Event):
    """The file adds up. What becomes of each line, the payments say."""

    def sentence(self) -> str:
        """Which, and how much is in it."""
        return f"Bank file received ({self.format}): {self.lines} lines, {self.kept_for_a_person} kept for a person"


@BANK_FILE.decides(ReceiveBankFile)
def decide_receive_bank_file(state: BankFileState, command: ReceiveBankFile, context: Context) -> Decision:
    """Once."""
    if state.is_received:
        return Refusal("bank_file_already_received", "A file that says the same was received before.")
    return [caused_by(command, BankFileReceived)]


@RECEIVED.on(BankFileReceived)
def received(is_received: bool, event: BankFileReceived) -> bool:
    """It is here."""
    return True
