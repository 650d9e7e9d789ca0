"""A line of a file is always the same command, whoever imports it, when, and out of which file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from domain.case.claim.receiving import ReceiveClaim
from domain.kernel.decision import Context
from domain.kernel.directory import CreditorEntry
from domain.kernel.identity import case_id, payment_id
from domain.kernel.limits import check_command
from domain.kernel.recorded import Actor
from domain.payment.receipt.receiving import PaymentReference, ReceivePayment
from infra.creditors.names import CreditorNames
from infra.intake.banks.bank_file import BankFile
from infra.intake.banks.payment_line import FileStart, PaymentLine, Reference
from infra.intake.claims.claim_line import ClaimLine
from infra.intake.importing.claims import ClaimImport
from infra.intake.importing.line_command import LineCommand
from infra.intake.importing.payments import PaymentImport
from infra.intake.refused.refused_line import RefusedLine
from infra.messages.fingerprint import fingerprint_of
from tests.some_persons import NO_INDEX

NOW = datetime(2026, 3, 10, 6, 30, tzinfo=UTC)
LINE = ClaimLine(
    line_number=2,
    creditor="nordkraft",
    creditor_reference="F-1",
    portfolio="energy",
    debtor_id="K-1",
    debtor_name="Kim Ek",
    debtor_email=None,
    principal_minor=100_000,
    interest_minor=1_500,
    fees_minor=6_000,
    currency="SEK",
    due_date=date(2026, 1, 31),
    payment_reference=None,
    jurisdiction="SE",
    description=None,
    original=b"Nordkraft;F-1",
)
CREDITORS = CreditorNames([CreditorEntry("nordkraft", "Nordkraft AB"), CreditorEntry("sydkraft", "Sydkraft AB")])
PAYMENT = PaymentLine(
    line_number=4,
    format="bgmax",
    amount_minor=50_000,
    currency="SEK",
    references=(Reference("655969"), Reference("1234566", 20_000)),
    payer_account="123",
    payer_name="Kim Ek",
    text=("Tack", "och hej"),
    value_date=None,
    booked_date=date(2026, 3, 9),
    bank_serial="7",
    receiver_account="59123406",
    fingerprint="bgmax1:00ff",
)
FILE = BankFile("bgmax", "bank.txt", "", FileStart(datetime(2026, 3, 9, 18, 42, tzinfo=UTC)))


def claim_command(line: ClaimLine, at: datetime = NOW, who: str = "agent-1") -> LineCommand:
    return ClaimImport(at, Actor("user", who), date(2026, 3, 24), CREDITORS, NO_INDEX).command_for(line)


def test_a_claim_is_the_same_command_tomorrow_from_another_file_by_somebody_else() -> None:
    again = claim_command(replace(LINE, line_number=77, original=b"other order"), NOW + timedelta(days=1), "agent-2")
    assert again.envelope.id == claim_command(LINE).envelope.id


def test_a_claim_that_says_anything_else_is_another_command_for_the_same_case() -> None:
    changed = [
        replace(LINE, principal_minor=1),
        replace(LINE, debtor_name="Kim Ekk"),
        replace(LINE, due_date=date(2026, 2, 1)),
        replace(LINE, description="x"),
        replace(LINE, payment_reference="1"),
    ]
    commands = [claim_command(line) for line in (LINE, *changed)]
    assert len({one.envelope.id for one in commands}) == len(commands)
    assert {one.aggregate_id for one in commands} == {case_id("nordkraft", "F-1")}


def test_a_claim_keeps_its_parts_apart_and_its_worth_is_their_sum() -> None:
    line = claim_command(LINE)
    assert isinstance(line.command, ReceiveClaim)
    assert (line.command.principal_minor, line.command.interest_minor, line.command.fees_minor) == (
        100_000, 1_500, 6_000,
    )  # fmt: skip
    assert (line.currency, line.amount_minor) == ("SEK", 107_500)
    assert line.command.pay_by == date(2026, 3, 24)
    assert line.envelope.actor == Actor("user", "agent-1")


def test_claims_of_another_creditor_are_refused_when_one_was_asked_for() -> None:
    plan = ClaimImport(NOW, Actor("user", "agent-1"), None, CREDITORS, NO_INDEX, only_creditor="nordkraft")
    mine, other = plan.commands([LINE, replace(LINE, creditor="sydkraft", line_number=3)])
    assert isinstance(mine, LineCommand)
    assert isinstance(other, RefusedLine)
    assert (other.line_number, other.field, other.code) == (3, "creditor", "other_creditor")


def payment_command(line: PaymentLine, file: BankFile = FILE, at: datetime = NOW) -> LineCommand:
    return PaymentImport(at, "Europe/Stockholm").command_for(file, line)


def test_a_payment_is_known_by_its_fingerprint_in_whichever_file_and_writing() -> None:
    made_again = replace(PAYMENT, payer_name="EK KIM", line_number=99, text=())
    first, again = payment_command(PAYMENT), payment_command(made_again, replace(FILE, file_name="again.txt"))
    assert first.envelope.id == again.envelope.id
    assert first.aggregate_id == again.aggregate_id == payment_id("bgmax1:00ff")
    assert payment_command(replace(PAYMENT, fingerprint="bgmax1:01")).envelope.id != first.envelope.id


def test_a_payments_command_always_asks_the_same_under_its_id() -> None:
    lines = (PAYMENT, replace(PAYMENT, payer_name="EK KIM", line_number=99, text=(), original=b"other blanks"))
    files = (FILE, replace(FILE, file_name="bank (1).txt", start=FileStart(NOW)))
    asked = [
        payment_command(line, file, NOW + timedelta(days=day)) for line in lines for file in files for day in (0, 1)
    ]
    assert len({fingerprint_of(one.aggregate_id, None, one.command) for one in asked}) == 1


def test_a_claims_command_asks_something_else_under_its_id_only_where_the_day_to_pay_by_differs() -> None:
    def asks(pay_by: date | None, who: str) -> str:
        command = ClaimImport(NOW, Actor("user", who), pay_by, CREDITORS, NO_INDEX).command_for(LINE)
        return fingerprint_of(command.aggregate_id, None, command.command)

    assert asks(date(2026, 3, 24), "agent-1") == asks(date(2026, 3, 24), "agent-2")
    assert asks(date(2026, 3, 24), "agent-1") != asks(date(2026, 4, 9), "agent-1")


def test_what_is_long_in_a_bank_file_never_stands_in_the_way_of_its_money() -> None:
    long_name = replace(FILE, file_name="\udce5" * 250)
    talkative = replace(PAYMENT, text=("mycket att säga",) * 500)
    command = PaymentImport(NOW, "Europe/Stockholm").command_for(long_name, talkative).command
    assert check_command(command, Context(NOW, NOW, Actor("bank", "59123406"))) is None


def test_the_name_of_a_file_that_is_not_utf8_is_kept_in_a_form_that_utf8_can_hold() -> None:
    named = replace(FILE, file_name="inbet_\udce5\x1b[31m.txt")
    command = PaymentImport(NOW, "Europe/Stockholm").command_for(named, PAYMENT).command
    assert isinstance(command, ReceivePayment)
    assert command.source == "bgmax inbet_\\xe5 [31m.txt line 4"
    assert command.source.encode("utf-8")


def test_a_payment_carries_what_the_bank_said() -> None:
    command = payment_command(PAYMENT).command
    assert isinstance(command, ReceivePayment)
    assert command.value_date == date(2026, 3, 9), "the booked day, where the format has no other"
    assert command.references == (PaymentReference("655969", 0), PaymentReference("1234566", 20_000))
    assert command.source == "bgmax bank.txt line 4"
    assert command.message == "Tack\noch hej"


def test_a_payment_happened_when_the_bank_told_of_it_and_never_in_the_future() -> None:
    assert payment_command(PAYMENT).envelope.occurred_at == FILE.start.created
    assert payment_command(PAYMENT, replace(FILE, start=FileStart(None))).envelope.occurred_at == datetime(
        2026, 3, 8, 23, tzinfo=UTC
    ), "the day that it was booked, in the bank's zone"
    early = datetime(2026, 3, 1, tzinfo=UTC)
    assert payment_command(PAYMENT, at=early).envelope.occurred_at == early
    assert payment_command(PAYMENT).envelope.actor == Actor("bank", "59123406")
