"""A line of a bank file as the command to receive the payment."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache, partial
from itertools import islice
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.bank_file.receiving import FileAmount, ReceiveBankFile
from domain.bank_file.telling import TOLD_AT_ONCE_MAX, TellBankFileLines, ToldLine
from domain.deposit.receiving import ReceiveDeposit
from domain.kernel.identity import bank_file_id, deposit_id, import_command_id, payer_id, payment_id
from domain.kernel.limits import ITEMS_MAX
from domain.kernel.message import Command
from domain.kernel.quick_record import maker_of
from domain.kernel.recorded import Actor
from domain.kernel.text import NOTE_LENGTH_MAX, TEXT_LENGTH_MAX, as_identifier
from domain.payment.receipt.deducting import ReceiveDeduction
from domain.payment.receipt.receiving import PaymentReference, ReceivePayment
from infra.intake.banks.bank_file import BankFile
from infra.intake.banks.payment_line import DepositTotal, EntryKind, PaymentLine, Reference
from infra.intake.importing.line_command import FileCommand, LineCommand
from infra.intake.refused.refused_line import RefusedLine
from infra.messages.commands import CommandEnvelope

NAME_LENGTH_MAX = 150
"""Characters of a file's name: with format and line it fits into a text of the domain."""
ACTOR_LENGTH_MAX = 64
_NOT_IN_AN_ID = re.compile("[^a-z0-9._-]+")

_id_of_file = lru_cache(maxsize=64)(bank_file_id)
_envelope, _line_command, _told_line = maker_of(CommandEnvelope), maker_of(LineCommand), maker_of(ToldLine)
_receive_payment, _payment_reference = maker_of(ReceivePayment), maker_of(PaymentReference)

Line = LineCommand | FileCommand | RefusedLine
Item = TypeVar("Item")


Find = Callable[[Sequence[PaymentLine]], Sequence[UUID | None]]
"""The case of each of these lines, later ones after the earlier ones; None for one that the matcher has to place."""


def nobody_knows(lines: Sequence[PaymentLine]) -> Sequence[UUID | None]:
    """All of it is the matcher's."""
    return [None] * len(lines)


@dataclass(frozen=True, slots=True)
class PaymentImport:
    """What the whole file is received with: the time now, the zone in which the bank's days begin, and what finds the
    cases of payments before they are sent."""

    at: datetime
    zone: str
    find: Find = nobody_knows

    def commands(self, file: BankFile) -> Iterator[Line]:
        """What the file says of itself and of its deposits, the commands of its payments, each portion of them behind
        what the file says that they are, and then what must be kept for a person."""
        yield self._of_the_file(file)
        for deposit in file.deposits:
            yield self._of_a_deposit(file, deposit)
        first = 1
        for portion in portions(_of_deposits(file), TOLD_AT_ONCE_MAX):
            cases = self.find([line for line, _ in portion])
            sent = [self.command_for(file, *one, case) for one, case in zip(portion, cases, strict=True)]
            yield self._of_lines(file, first, tuple(map(_told, sent)))
            yield from sent
            first += len(sent)
        for kept in portions(file.kept_for_a_person, TOLD_AT_ONCE_MAX):
            yield self._of_lines(file, first, tuple(map(_told_of_kept, kept)))
            first += len(kept)
        yield from file.kept_for_a_person

    def _of_the_file(self, file: BankFile) -> FileCommand:
        told = bank_file_id(file.fingerprint)
        command = ReceiveBankFile(
            source=_source(file),
            format=file.format,
            sha256=file.sha256,
            message_id=as_identifier(file.start.message_id)[:NAME_LENGTH_MAX].rstrip(),
            is_copy=file.start.is_copy,
            created=file.start.created,
            lines=len(file.lines),
            kept_for_a_person=len(file.kept_for_a_person),
            amounts=tuple(FileAmount(currency, minor) for currency, minor in sorted(file.amount_by_currency.items())),
        )
        return self._said(told, file.fingerprint, file.start.created, _actor(file.format), command)

    def _of_a_deposit(self, file: BankFile, deposit: DepositTotal) -> FileCommand:
        command = ReceiveDeposit(
            source=_source(file),
            bank_file_id=bank_file_id(file.fingerprint),
            kind=deposit.kind,
            receiver_account=deposit.receiver_account,
            first_date=min(deposit.first_date or deposit.booked_date, deposit.booked_date),
            booked_date=deposit.booked_date,
            serial=as_identifier(deposit.serial)[:NAME_LENGTH_MAX].rstrip(),
            currency=deposit.currency,
            amount_minor=deposit.amount_minor,
            payments=deposit.payments,
            deductions=deposit.deductions,
            opening_minor=deposit.opening_minor,
            closing_minor=deposit.closing_minor,
        )
        told = deposit_id(deposit.fingerprint)
        at = file.start.created or self._begin_of(deposit.booked_date)
        return self._said(told, deposit.fingerprint, at, _actor(deposit.receiver_account), command)

    def _of_lines(self, file: BankFile, first: int, lines: tuple[ToldLine, ...]) -> FileCommand:
        told, name = bank_file_id(file.fingerprint), f"{file.fingerprint} from {first}"
        return self._said(told, name, file.start.created, _actor(file.format), TellBankFileLines(first, lines))

    def _said(self, target: UUID, name: str, at: datetime | None, actor: Actor, command: Command) -> FileCommand:
        envelope = CommandEnvelope(
            id=import_command_id(target, name),
            aggregate_id=target,
            occurred_at=min(at or self.at, self.at),
            actor=actor,
            correlation_id=target,
        )
        return FileCommand(envelope, command)

    def command_for(
        self, file: BankFile, line: PaymentLine, deposit: UUID | None = None, case: UUID | None = None
    ) -> LineCommand:
        """The line's command, as part of a ``deposit``, for the ``case`` that was found. Payment and command are named
        by the line's fingerprint, never by the file it stood in: in a file that the bank made again, names and free
        text may be written differently, and its case be found or not. What a command asks (``fingerprint_of``) has none
        of these, so one id always asks the same."""
        payment = payment_id(line.fingerprint)
        envelope = _envelope(
            id=import_command_id(payment, line.fingerprint),
            aggregate_id=payment,
            occurred_at=self._happened(file, line),
            actor=_actor(line.receiver_account),
            correlation_id=payment,
        )
        return _line_command(line, envelope, _command(file, line, deposit, case), line.currency, line.net_minor)

    def _happened(self, file: BankFile, line: PaymentLine) -> datetime:
        """When the bank told of the money; a format that does not say so has the day it was booked. Never later than
        now."""
        return min(file.start.created or self._begin_of(line.booked_date), self.at)

    def _begin_of(self, day: date) -> datetime:
        return datetime.combine(day, time.min, ZoneInfo(self.zone)).astimezone(UTC)


@lru_cache(maxsize=64)
def name_in_utf8(file_name: str) -> str:
    """A file's name as it can be written down: bytes that are not UTF-8 as ``\\xe5``, nothing invisible, and the end
    cut off where it is too long."""
    return as_identifier(os.fsencode(file_name).decode("utf-8", "backslashreplace"))[:NAME_LENGTH_MAX].rstrip()


def _command(
    file: BankFile, line: PaymentLine, deposit: UUID | None, case: UUID | None
) -> ReceivePayment | ReceiveDeduction:
    receive: Callable[..., ReceivePayment | ReceiveDeduction] = partial(_receive_payment, found_case=case)
    if line.kind is not EntryKind.CREDIT:
        receive = partial(ReceiveDeduction, is_reversal=line.kind is EntryKind.REVERSAL)
    return receive(
        source=f"{_source(file)} line {line.line_number}",
        receiver_account=line.receiver_account,
        currency=line.currency,
        amount_minor=line.amount_minor,
        value_date=line.value_date or line.booked_date,
        references=tuple(_reference(given) for given in line.references[:ITEMS_MAX]),
        person_id=payer_id(line.fingerprint),
        payer_name=line.payer_name and line.payer_name[:TEXT_LENGTH_MAX].rstrip(),
        payer_account=line.payer_account and line.payer_account[:TEXT_LENGTH_MAX].rstrip(),
        message="\n".join(line.text)[:NOTE_LENGTH_MAX].rstrip() or None,
        booked_date=line.booked_date,
        bank_file_id=_id_of_file(file.fingerprint),
        line_number=line.line_number,
        deposit_id=deposit,
    )


def _of_deposits(file: BankFile) -> Iterator[tuple[PaymentLine, UUID | None]]:
    """Each line with the deposit that it is part of: those of a deposit stand together, in the deposits' order."""
    lines = iter(file.lines)
    for deposit in file.deposits:
        yield from ((line, deposit_id(deposit.fingerprint)) for line in islice(lines, deposit.lines))
    yield from ((line, None) for line in lines)


def portions(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """So many at a time, the last ones fewer."""
    following = iter(items)
    while portion := list(islice(following, size)):
        yield portion


def _told(sent: LineCommand) -> ToldLine:
    line = sent.line
    assert isinstance(line, PaymentLine)
    return _told_line(
        line.line_number, sent.aggregate_id, "", line.receiver_account, line.currency, line.net_minor, line.booked_date
    )


def _told_of_kept(kept: RefusedLine) -> ToldLine:
    if kept.money is None:
        return ToldLine(kept.line_number, None, kept.code, "", "", 0, None)
    money = kept.money
    return ToldLine(
        kept.line_number, None, kept.code, money.receiver_account, money.currency, money.amount_minor, money.booked_date
    )


def _reference(given: Reference) -> PaymentReference:
    """What a payer wrote is never a reason to refuse money: what is too long is cut off."""
    return _payment_reference(given.text[:TEXT_LENGTH_MAX].rstrip(), given.amount_minor or 0)


def _source(file: BankFile) -> str:
    return f"{file.format} {name_in_utf8(file.file_name)}"


@lru_cache(maxsize=1024)
def _actor(account: str) -> Actor:
    """The bank, by the account that it reports on, in the letters that an actor's id may have."""
    return Actor("bank", _NOT_IN_AN_ID.sub("-", account.lower()).strip("-.")[:ACTOR_LENGTH_MAX] or "unknown")
