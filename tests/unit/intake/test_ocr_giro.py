"""What is OCR giro's own: the public file, an independent reader of it, and what its records must be."""

from __future__ import annotations

from pathlib import Path

import netsgiro
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.intake.banks.bank_file import read_bank_file
from infra.intake.banks.ocr_giro.ocr_giro_format import OCR_GIRO
from infra.intake.banks.ocr_giro.writer import write_day
from infra.intake.banks.payment_line import EntryKind
from infra.intake.banks.written import WrittenEntry
from infra.intake.refused.rejected import BankFileRejected
from tests.unit.intake.bank_samples import SAMPLES
from tests.unit.intake.test_every_bank_format import days
from tests.unit.intake.whole_file import WholeFile, in_tuples, whole

EXAMPLE = Path(__file__).parents[4] / "shared" / "data" / "bank-files" / "ocr-giro-example.txt"
SAMPLE = SAMPLES[1]
PAID = WrittenEntry(102_000, ("0000531",), payer_account="99990512341", bank_reference="099038562")
WITH_TEXT = WrittenEntry(5_000, (), text="Foo bar baz", bank_reference="099038563")
# Lines: 1 transmission, 2 assignment, 3 and 4 the first payment, 5 to 7 the second, 8 assignment's end, 9 the end.
DATA = write_day(SAMPLE.day(PAID, WITH_TEXT))


def as_the_oracle_reads(data: bytes) -> list[tuple[int, str, str, str, str]]:
    transmission = netsgiro.parse(data.decode("iso-8859-1").replace("\r\n", "\n").strip())
    return [
        (int(one.amount * 100), (one.kid or "").strip(), str(one.date), one.debit_account.strip("0"),
         (one.text or "").strip())
        for assignment in transmission.assignments
        for one in assignment.transactions
    ]  # fmt: skip


def as_we_read(file: WholeFile) -> list[tuple[int, str, str, str, str]]:
    return [
        (line.amount_minor, "".join(one.text for one in line.references), str(line.booked_date),
         (line.payer_account or "").strip("0"), "".join(line.text))
        for line in file.lines
    ]  # fmt: skip


@pytest.mark.skipif(not EXAMPLE.exists(), reason=f"the public example is not at {EXAMPLE}")
def test_the_public_file_has_20_payments_of_51_449_crowns_as_another_reader_says_too() -> None:
    file = in_tuples(read_bank_file(EXAMPLE))
    assert (len(file.lines), file.amount_by_currency) == (20, {"NOK": 5_144_900})
    assert [(one.amount_minor, one.payments, one.deductions) for one in file.deposits] == [(5_144_900, 20, 0)]
    assert as_we_read(file) == as_the_oracle_reads(EXAMPLE.read_bytes())
    assert len({line.fingerprint for line in file.lines}) == 20


@given(days(SAMPLE))
def test_what_we_write_another_reader_reads_the_same(day: object) -> None:
    data = write_day(day)  # type: ignore[arg-type]
    assert as_we_read(whole(OCR_GIRO, data)) == as_the_oracle_reads(data)


@given(days(SAMPLE), st.data())
def test_where_another_reader_finds_no_amount_neither_do_we(day: object, data: st.DataObject) -> None:
    written = bytearray(write_day(day))  # type: ignore[arg-type]
    place = 2 * 82 + data.draw(st.integers(32, 48))  # the amount of the first payment
    written[place] = data.draw(st.sampled_from(b" -AX."))
    with pytest.raises(Exception):  # noqa: B017  # the other reader has no error of its own
        as_the_oracle_reads(bytes(written))
    with pytest.raises(BankFileRejected):
        whole(OCR_GIRO, bytes(written))


def changed(line: int, position: int, new: str) -> bytes:
    """With ``new`` at ``position`` (from 1, as the manual counts) of ``line`` (from 1)."""
    at = (line - 1) * 82 + position - 1
    return DATA[:at] + new.encode("iso-8859-1") + DATA[at + len(new) :]


def without(*lines: int) -> bytes:
    kept = [one for number, one in enumerate(DATA.split(b"\r\n"), start=1) if number not in lines]
    return b"\r\n".join(kept)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (changed(8, 9, "00000003"), "control_total"),  # transactions of the assignment
        (changed(8, 17, "00000008"), "control_total"),  # its records
        (changed(8, 25, "00000000000107001"), "control_total"),  # its sum
        (changed(9, 9, "00000003"), "control_total"),
        (changed(9, 25, "00000000000107001"), "control_total"),
        (changed(3, 16, "310226"), "bad_date"),
        (changed(3, 32, "+"), "bad_digits"),
        (changed(3, 75, "X"), "bad_digits"),  # the filler
        (changed(3, 7, "39"), "unknown_record"),
        (changed(3, 1, "XX"), "unknown_record"),
        (without(4), "record_out_of_place"),
        (without(2), "record_out_of_place"),
        (without(8), "record_out_of_place"),
        (changed(4, 9, "0000009"), "record_out_of_place"),
        (without(9), "no_end_record"),
        (DATA + DATA, "record_out_of_place"),
        (DATA[:200] + b"\r\n" + DATA[202:], "wrong_line_length"),
    ],
)  # fmt: skip
def test_what_is_damaged_is_refused_with_a_code(data: bytes, code: str) -> None:
    with pytest.raises(BankFileRejected) as refused:
        whole(OCR_GIRO, data)
    assert refused.value.code == code


def test_a_wrong_total_names_the_difference() -> None:
    with pytest.raises(BankFileRejected) as refused:
        whole(OCR_GIRO, changed(8, 25, "00000000000107001"))
    assert (refused.value.stated, refused.value.computed, refused.value.difference) == (107_001, 107_000, -1)
    assert "a difference of -0.01 NOK" in str(refused.value)


@pytest.mark.parametrize("kind", ["18", "20"])
def test_a_reversal_takes_money_away_though_the_totals_count_it_as_if_it_came(kind: str) -> None:
    file = whole(OCR_GIRO, DATA.replace(b"NY0910", f"NY09{kind}".encode()))
    assert [line.kind for line in file.lines] == [EntryKind.REVERSAL, EntryKind.CREDIT]
    assert file.amount_by_currency == {"NOK": 5_000 - 102_000}
    assert [one.deductions for one in file.deposits] == [1]


def test_a_sign_takes_money_away_too() -> None:
    assert whole(OCR_GIRO, changed(3, 32, "-")).lines[0].kind is EntryKind.REVERSAL


def test_a_kid_with_the_minus_of_modulus_11_is_a_reference() -> None:
    [line, _] = whole(OCR_GIRO, changed(3, 50, "                 1234567-")).lines
    assert [one.text for one in line.references] == ["1234567-"]


def test_an_assignment_of_another_service_is_kept_for_a_person_and_its_payments_are_none() -> None:
    lines = DATA.split(b"\r\n")
    agreement = [
        b"NY210020000000000400008688888888888".ljust(80, b"0"),
        b"NY2194700000001000000000000000000000000".ljust(80, b"0"),
        b"NY212488" + b"00000001" + b"00000003" + b"0" * 56,
    ]
    end = lines[8].replace(b"NY0000890000000200000009", b"NY0000890000000300000012")
    file = whole(OCR_GIRO, b"\r\n".join([*lines[:8], *agreement, end]))
    assert len(file.lines) == 2
    assert [kept.code for kept in file.kept_for_a_person] == ["not_a_payment_needs_a_person"]


def test_a_transaction_of_nothing_is_kept_for_a_person() -> None:
    file = whole(OCR_GIRO, write_day(SAMPLE.day(PAID, WrittenEntry(0, ("1",)))))
    assert [kept.code for kept in file.kept_for_a_person] == ["zero_amount_needs_a_person"]
