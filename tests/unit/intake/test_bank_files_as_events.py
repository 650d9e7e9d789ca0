"""What is on record of a bank's file: the file, the sums that it tells of, and each payment, all of them once."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.bank_file.receiving import BankFileReceived, FileAmount, ReceiveBankFile
from domain.bank_file.state import BANK_FILE, BankFileState
from domain.bank_file.telling import TellBankFileLines
from domain.deposit.receiving import DepositKind, DepositReceived, ReceiveDeposit
from domain.deposit.state import DEPOSIT
from domain.kernel.decision import Context
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal
from domain.payment.receipt.deducting import ReceiveDeduction
from domain.payment.receipt.receiving import ReceivePayment
from infra.cli.intake.import_files import FileOutcome
from infra.intake.banks.bank_file import BankFile, format_of, read_as, read_bank_file
from infra.intake.banks.bank_format import HEAD_BYTES
from infra.intake.banks.camt.writer import CamtWriter
from infra.intake.banks.payment_line import EntryKind
from infra.intake.banks.written import WrittenEntry
from infra.intake.importing.line_command import FileCommand, LineCommand
from infra.intake.importing.payments import PaymentImport
from infra.intake.importing.tried import tried_lines
from tests.unit.intake.bank_samples import SAMPLES

NOW = datetime(2026, 3, 10, 6, 30, tzinfo=UTC)
PLAN = PaymentImport(NOW, "Europe/Stockholm")
CONTEXT = Context(NOW, NOW, Actor("bank", "se3550000000054910000003"))
PAID = WrittenEntry(120_050, ("1110000013",), payer_name="Åsa Öberg", bank_reference="R-10")
BACK = WrittenEntry(7_000, kind=EntryKind.REVERSAL, bank_reference="R-20")
OUT = WrittenEntry(300, kind=EntryKind.DEBIT, bank_reference="R-30")
DAY = SAMPLES[3].day(PAID, BACK, OUT)


def read(data: bytes, name: str = "CAMT053_20260309.xml") -> BankFile:
    return read_as(format_of(data[:HEAD_BYTES], name), io.BytesIO(data), name)


def commands(file: BankFile) -> list[FileCommand | LineCommand]:
    return [one for one in PLAN.commands(file) if isinstance(one, FileCommand | LineCommand)]


STATEMENT = read(CamtWriter("camt.053", 8).write_day(DAY))


def test_a_file_tells_of_itself_then_of_its_sums_then_of_each_line() -> None:
    whole, deposit, told, paid, back, out = (one.command for one in commands(STATEMENT))
    assert isinstance(whole, ReceiveBankFile)
    assert (whole.source, whole.format, whole.lines) == ("camt CAMT053_20260309.xml", "camt", 3)
    assert whole.amounts == (FileAmount("SEK", 120_050 - 7_000 - 300),)
    assert isinstance(deposit, ReceiveDeposit)
    assert (deposit.opening_minor, deposit.amount_minor, deposit.closing_minor) == (0, 112_750, 112_750)
    assert (deposit.booked_date, deposit.payments, deposit.deductions) == (date(2026, 3, 9), 1, 2)
    assert (deposit.kind, deposit.first_date) == (DepositKind.STATEMENT, date(2026, 3, 9))
    assert isinstance(told, TellBankFileLines)
    assert (told.first, [one.amount_minor for one in told.lines]) == (1, [120_050, -7_000, -300])
    assert isinstance(paid, ReceivePayment)
    assert (paid.booked_date, paid.line_number) == (date(2026, 3, 9), 11)
    assert isinstance(back, ReceiveDeduction)
    assert isinstance(out, ReceiveDeduction), "a debit that names no remittance left the account too"
    ids = [one.envelope.aggregate_id for one in commands(STATEMENT)]
    assert {paid.bank_file_id, out.bank_file_id, deposit.bank_file_id} == {ids[0]}
    assert {paid.deposit_id, back.deposit_id, out.deposit_id} == {ids[1]}
    assert [one.payment_id for one in told.lines] == ids[3:]


def test_each_command_is_decided_as_its_event_and_a_second_time_refused() -> None:
    whole, deposit, *_ = (one.command for one in commands(STATEMENT))
    [received] = BANK_FILE.decide(BANK_FILE.initial, whole, CONTEXT)  # type: ignore[misc]
    assert isinstance(received, BankFileReceived)
    again = BANK_FILE.decide(BANK_FILE.evolve(BANK_FILE.initial, received), whole, CONTEXT)
    assert isinstance(again, Refusal)
    assert again.code == "bank_file_already_received"
    [told] = DEPOSIT.decide(DEPOSIT.initial, deposit, CONTEXT)  # type: ignore[misc]
    assert isinstance(told, DepositReceived)
    assert told.sentence() == "Bank reports 1,127.50 SEK on the account on 2026-03-09"
    twice = DEPOSIT.decide(DEPOSIT.evolve(DEPOSIT.initial, told), deposit, CONTEXT)
    assert isinstance(twice, Refusal)
    assert twice.code == "deposit_already_received"


def test_a_copy_under_another_name_and_message_id_sends_the_same_ids() -> None:
    copy = read(CamtWriter("camt.053", 8, message_id="M-9", is_copy=True).write_day(DAY), "copy (1).xml")
    assert [one.envelope.id for one in commands(copy)] == [one.envelope.id for one in commands(STATEMENT)]
    payments = [one for one in commands(copy) if isinstance(one, LineCommand)]
    before = [one for one in commands(STATEMENT) if isinstance(one, LineCommand)]
    assert [asked(one) for one in payments] == [asked(one) for one in before]


def asked(one: LineCommand) -> str:
    from infra.messages.fingerprint import fingerprint_of

    return fingerprint_of(one.envelope.aggregate_id, None, one.command)


def test_the_bank_acts_under_its_account_in_the_letters_of_an_actor() -> None:
    assert {one.envelope.actor.id for one in commands(STATEMENT)[3:]} == {"se3550000000054910000003"}


def test_lines_of_a_file_are_told_once_and_in_their_order() -> None:
    whole, _, told, *_ = (one.command for one in commands(STATEMENT))
    assert isinstance(told, TellBankFileLines)

    def answer(state: BankFileState, command: TellBankFileLines) -> str:
        decision = BANK_FILE.decide(state, command, CONTEXT)
        return decision.code if isinstance(decision, Refusal) else ""

    assert answer(BANK_FILE.initial, told) == "bank_file_unknown"
    state = BANK_FILE.evolve(BANK_FILE.initial, BANK_FILE.decide(BANK_FILE.initial, whole, CONTEXT)[0])  # type: ignore[index]
    assert answer(state, replace(told, first=2)) == "bank_file_lines_missing"
    assert answer(state, replace(told, lines=())) == "bank_file_lines_invalid"
    [event] = BANK_FILE.decide(state, told, CONTEXT)  # type: ignore[misc]
    assert event.sentence() == "Lines 1 to 3 of the bank file are on record"
    state = BANK_FILE.evolve(state, event)
    assert answer(state, told) == "bank_file_lines_told"
    assert answer(state, replace(told, first=4)) == ""


def test_a_line_that_is_kept_for_a_person_is_told_with_what_the_bank_booked_and_has_no_payment() -> None:
    returned = b":20:A\r\n:25:SE3550000000054910000003\r\n:28C:7\r\n:60F:C260306SEK100,00\r\n"
    returned += b":61:2603090309RD70,00NTRFNONREF\r\n:62F:C260309SEK170,00\r\n-"
    told = commands(read(returned, "back.txt"))[-1].command
    assert isinstance(told, TellBankFileLines)
    [kept] = told.lines
    assert (kept.payment_id, kept.code, kept.amount_minor, kept.currency) == (
        None, "return_needs_a_person", 7_000, "SEK",
    )  # fmt: skip


def test_a_dry_run_tells_of_each_line_what_it_becomes_and_which_rules_its_references_keep() -> None:
    tried = list(tried_lines(PLAN.commands(STATEMENT)))
    assert [(one.becomes, one.amount_minor) for one in tried] == [
        ("payment", 120_050), ("deduction", 7_000), ("deduction", 300),
    ]  # fmt: skip
    assert tried[0].references == ("1110000013",)
    assert "modulus 10" in tried[0].rules[0]


@pytest.mark.parametrize("currencies", [1, 2])
def test_a_files_answer_has_its_amount_where_it_is_in_one_currency(currencies: int, tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(CamtWriter("camt.053", 8).write_day(DAY))
    file = read_bank_file(path)
    if currencies == 2:
        file.amount_by_currency["EUR"] = 5
    answer = FileOutcome(path, file).as_json(dry_run=False)
    assert (answer["format"], answer["duplicates"], answer["rejected"]) == ("camt", 0, None)
    assert (answer["amount_minor"], answer["currency"]) == ((112_750, "SEK") if currencies == 1 else (None, None))
