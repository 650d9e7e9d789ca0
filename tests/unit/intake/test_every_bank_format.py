"""The contract that every bank format keeps, whichever it is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.intake.banks.bank_file import FORMATS
from infra.intake.banks.bank_format import HEAD_BYTES
from infra.intake.banks.payment_line import EntryKind
from infra.intake.banks.written import WrittenDay, WrittenEntry
from infra.intake.refused.rejected import BankFileRejected
from tests.unit.intake.bank_samples import SAMPLES, Sample
from tests.unit.intake.whole_file import recognised, whole

every_format = pytest.mark.parametrize("sample", SAMPLES, ids=str)
FIRST = WrittenEntry(120_050, ("1110000013",), payer_account="41234567", payer_name="Åsa Öberg",
                     text="Tack för hjälpen", bank_reference="000000010")  # fmt: skip
SECOND = WrittenEntry(99_900, ("1110000021",), bank_reference="000000020")
WITHOUT_REFERENCE = WrittenEntry(5_000, bank_reference="000000030")

SERIALS = st.integers(1, 9_999)
DAYS = st.dates(date(2000, 1, 1), date(2068, 12, 31))
LETTERS = "abcxyzABCXYZ0123456789 åäöÅÄÖéü,.()"


def texts(width: int) -> st.SearchStrategy[str]:
    """What every format can carry: no blank at an end, and none beside another."""
    return st.text(LETTERS, max_size=width).map(lambda text: " ".join(text.split()))


def digits(width: int) -> st.SearchStrategy[str]:
    """A number without zeros in front, which some formats fill up with."""
    return st.integers(1, 10**width - 1).map(str)


@cache
def entries_of(sample: Sample) -> st.SearchStrategy[list[WrittenEntry]]:
    entry = st.builds(
        WrittenEntry,
        amount_minor=st.integers(1, 10**11),
        references=st.lists(
            digits(sample.width), max_size=sample.references, unique=True
        ).map(tuple),
        kind=st.sampled_from(sample.kinds),
        payer_account=digits(sample.payer_digits).map(lambda text: text.zfill(sample.payer_digits)) | st.just(""),
        payer_name=texts(27) if sample.has_name else st.just(""),
        text=texts(min(sample.text_width, 27)) if sample.has_text else st.just(""),
        bank_reference=digits(sample.bank_reference_digits).map(
            lambda text: text.zfill(sample.bank_reference_digits)
        ),
    )  # fmt: skip
    return st.lists(entry, min_size=1, max_size=5)


@st.composite
def days(draw: st.DrawFn, sample: Sample) -> WrittenDay:
    entries = draw(entries_of(sample))
    spent = sum(one.amount_minor for one in entries if one.kind is not EntryKind.CREDIT)
    whole_day = [*entries, WrittenEntry(spent + 1, bank_reference="9" * sample.bank_reference_digits)]
    return sample.day(*whole_day, serial=draw(SERIALS), booked=draw(DAYS))


@every_format
@given(st.data())
def test_what_is_written_is_read_again(sample: Sample, data: st.DataObject) -> None:
    day = data.draw(days(sample))
    file = whole(sample.format, sample.write(day))

    assert [(line.amount_minor, line.kind) for line in file.lines] == [(e.amount_minor, e.kind) for e in day.entries]
    assert file.amount_by_currency == {day.currency: day.net_minor}
    assert sum(total.amount_minor for total in file.deposits) == day.net_minor
    assert file.kept_for_a_person == ()
    for line, entry in zip(file.lines, day.entries, strict=True):
        assert tuple(one.text for one in line.references) == entry.references
        assert (line.currency, line.booked_date, line.receiver_account) == (day.currency, day.booked_date, day.account)
        assert (line.payer_account or "").lstrip("0") == entry.payer_account.lstrip("0")
        assert line.value_date in (None, day.booked_date)
        if sample.has_name:
            assert (line.payer_name or "") == entry.payer_name
        assert "".join(line.text).replace(" ", "") == entry.text.replace(" ", "")


@every_format
def test_it_alone_recognises_its_files_whatever_they_are_called(sample: Sample) -> None:
    head = sample.write(sample.day(FIRST))[:HEAD_BYTES]
    assert [one for one in FORMATS if one.recognises(head)] == [sample.format]
    assert recognised(sample.write(sample.day(FIRST)), "anything.dat").format == sample.format.name


@every_format
def test_each_line_says_where_it_stands(sample: Sample) -> None:
    data = sample.write(sample.day(FIRST, SECOND, WITHOUT_REFERENCE))
    file = whole(sample.format, data)
    for line in file.lines:
        first = line.original.split(b"\n")[0]
        assert data[line.byte_position :].startswith(first)
        assert data[: line.byte_position].count(b"\n") == line.line_number - 1
    assert len({line.byte_position for line in file.lines}) == 3


@every_format
def test_a_changed_amount_is_refused_with_the_difference(sample: Sample) -> None:
    data = sample.write(sample.day(FIRST, SECOND, WITHOUT_REFERENCE))
    written = re.search(rb"1200[.,]50|0000120050|>1200.50", data)
    assert written is not None
    changed = data[: written.start()] + written[0].replace(b"12", b"13") + data[written.end() :]
    with pytest.raises(BankFileRejected) as refused:
        whole(sample.format, changed)
    assert refused.value.code == "control_total"
    assert re.search(r"a difference of -?100(\.00| |\.)", str(refused.value))


@every_format
def test_a_file_that_was_cut_off_anywhere_is_refused(sample: Sample) -> None:
    data = sample.write(sample.day(FIRST, SECOND))
    # Of a closing balance, zeros at its end may be missing; anything else is missed.
    whole_length = data.rindex(b":62F:") if sample.name == "mt940" else len(data.rstrip()) - 1
    for length in range(0, whole_length, 7):
        with pytest.raises(BankFileRejected):
            whole(sample.format, data[:length])


@every_format
def test_a_file_that_is_sent_again_names_the_same_payments(sample: Sample) -> None:
    data = sample.write(sample.day(FIRST, SECOND))
    once, again = whole(sample.format, data, "a.txt"), whole(sample.format, data, "b (1).txt")
    assert [line.fingerprint for line in once.lines] == [line.fingerprint for line in again.lines]
    assert once.fingerprint == again.fingerprint
    assert [total.fingerprint for total in once.deposits] == [total.fingerprint for total in again.deposits]


@every_format
def test_two_payments_that_are_alike_in_everything_stay_two(sample: Sample) -> None:
    file = whole(sample.format, sample.write(sample.day(FIRST, FIRST)))
    assert len({line.fingerprint for line in file.lines}) == 2


@every_format
def test_a_later_file_that_overlaps_names_only_what_is_new_anew(sample: Sample) -> None:
    first = whole(sample.format, sample.write(sample.day(FIRST, SECOND)))
    both = whole(sample.format, sample.write(sample.day(FIRST, SECOND, WITHOUT_REFERENCE)))
    known = {line.fingerprint for line in first.lines}
    if sample.name == "ocr_giro":  # the place in the settlement is part of a payment's name there
        assert known < {line.fingerprint for line in both.lines}
    assert {line.amount_minor for line in both.lines if line.fingerprint not in known} == {5_000}


@every_format
def test_another_payment_has_another_fingerprint(sample: Sample) -> None:
    changes = [
        replace(FIRST, amount_minor=120_051),
        replace(FIRST, references=("1110000039",), bank_reference="000000011"),
        replace(FIRST, bank_reference="000000012"),
    ]
    written = [sample.day(one, SECOND) for one in (FIRST, *changes)] + [
        sample.day(FIRST, SECOND, booked=date(2026, 3, 10))
    ]
    names = {whole(sample.format, sample.write(day)).lines[0].fingerprint for day in written}
    assert len(names) == 5


@every_format
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_line_ends_and_a_byte_order_mark_do_not_matter(sample: Sample, ends: bytes) -> None:
    plain = WrittenEntry(100, ("1110000013",), bank_reference="000000010")
    data = sample.write(sample.day(plain)).replace(b"\r\n", b"\n")
    as_it_comes = b"\xef\xbb\xbf" + data.replace(b"\n", ends)
    assert recognised(as_it_comes).lines == whole(sample.format, data).lines


@every_format
def test_letters_are_read_in_whatever_encoding_a_bank_sends_them(sample: Sample) -> None:
    data = sample.write(sample.day(FIRST))
    declared = b'encoding="UTF-8"'
    text = data.decode("utf-8" if declared in data else "iso-8859-1")
    copies = [text.replace("UTF-8", "ISO-8859-1").encode("iso-8859-1"), text.encode("utf-8")]
    if sample.name == "mt940":
        copies.append(text.encode("cp850"))
    if declared in data:
        copies.append(text.replace("UTF-8", "UTF-16").encode("utf-16"))
    read = [recognised(copy).lines[0] for copy in copies]
    assert {line.text for line in read} == {("Tack för hjälpen",)}
    assert {line.payer_name for line in read} == {"Åsa Öberg" if sample.has_name else None}
