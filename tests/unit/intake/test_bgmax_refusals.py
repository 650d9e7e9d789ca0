"""A BgMax file that is damaged in any way is refused whole, and the error says where."""

from __future__ import annotations

import pytest

from infra.intake.banks.bgmax.writer import write_content
from infra.intake.refused.rejected import BankFileRejected
from tests.unit.intake.bgmax_samples import (
    content,
    deduction,
    deposit,
    one_deposit,
    payment,
    read,
    with_bytes,
    with_line,
)

# Lines: 1 start, 2 opening, 3 payment, 4 name, 5 and 6 address, 7 deposit, 8 end.
GOOD = one_deposit(payment(120_050))
BLANK = b" " * 80


def refusal_of(data: bytes) -> BankFileRejected:
    with pytest.raises(BankFileRejected) as refused:
        read(data)
    return refused.value


def test_the_file_that_is_damaged_below_is_good() -> None:
    assert len(read(GOOD).lines) == 1


@pytest.mark.parametrize(
    ("what", "data", "line", "field", "code"),
    [
        ("the end record is missing", with_line(GOOD, 8, None), 7, None, "no_end_record"),
        ("only the start is there", GOOD[:82], 1, None, "no_end_record"),
        ("the last line is cut short", GOOD[:-50], 8, "deposit count (record 70)", "bad_digits"),
        ("a payment lost its serial", with_line(GOOD, 3, GOOD[164:232]), 3, None, "wrong_line_length"),
        ("a line is too long", with_line(GOOD, 4, b"26" + BLANK + b"."), 4, None, "wrong_line_length"),
        ("a tab stands in a line", with_bytes(GOOD, 4, 20, b"\t"), 4, None, "control_character"),
        ("a record type is unknown", with_bytes(GOOD, 4, 1, b"99"), 4, "record type", "unknown_record"),
        ("an empty line stands within", with_line(GOOD, 4, BLANK), 4, "record type", "unknown_record"),
        ("the amount has a letter", with_bytes(GOOD, 3, 50, b"O"), 3, "amount (record 20)", "bad_digits"),
        ("the date is no date", with_bytes(GOOD, 7, 42, b"13"), 7, "payment date (record 15)", "bad_date"),
        ("the time is no time", with_bytes(GOOD, 1, 33, b"25"), 1, "created (record 01)", "bad_date"),
        ("the layout is later", with_bytes(GOOD, 1, 23, b"02"), 1, "layout version (record 01)", "unknown_layout"),
        ("the test mark is unknown", with_bytes(GOOD, 1, 45, b"X"), 1, "test mark (record 01)", "bad_test_mark"),
        ("the currency is unknown", with_bytes(GOOD, 2, 23, b"NOK"), 2, "currency (record 05)", "unknown_currency"),
        ("the currencies differ", with_bytes(GOOD, 7, 69, b"EUR"), 7, "currency (record 15)", "currency_disagrees"),
        ("a second start", GOOD[:82] + GOOD, 2, "record type", "record_out_of_place"),
        ("something after the end", GOOD + GOOD[82:164], 9, "record type", "record_out_of_place"),
        ("the start is missing", with_line(GOOD, 1, None), 1, "record type", "record_out_of_place"),
        ("the opening is missing", with_line(GOOD, 2, None), 2, "record type", "record_out_of_place"),
        ("the payment is missing", with_line(GOOD, 3, None), 3, "record type", "record_out_of_place"),
        ("the deposit is missing", with_line(GOOD, 7, None), 7, "record type", "record_out_of_place"),
        ("a deposit without its opening", with_line(with_line(GOOD, 2, None), 2, GOOD[492:572]), 2, "record type",
         "record_out_of_place"),
    ],
)  # fmt: skip
def test_damage_is_refused_with_its_place(what: str, data: bytes, line: int, field: str | None, code: str) -> None:
    refused = refusal_of(data)
    assert (refused.file, refused.line, refused.field, refused.code) == ("payments.bgmax", line, field, code)
    assert f"payments.bgmax, line {line}" in str(refused)
    assert "Nothing of" in refused.message


@pytest.mark.parametrize(
    ("line", "position", "new", "field", "stated", "computed"),
    [
        (7, 66, b"1", "deposit amount (record 15)", 120_150, 120_050),
        (3, 55, b"9", "deposit amount (record 15)", 120_050, 120_059),
        (7, 79, b"2", "deposit count (record 15)", 2, 1),
        (8, 10, b"3", "payment count (record 70)", 3, 1),
        (8, 18, b"1", "deduction count (record 70)", 1, 0),
        (8, 26, b"4", "extra reference count (record 70)", 4, 0),
        (8, 34, b"0", "deposit count (record 70)", 0, 1),
    ],
)  # fmt: skip
def test_a_control_total_that_disagrees_is_refused_with_the_difference(
    line: int, position: int, new: bytes, field: str, stated: int, computed: int
) -> None:
    refused = refusal_of(with_bytes(GOOD, line, position, new))
    assert (refused.code, refused.field) == ("control_total", field)
    assert (refused.stated, refused.computed, refused.difference) == (stated, computed, computed - stated)


def test_the_difference_is_shown_as_money() -> None:
    refused = refusal_of(with_bytes(GOOD, 7, 66, b"1"))
    assert "states 1,201.50 SEK, its lines make 1,200.50 SEK: a difference of -1.00 SEK" in str(refused)


def test_a_deduction_taken_for_a_payment_is_refused() -> None:
    data = one_deposit(payment(100_000), deduction(30_000))
    assert refusal_of(with_bytes(data, 7, 1, b"20")).difference == 60_000


def test_a_deposit_that_is_in_the_file_twice_is_refused() -> None:
    data = write_content(content(deposit(payment()), deposit(payment())))
    assert refusal_of(data).code == "deposit_twice"


def test_a_payment_that_was_left_out_is_refused() -> None:
    data = one_deposit(payment(100), payment(0, serial="000000000020"))
    without = data.replace(data[10 * 82 - 4 * 82 : 10 * 82], b"")
    assert refusal_of(without).field == "deposit count (record 15)"
