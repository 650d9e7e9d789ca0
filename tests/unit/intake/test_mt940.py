"""What is MT940's own: marks, dates, details as banks write them, the envelope, and balances that must follow."""

from __future__ import annotations

import mt940 as another_reader
import pytest
from hypothesis import given

from infra.intake.banks.mt940.mt940_format import MT940
from infra.intake.banks.mt940.writer import write_day
from infra.intake.banks.payment_line import EntryKind
from infra.intake.banks.written import WrittenDay
from infra.intake.refused.rejected import BankFileRejected
from tests.unit.intake.bank_samples import SAMPLES
from tests.unit.intake.test_every_bank_format import days
from tests.unit.intake.whole_file import WholeFile, recognised, whole

STATEMENT = """:20:STARTUMSE
:25:10010010/1111111
:28C:00001/001
:60F:C260301EUR1000,00
:61:2603020302C120,50NTRFRF18539007547034//B4A2
:86:166?00GUTSCHRIFT?20SVWZ+Rechnung 4711?21vom 1.2.?30DEUTDEFF?31DE89370400440532013000?32MAX
?33MUSTERMANN
:61:260303D20,00NMSCNONREF//C1
:86:charge of the bank
:62F:C260303EUR1100,50
-"""


def read(text: str) -> WholeFile:
    return whole(MT940, text.replace("\n", "\r\n").encode("iso-8859-1"))


def changed(*changes: tuple[str, str]) -> str:
    text = STATEMENT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def refused(text: str) -> BankFileRejected:
    with pytest.raises(BankFileRejected) as caught:
        read(text)
    return caught.value


def test_a_statement_of_a_german_bank_is_read() -> None:
    paid, charge = read(STATEMENT).lines
    assert (paid.amount_minor, paid.currency, paid.kind) == (12_050, "EUR", EntryKind.CREDIT)
    assert (paid.payer_name, paid.payer_account) == ("MAXMUSTERMANN", "DE89370400440532013000")
    assert paid.text == ("Rechnung 4711vom 1.2.",)
    assert [one.text for one in paid.references] == ["RF18539007547034"]
    assert paid.bank_serial == "B4A2"
    assert (charge.kind, charge.references, charge.text) == (EntryKind.DEBIT, (), ("charge of the bank",))
    [statement] = read(STATEMENT).deposits
    assert (statement.opening_minor, statement.amount_minor, statement.closing_minor) == (100_000, 10_050, 110_050)
    assert statement.receiver_account == "10010010/1111111"


def test_what_was_taken_back_is_a_reversal_and_what_came_back_is_for_a_person() -> None:
    file = read(
        changed(("0302C120,50", "0302RC120,50"), ("260303D20,00", "260303RD20,00"), ("EUR1100,50", "EUR899,50"))
    )
    assert [line.kind for line in file.lines] == [EntryKind.REVERSAL]
    assert [kept.code for kept in file.kept_for_a_person] == ["return_needs_a_person"]
    assert file.kept_for_a_person[0].original.startswith(b":61:260303RD")


def test_the_entry_date_is_of_the_year_nearest_to_the_value_date() -> None:
    over_the_year = read(changed(("2603020302", "2512311230"), ("260303D", "2601011231D"))).lines
    assert [str(line.booked_date) for line in over_the_year] == ["2025-12-30", "2025-12-31"]
    assert [str(line.value_date) for line in over_the_year] == ["2025-12-31", "2026-01-01"]


def test_the_30th_of_february_of_banks_that_count_months_of_30_days_is_the_last() -> None:
    assert str(read(changed(("2603020302", "2602300302"))).lines[0].value_date) == "2026-02-28"


def test_the_envelope_of_swift_does_not_matter() -> None:
    enveloped = (
        "{1:F01AAAABB99BSMK3513951576}{2:O9400934081223BBBBAA33XXXX03592332770812230834N}{4:\n" + STATEMENT + "}"
    )
    file = recognised(enveloped.encode())
    assert [line.fingerprint for line in file.lines] == [line.fingerprint for line in read(STATEMENT).lines]


def test_several_statements_in_one_file_each_have_their_balances() -> None:
    second = changed(("28C:00001/001", "28C:00001/002"), ("60F:C260301EUR1000,00", "60M:C260303EUR1100,50"),
                     ("62F:C260303EUR1100,50", "62M:C260303EUR1201,00"))  # fmt: skip
    file = read(STATEMENT + "\n" + second)
    assert [one.closing_minor for one in file.deposits] == [110_050, 120_100]
    assert len({line.fingerprint for line in file.lines}) == 4, "equal lines of two pages are two payments each"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ([("EUR1100,50", "EUR1100,40")], "control_total"),
        ([("C120,50", "X120,50")], "bad_digits"),
        ([("120,50", "120,505")], "bad_digits"),
        ([("260302", "261302")], "bad_date"),
        ([("C260303EUR", "C260303SEK")], "currency_disagrees"),
        ([("C260301EUR", "C260301XAF")], "unknown_currency"),
        ([("C260301EUR1000,00", "C260301EUR")], "bad_digits"),
        ([(":62F:C260303EUR1100,50", "")], "no_end_record"),
        ([(":20:STARTUMSE\n", "")], "record_out_of_place"),
        ([(":25:10010010/1111111\n", "")], "record_out_of_place"),
        ([(":60F:C260301EUR1000,00\n", "")], "record_out_of_place"),
        ([(":60F:C260301EUR1000,00\n", ":60F:C260301EUR1000,00\n" * 2)], "record_out_of_place"),
        ([(":28C:", ":99Z:")], "unknown_record"),
        ([(":20:", "hello\n:20:")], "unknown_record"),
        ([("?33MUSTERMANN", "x\n" * 200)], "too_large_a_part"),
    ],
)  # fmt: skip
def test_what_is_damaged_is_refused_with_a_code(changes: list[tuple[str, str]], code: str) -> None:
    assert refused(changed(*changes)).code == code


@given(days(SAMPLES[2]))
def test_the_package_reads_the_same_amounts_and_days(day: WrittenDay) -> None:
    data = write_day(day)
    read_by_it = another_reader.parse(data.decode("iso-8859-1"))
    assert [(int(one.data["amount"].amount * 100), str(one.data["date"])) for one in read_by_it] == [
        (-line.amount_minor if line.kind is EntryKind.DEBIT else line.amount_minor, str(line.value_date))
        for line in whole(MT940, data).lines  # to it, RC is money that came
    ]
