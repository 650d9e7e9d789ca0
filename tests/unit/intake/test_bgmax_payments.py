"""What a BgMax file's records mean."""

from __future__ import annotations

from dataclasses import replace

import pytest

from infra.intake.banks.bgmax.bgmax_format import BgMax
from infra.intake.banks.bgmax.content import Payer, ReferenceCode
from infra.intake.banks.bgmax.writer import write_content
from infra.intake.banks.payment_line import Reference
from infra.intake.refused.rejected import BankFileRejected
from tests.unit.intake.bgmax_samples import content, deduction, deposit, one_deposit, payment, read, share
from tests.unit.intake.whole_file import whole


def test_a_payment_carries_what_the_bank_said() -> None:
    entry = replace(payment(), sender_bankgiro="0009701233", information=("Tack", " för lånet"))
    (line,) = read(one_deposit(entry)).lines
    assert (line.amount_minor, line.currency, line.format, line.line_number) == (120_050, "SEK", "bgmax", 3)
    assert line.references == (Reference("1210000004"),)
    assert (line.payer_account, line.payer_name, line.receiver_account) == ("9701233", "Åsa Öberg", "59123406")
    assert line.text == ("Tack", "för lånet")
    assert (line.booked_date.isoformat(), line.value_date) == ("2026-09-25", None)
    assert line.original.decode("iso-8859-1").splitlines()[0].startswith("200009701233")


def test_a_payer_without_an_account_or_a_name_is_none() -> None:
    (line,) = read(one_deposit(replace(payment(), payer=Payer()))).lines
    assert (line.payer_account, line.payer_name) == (None, None)


def test_a_payment_without_a_reference_has_none() -> None:
    (line,) = read(one_deposit(payment(reference=""))).lines
    assert line.references == ()


def test_shares_that_make_the_sum_are_given_to_their_references() -> None:
    entry = replace(
        payment(140_000, reference=""),
        extra=(share("7495575", 100_000), share("695668", 90_000), share("74450", 50_000, is_credit=True)),
    )
    file = read(one_deposit(entry))
    assert file.lines[0].references == (
        Reference("7495575", 100_000),
        Reference("695668", 90_000),
        Reference("74450", -50_000, is_credit=True),
    )
    assert file.kept_for_a_person == ()


@pytest.mark.parametrize("last", [0, 39_999])
def test_shares_that_do_not_make_the_sum_are_dropped_and_shown_to_a_person(last: int) -> None:
    entry = replace(payment(140_000, reference=""), extra=(share("7495575", 100_000), share("695668", last)))
    file = read(one_deposit(entry))
    assert [line.amount_minor for line in file.lines] == [140_000]
    assert file.lines[0].references == (Reference("7495575"), Reference("695668"))
    assert [kept.code for kept in file.kept_for_a_person] == ["shares_do_not_add_up"]


def test_shares_are_dropped_where_a_reference_of_the_payment_has_none() -> None:
    file = read(one_deposit(replace(payment(140_000), extra=(share("7495575", 140_000),))))
    assert file.lines[0].references == (Reference("1210000004"), Reference("7495575"))
    assert [kept.code for kept in file.kept_for_a_person] == ["shares_do_not_add_up"]


def test_one_sum_for_several_references_has_no_shares_and_needs_nobody() -> None:
    file = read(one_deposit(replace(payment(), extra=(share("658369", 0), share("658468", 0)))))
    assert file.lines[0].references == (Reference("1210000004"), Reference("658369"), Reference("658468"))
    assert file.kept_for_a_person == ()


def test_a_reference_that_is_there_twice_counts_once() -> None:
    file = read(one_deposit(replace(payment(reference="657866"), extra=(share("657866", 0), share("658765", 0)))))
    assert [r.text for r in file.lines[0].references] == ["657866", "658765"]


def test_references_that_the_bank_found_in_free_text_replace_that_text() -> None:
    entry = replace(
        payment(reference="657866,658765"), reference_code=3, extra=(share("657866", 0), share("658765", 0))
    )
    (line,) = read(one_deposit(entry)).lines
    assert [r.text for r in line.references] == ["657866", "658765"]
    assert line.text == ("657866,658765",)


def test_a_reference_that_the_bank_found_wrong_is_still_read_as_printed() -> None:
    (line,) = read(one_deposit(replace(payment(reference="12345"), reference_code=ReferenceCode.WRONG))).lines
    assert line.references == (Reference("12345"),)


def test_a_deduction_is_no_payment_but_a_line_and_counts_in_the_deposit() -> None:
    file = read(one_deposit(payment(100_000), deduction(30_000)))
    assert [line.net_minor for line in file.lines] == [100_000, -30_000]
    assert (file.deposits[0].amount_minor, file.deposits[0].payments, file.deposits[0].deductions) == (70_000, 1, 1)
    assert file.kept_for_a_person == ()


def test_a_payment_of_nothing_is_kept_for_a_person() -> None:
    entry = replace(payment(0, reference=""), extra=(share("1", 500), share("2", 500, is_credit=True)))
    file = read(one_deposit(entry))
    assert file.lines == ()
    assert [kept.code for kept in file.kept_for_a_person] == ["zero_amount_needs_a_person"]


def test_the_currency_is_that_of_the_deposit() -> None:
    file = read(write_content(content(deposit(payment(100)), deposit(payment(200), serial="00075", currency="EUR"))))
    assert [line.currency for line in file.lines] == ["SEK", "EUR"]
    assert file.amount_by_currency == {"SEK": 100, "EUR": 200}


def test_a_day_without_payments_is_a_file_without_lines() -> None:
    assert read(write_content(content())).lines == ()


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("ending", [b"", b"\r\n\r\n"])
def test_line_ends_do_not_matter(line_end: bytes, ending: bytes) -> None:
    data = one_deposit(payment())
    assert read(data.rstrip().replace(b"\r\n", line_end) + b" " * 46 + ending).lines == read(data).lines


def test_a_utf8_copy_of_a_file_yields_the_same_payments() -> None:
    data = one_deposit(payment())
    copy = data.decode("iso-8859-1").encode("utf-8")
    assert len(copy) > len(data)
    assert read(copy).lines == read(data).lines
    assert read(b"\xef\xbb\xbf" + copy).lines == read(data).lines


def test_letters_that_happen_to_read_as_utf8_stay_what_the_bank_sent() -> None:
    # Every line is 80 bytes long, so this is ISO-8859-1 whatever its bytes look like.
    (line,) = read(one_deposit(replace(payment(), payer=Payer(name="Ã¥ Ek")))).lines
    assert line.payer_name == "Ã¥ Ek"


def test_a_test_file_is_refused_unless_asked_for() -> None:
    data = write_content(replace(content(deposit(payment())), is_test=True))
    with pytest.raises(BankFileRejected) as refused:
        read(data)
    assert refused.value.code == "test_file"
    assert len(whole(BgMax(accepts_test_files=True), data, "test.txt").lines) == 1
