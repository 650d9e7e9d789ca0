"""Bankgirot's own example file, whose answers are known. It lies beside the project, not in it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from infra.intake.banks.bank_file import read_bank_file
from infra.intake.banks.payment_line import EntryKind, PaymentLine
from tests.unit.intake.whole_file import WholeFile, in_tuples

EXAMPLE = Path(__file__).parents[4] / "shared" / "data" / "bank-files" / "bgmax-official-example.txt"

pytestmark = pytest.mark.skipif(not EXAMPLE.exists(), reason=f"the public example is not at {EXAMPLE}")


@pytest.fixture(scope="module")
def example() -> WholeFile:
    return in_tuples(read_bank_file(EXAMPLE))


@pytest.fixture(scope="module")
def payments(example: WholeFile) -> list[PaymentLine]:
    return [line for line in example.lines if line.kind is EntryKind.CREDIT]


def test_its_six_payments_have_the_known_amounts(example: WholeFile, payments: list[PaymentLine]) -> None:
    assert [line.amount_minor for line in payments] == [100_000, 140_000, 110_000, 120_000, 70_000, 500_000]
    assert {line.currency for line in example.lines} == {"SEK"}
    assert {line.receiver_account for line in example.lines} == {"9912346"}


def test_its_deposits_are_1900_and_8000_kronor(example: WholeFile) -> None:
    assert [(d.amount_minor, d.payments, d.deductions, d.serial) for d in example.deposits] == [
        (190_000, 2, 1, "00074"),
        (800_000, 4, 0, "00075"),
    ]
    assert {d.booked_date for d in example.deposits} == {date(2004, 5, 25)}


def test_its_deduction_of_500_kronor_is_a_line_like_the_payments(example: WholeFile) -> None:
    [taken] = [line for line in example.lines if line.kind is EntryKind.REVERSAL]
    assert (taken.line_number, taken.amount_minor, taken.net_minor) == (8, 50_000, -50_000)
    assert taken.original.startswith(b"21000378351189853 ")
    assert example.kept_for_a_person == ()
    assert example.amount_by_currency == {"SEK": 990_000}, "what the deposits say"


def test_its_references_are_read_as_printed(payments: list[PaymentLine]) -> None:
    assert [[r.text for r in line.references] for line in payments] == [
        ["655969"],
        ["657866", "658765", "657767", "657965"],
        ["650861"],
        [],
        ["659763"],
        ["658260", "658369", "658468"],
    ]
    assert all(r.amount_minor is None for line in payments for r in line.references)


def test_its_payers_and_texts_are_read_with_their_swedish_letters(payments: list[PaymentLine]) -> None:
    assert [line.payer_name for line in payments[:3]] == ["Kalles Plåt AB", "Kalles Plåt AB", "Olles färg AB"]
    assert payments[1].text == ("657866 658765 657767", "Betalning med extra refnr 657965")
    assert payments[5].text == ("Faktura 658369", "Faktura 658468")


def test_its_time_is_swedish_summer_time(example: WholeFile) -> None:
    assert example.created == datetime(2004, 5, 25, 15, 30, 35, 10_331, tzinfo=UTC)


def test_all_its_payments_are_told_apart_although_two_share_a_bank_serial(
    example: WholeFile, payments: list[PaymentLine]
) -> None:
    assert len({line.bank_serial for line in payments}) == 5
    assert len({line.fingerprint for line in example.lines}) == 7


def test_the_same_payments_come_from_a_copy_in_the_banks_own_encoding(example: WholeFile, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_bytes(EXAMPLE.read_text("utf-8").encode("iso-8859-1"))
    again = in_tuples(read_bank_file(copy))
    assert again.lines == example.lines
    assert again.sha256 != example.sha256
