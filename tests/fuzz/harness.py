"""What must hold for any bytes whatever that are given to the readers of bank files."""

from __future__ import annotations

import io
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from domain.kernel.directory import NO_CREDITORS
from domain.kernel.limits import AMOUNT_MINOR_MAX
from infra.intake.banks.bank_file import BankFile, format_of, read_as
from infra.intake.banks.bank_format import HEAD_BYTES
from infra.intake.importing.line_command import LineCommand
from infra.intake.importing.payments import PaymentImport
from infra.intake.importing.run import decided
from infra.intake.refused.refused_line import RefusedLine
from infra.intake.refused.rejected import BankFileRejected

SECONDS_MAX = 5
"""For a file of some kilobytes, a thousand times what it needs: longer is a hang."""
PLAN = PaymentImport(datetime(2026, 11, 26, tzinfo=UTC), "Europe/Stockholm")


class TooSlow(BaseException):
    """A reader hangs. Not an Exception, so that nobody takes it for damage in the file."""


def outcome_of(data: bytes) -> str:
    """The code with which a file is refused, or ``accepted``. Raises AssertionError and whatever a reader should not.

    A refused file gives nothing: there is no BankFile to take a payment from. One that is accepted adds up, and what
    its lines ask for the ledger would take.
    """
    with within(SECONDS_MAX):
        try:
            file = read_as(format_of(data[:HEAD_BYTES], "fuzzed"), io.BytesIO(data), "fuzzed")
        except BankFileRejected as refused:
            assert str(refused).isprintable()
            return refused.code
        _check(file, data)
        return "accepted"


def _check(file: BankFile, data: bytes) -> None:
    made: Counter[str] = Counter()
    for line in file.lines:
        assert 0 < line.amount_minor <= AMOUNT_MINOR_MAX
        assert 0 <= line.byte_position < len(data)
        made[line.currency] += line.net_minor
    told: Counter[str] = Counter()
    for deposit in file.deposits:
        told[deposit.currency] += deposit.amount_minor
    assert {c: n for c, n in made.items() if n} == {c: n for c, n in told.items() if n}
    names = [line.fingerprint for line in file.lines]
    assert len(names) == len(set(names)), "two payments have one name"
    for command in decided(PLAN.commands(file), NO_CREDITORS):
        assert not isinstance(command, RefusedLine) or not _is_of_a_line(command, file), command.code
        assert not isinstance(command, LineCommand) or command.amount_minor


def _is_of_a_line(refused: RefusedLine, file: BankFile) -> bool:
    """Whether the ledger would refuse a line that a reader has given: readers keep those for a person themselves."""
    return refused not in list(file.kept_for_a_person)


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Raises TooSlow when the time is over."""

    def over(*_: object) -> None:
        raise TooSlow(f"not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
