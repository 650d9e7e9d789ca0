"""Whatever happens to an import, each payment of a file is in the ledger once: killed in mid-file, sent again, as a
copy under another message id, overlapping with the file before. Two equal payments on one day stay two.

Every format, and every version of it, against a ledger that decides and answers as the writer does.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.bank_file.receiving import BankFileReceived
from domain.catalogue import kind_of
from domain.deposit.receiving import DepositReceived
from domain.kernel.decision import Context
from domain.kernel.directory import NO_CREDITORS
from domain.kernel.message import Command, Event
from domain.kernel.refusal import Refusal
from domain.payment.receipt.deducting import DeductionReceived
from domain.payment.receipt.receiving import PaymentReceived
from infra.client import Pending
from infra.intake.banks.bank_file import format_of, read_as
from infra.intake.banks.bank_format import HEAD_BYTES
from infra.intake.banks.camt.writer import CamtWriter
from infra.intake.banks.payment_line import EntryKind
from infra.intake.banks.written import WrittenEntry
from infra.intake.importing.files import import_payments
from infra.intake.importing.payments import PaymentImport
from infra.intake.importing.sending import Sending
from infra.intake.importing.tally import Tally
from infra.messages.commands import CommandEnvelope
from infra.messages.fingerprint import fingerprint_of
from infra.messages.replies import CommandAnswered
from tests.unit.intake.bank_samples import SAMPLES, Sample

NOW = datetime(2026, 3, 10, tzinfo=UTC)
every_format = pytest.mark.parametrize("sample", SAMPLES, ids=str)


class Killed(BaseException):
    """The importer dies here."""


@dataclass
class Ledger:
    """Decides each command once, as the writer: the same id gets its first answer. ``dies_after`` commands the importer
    is gone, while they are in the ledger."""

    states: dict[UUID, object] = field(default_factory=dict)
    answers: dict[UUID, tuple[str, CommandAnswered]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    dies_after: int = -1

    def submit_all(self, commands: Sequence[tuple[CommandEnvelope, Command]]) -> list[Pending]:
        return [self.submit(*one) for one in commands]

    def submit(self, envelope: CommandEnvelope, command: Command) -> Pending:
        if self.dies_after == 0:
            raise Killed
        self.dies_after -= 1
        asked = fingerprint_of(envelope.aggregate_id, None, command)
        before = self.answers.get(envelope.id)
        if before is None:
            before = self.answers[envelope.id] = (asked, self._decided(envelope, command))
            answer = before[1]
        elif before[0] == asked:
            answer = _answer(envelope, repeated=True, code=before[1].code)
        else:
            answer = _answer(envelope, code="command_id_reused")
        pending = Pending(envelope.id, 60.0)
        pending.set_result(answer)
        return pending

    def _decided(self, envelope: CommandEnvelope, command: Command) -> CommandAnswered:
        kind = kind_of(command.TOPIC)
        state = self.states.get(envelope.aggregate_id, kind.initial)
        decision = kind.decide(state, command, Context(NOW, envelope.occurred_at, envelope.actor, NO_CREDITORS))
        if isinstance(decision, Refusal):
            return _answer(envelope, code=decision.code)
        self.states[envelope.aggregate_id] = kind.evolve_all(state, decision)
        self.events += decision
        return _answer(envelope)

    def money(self) -> Counter[tuple[int, str]]:
        """How many payments of each amount there are, and whether they came or went."""
        return Counter(
            (one.amount_minor, type(one).__name__)
            for one in self.events
            if isinstance(one, PaymentReceived | DeductionReceived)
        )

    def count(self, kind: type[Event]) -> int:
        return sum(isinstance(one, kind) for one in self.events)


def _answer(envelope: CommandEnvelope, *, repeated: bool = False, code: str = "") -> CommandAnswered:
    return CommandAnswered(envelope.id, envelope.aggregate_id, "", not code, repeated, 1, 0, 1, code, "", None, "")


def take_in(ledger: Ledger, data: bytes, folder: Path, name: str = "day.txt") -> Tally:
    file = read_as(format_of(data[:HEAD_BYTES], name), io.BytesIO(data), name)
    return import_payments(folder / name, file, PaymentImport(NOW, "UTC"), Sending(ledger), lambda: None)


def entries(count: int, first: int = 1) -> list[WrittenEntry]:
    """Each with its own bank's reference and amount; every third pays the same sum with the same reference."""
    return [
        WrittenEntry(10_000 + (number if number % 3 else 0), ("1110000013",), bank_reference=f"{number:09d}")
        for number in range(first, first + count)
    ]


@every_format
def test_killed_three_times_in_mid_file_it_is_taken_in_as_if_nothing_had_happened(
    sample: Sample, tmp_path: Path
) -> None:
    data = sample.write(sample.day(*entries(20)))
    once, ledger = Ledger(), Ledger()
    take_in(once, data, tmp_path)
    for commands in (1, 9, 14):
        ledger.dies_after = commands
        with pytest.raises(Killed):
            take_in(ledger, data, tmp_path)
    ledger.dies_after = -1
    tally = take_in(ledger, data, tmp_path)
    assert ledger.money() == once.money()
    assert (ledger.count(BankFileReceived), ledger.count(DepositReceived)) == (1, 1)
    assert tally.received > 0, "it was killed too late to prove anything"
    assert tally.received + tally.received_before == 20
    assert tally.refused == 0


@every_format
def test_a_file_sent_again_under_any_name_adds_nothing(sample: Sample, tmp_path: Path) -> None:
    data = sample.write(sample.day(*entries(5)))
    ledger = Ledger()
    take_in(ledger, data, tmp_path)
    events = len(ledger.events)
    again = take_in(ledger, data, tmp_path, "another name.txt")
    assert len(ledger.events) == events
    assert (again.received, again.received_before, again.refused) == (0, 5, 0)


@pytest.mark.parametrize("message", ["camt.053", "camt.054"])
@pytest.mark.parametrize("version", [2, 4, 6, 8])
def test_a_copy_under_another_message_id_adds_nothing(message: str, version: int, tmp_path: Path) -> None:
    day = SAMPLES[3].day(*entries(4))
    ledger = Ledger()
    take_in(ledger, CamtWriter(message, version).write_day(day), tmp_path)
    events = len(ledger.events)
    copy = CamtWriter(message, version, message_id="M-77", is_copy=True).write_day(day)
    assert b"<CpyDplctInd>" in copy
    again = take_in(ledger, copy, tmp_path, "copy.xml")
    assert (again.received, again.received_before) == (0, 4)
    assert len(ledger.events) == events


@every_format
def test_files_that_overlap_add_the_later_payments_only(sample: Sample, tmp_path: Path) -> None:
    ledger, apart = Ledger(), Ledger()
    take_in(ledger, sample.write(sample.day(*entries(6))), tmp_path)
    tally = take_in(ledger, sample.write(sample.day(*entries(9))), tmp_path, "later.txt")
    assert (tally.received, tally.received_before) == (3, 6)
    take_in(apart, sample.write(sample.day(*entries(9))), tmp_path)
    assert ledger.money() == apart.money()


@every_format
def test_two_equal_payments_on_one_day_are_two_also_when_the_file_comes_twice(sample: Sample, tmp_path: Path) -> None:
    twin = WrittenEntry(25_000, ("1110000013",), payer_account="41234567")
    data = sample.write(sample.day(twin, WrittenEntry(100, bank_reference="000000007"), twin))
    ledger = Ledger()
    for name in ("first.txt", "second.txt"):
        take_in(ledger, data, tmp_path, name)
    assert ledger.money() == {(25_000, "PaymentReceived"): 2, (100, "PaymentReceived"): 1}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SAMPLES), st.data())
def test_a_days_files_in_any_order_and_any_number_of_times_killed_anywhere_give_the_same_money(
    tmp_path_factory: pytest.TempPathFactory, sample: Sample, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("day")
    back = WrittenEntry(700, kind=EntryKind.REVERSAL, bank_reference="000000900")
    some = [*entries(8), *([back] if EntryKind.REVERSAL in sample.kinds else [])]
    least = (
        2 if "batch" in sample.name else 1
    )  # one alone is named by its entry, and no bank's batch grows from one to two
    cuts = sorted(data.draw(st.lists(st.integers(least, len(some)), min_size=1, max_size=3)))
    files = [sample.write(sample.day(*some[:cut])) for cut in cuts]
    order = data.draw(st.lists(st.sampled_from(range(len(files))), max_size=4))
    expected, ledger = Ledger(), Ledger()
    take_in(expected, files[-1], folder)
    for number in [*order, len(files) - 1]:
        ledger.dies_after = data.draw(st.integers(-1, 15))
        try:
            take_in(ledger, files[number], folder, f"{number}.txt")
        except Killed:
            ledger.dies_after = -1
            take_in(ledger, files[number], folder, f"{number}.txt")
    assert ledger.money() == expected.money()
