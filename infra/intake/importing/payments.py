"""A line of a bank file as the command to receive the payment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from domain.kernel.identity import import_command_id, payer_id, payment_id
from domain.kernel.recorded import Actor
from domain.kernel.text import NOTE_LENGTH_MAX, as_identifier
from domain.payment.receipt.deducting import ReceiveDeduction
from domain.payment.receipt.receiving import PaymentReference, ReceivePayment
from infra.intake.banks.bank_file import BankFile
from infra.intake.banks.payment_line import EntryKind, PaymentLine
from infra.intake.importing.line_command import LineCommand, NotAPayment
from infra.intake.refused.refused_line import RefusedLine
from infra.messages.commands import CommandEnvelope

NAME_LENGTH_MAX = 150
"""Characters of a file's name: with format and line it fits into a text of the domain."""


@dataclass(frozen=True, slots=True)
class PaymentImport:
    """What the whole file is received with: the time now, and the zone in which the bank's days begin."""

    at: datetime
    zone: str

    def commands(self, file: BankFile) -> Iterator[LineCommand | NotAPayment | RefusedLine]:
        """The commands of the file's payments, debits left out, then what must be kept for a person."""
        for line in file.lines:
            yield NotAPayment(line) if line.kind is EntryKind.DEBIT else self.command_for(file, line)
        yield from file.kept_for_a_person

    def command_for(self, file: BankFile, line: PaymentLine) -> LineCommand:
        """The line's command. Payment and command are named by the line's fingerprint, never by the file it stood in:
        in a file that the bank made again, names and free text may be written differently. What a command asks
        (``fingerprint_of``) has neither, so one id always asks the same."""
        payment = payment_id(line.fingerprint)
        envelope = CommandEnvelope(
            id=import_command_id(payment, line.fingerprint),
            aggregate_id=payment,
            occurred_at=self._happened(file, line),
            actor=Actor("bank", line.receiver_account),
            correlation_id=payment,
        )
        return LineCommand(line, envelope, _command(file, line), line.currency, line.net_minor)

    def _happened(self, file: BankFile, line: PaymentLine) -> datetime:
        """When the bank told of the money; a format that does not say so has the day it was booked. Never later than
        now."""
        booked = datetime.combine(line.booked_date, time.min, ZoneInfo(self.zone)).astimezone(UTC)
        return min(file.start.created or booked, self.at)


def name_in_utf8(file_name: str) -> str:
    """A file's name as it can be written down: bytes that are not UTF-8 as ``\\xe5``, nothing invisible, and the end
    cut off where it is too long."""
    return as_identifier(os.fsencode(file_name).decode("utf-8", "backslashreplace"))[:NAME_LENGTH_MAX].rstrip()


def _command(file: BankFile, line: PaymentLine) -> ReceivePayment | ReceiveDeduction:
    receive = ReceiveDeduction if line.kind is EntryKind.REVERSAL else ReceivePayment
    return receive(
        source=f"{file.format} {name_in_utf8(file.file_name)} line {line.line_number}",
        receiver_account=line.receiver_account,
        currency=line.currency,
        amount_minor=line.amount_minor,
        value_date=line.value_date or line.booked_date,
        references=tuple(PaymentReference(given.text, given.amount_minor or 0) for given in line.references),
        person_id=payer_id(line.fingerprint),
        payer_name=line.payer_name,
        payer_account=line.payer_account,
        message="\n".join(line.text)[:NOTE_LENGTH_MAX].rstrip() or None,
    )
