"""Invariants of the BgMax reader and writer."""

from __future__ import annotations

import io
import string
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from infra.intake.banks.bgmax.bgmax_format import BGMAX
from infra.intake.banks.bgmax.content import BgMaxContent, Deposit, Entry, ExtraReference, Payer, Start
from infra.intake.banks.bgmax.reader import read_content
from infra.intake.banks.bgmax.writer import write_content
from infra.intake.refused.rejected import BankFileRejected
from tests.unit.intake.whole_file import WholeFile, whole

LETTERS = string.ascii_letters + string.digits + "åäöÅÄÖéüßØ.,-/&()"


def text(width: int) -> st.SearchStrategy[str]:
    """What fits a field of ``width`` and has no blanks around it, which the format could not tell from filling."""
    return st.text(LETTERS + " ", max_size=width).map(str.strip)


def digits(width: int) -> st.SearchStrategy[str]:
    return st.text(string.digits, min_size=width, max_size=width)


references = st.builds(ExtraReference, text(25), st.integers(0, 10**9), st.booleans(), st.sampled_from(range(10)))
payers = st.builds(Payer, text(35), text(35), text(35), text(9), text(35), text(35), text(2), digits(12) | st.just(""))
entries = st.builds(
    Entry,
    is_deduction=st.booleans(),
    sender_bankgiro=digits(10),
    reference=text(25),
    amount_minor=st.integers(0, 10**12),
    reference_code=st.sampled_from(range(10)),
    channel=digits(1) | st.just(""),
    bank_serial=digits(12) | st.just(""),
    image=digits(1) | st.just(""),
    extra=st.lists(references, max_size=4).map(tuple),
    information=st.lists(st.text(LETTERS + " ", max_size=50).map(str.rstrip), max_size=3).map(tuple),
    payer=payers,
)  # fmt: skip

SECONDS_1971, SECONDS_2100 = 365 * 86_400, 47_482 * 86_400


@st.composite
def deposits(draw: st.DrawFn, serial: str) -> Deposit:
    lines = draw(st.lists(entries, max_size=4))
    deposit = Deposit(
        draw(digits(10)), draw(digits(10) | st.just("")), draw(st.sampled_from(["SEK", "EUR"])), tuple(lines),
        draw(digits(35)), draw(st.dates(date(1970, 1, 1), date(2099, 12, 31))), serial, draw(st.sampled_from("KDS")),
    )  # fmt: skip
    assume(deposit.net_amount_minor >= 0)
    return deposit


@st.composite
def contents(draw: st.DrawFn) -> BgMaxContent:
    seconds = draw(st.integers(SECONDS_1971, SECONDS_2100))
    created = datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=draw(st.integers(0, 999_999)))
    # Local time cannot tell the second 02:30 of an October night from the first: that hour is the format's own gap.
    assume(not (created.month in (9, 10, 11) and created.hour in (0, 1, 2)))
    count = draw(st.integers(0, 3))
    return BgMaxContent(created, draw(st.booleans()), tuple(draw(deposits(f"{n:05d}")) for n in range(count)))


@given(contents())
def test_reading_what_was_written_gives_the_same_content(content: BgMaxContent) -> None:
    data = write_content(content)
    start, *deposits = read_content(io.BytesIO(data), "x")
    assert start == Start(content.created, content.is_test)
    assert [replace(one, entries=tuple(one.entries)) for one in deposits if isinstance(one, Deposit)] == list(
        content.deposits
    )
    assert all(len(line) == 80 for line in data.split(b"\r\n")[:-1])


@given(contents())
def test_the_payments_less_the_deductions_are_the_deposits(content: BgMaxContent) -> None:
    data = write_content(BgMaxContent(content.created, False, content.deposits))
    file = whole(BGMAX, data, "x")
    assert sum(line.net_minor for line in file.lines) == sum(d.amount_minor for d in file.deposits)
    kept = sum(k.code != "shares_do_not_add_up" for k in file.kept_for_a_person)
    assert len(file.lines) + kept == sum(len(d.entries) for d in content.deposits)


def _money(file: WholeFile) -> list[tuple[int, str, str, date]]:
    return [(line.amount_minor, line.currency, line.receiver_account, line.booked_date) for line in file.lines]


AMOUNT_FIELDS = {b"20": (37, 55), b"21": (37, 55), b"15": (50, 68)}
SAMPLE = write_content(
    BgMaxContent(
        datetime(2026, 9, 25, 18, tzinfo=UTC),
        False,
        tuple(
            Deposit(
                "0059123406", "", "SEK",
                (
                    Entry(False, "0000000000", "1210000004", 120_050, 2, "1", "000000000010", "0"),
                    Entry(False, "0009701233", "", 99_000, 0, "1", "000000000020", "0",
                          extra=(ExtraReference("11", 0, False, 2), ExtraReference("12", 0, False, 2))),
                    Entry(True, "0009701233", "7", 5_000, 2, "1", "000000000030", "0", "1"),
                    Entry(False, "0000000000", "", 1_000_000, 0, "1", "000000000040", "0",
                          extra=(ExtraReference("13", 900_000, False, 2), ExtraReference("14", 100_000, False, 2)),
                          information=("Tack",), payer=Payer("Åke Öst")),
                ),
                "8327".zfill(35), date(2026, 9, 25) + timedelta(days=number), f"{number:05d}",
            )
            for number in range(2)
        ),
    )
)  # fmt: skip
AMOUNT_POSITIONS = [
    number * 82 + position
    for number, line in enumerate(SAMPLE.split(b"\r\n"))
    for position in range(*AMOUNT_FIELDS.get(line[:2], (0, 0)))
]


@pytest.mark.parametrize("byte", b"0123456789 -O\xb2\x00\n")
def test_one_damaged_byte_in_an_amount_is_always_refused(byte: int) -> None:
    for position in AMOUNT_POSITIONS:
        if SAMPLE[position] != byte:
            with pytest.raises(BankFileRejected):
                whole(BGMAX, SAMPLE[:position] + bytes([byte]) + SAMPLE[position + 1 :], f"byte {position}")


def test_one_damaged_digit_in_a_share_drops_the_shares_and_is_shown() -> None:
    good = whole(BGMAX, SAMPLE, "x")
    for position in [p for p in range(len(SAMPLE)) if SAMPLE[p - p % 82 :][:2] == b"22" and 37 <= p % 82 < 55]:
        for digit in set(b"0123456789") - {SAMPLE[position]}:
            file = whole(BGMAX, SAMPLE[:position] + bytes([digit]) + SAMPLE[position + 1 :], "x")
            assert [kept.code for kept in file.kept_for_a_person].count("shares_do_not_add_up") == 1
            changed = [
                line for line, was in zip(file.lines, good.lines, strict=True) if line.references != was.references
            ]
            assert all(r.amount_minor is None for line in changed for r in line.references)


@given(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255))
def test_one_damaged_byte_anywhere_never_changes_how_much_money_came_in(position: int, byte: int) -> None:
    damaged = SAMPLE[:position] + bytes([byte]) + SAMPLE[position + 1 :]
    try:
        file = whole(BGMAX, damaged, "x")
    except BankFileRejected:
        return
    assert [one[:2] for one in _money(file)] == [one[:2] for one in _money(whole(BGMAX, SAMPLE, "x"))]


@given(st.integers(0, len(SAMPLE.rstrip()) - 1))
def test_a_file_that_was_cut_off_anywhere_is_refused(length: int) -> None:
    # The last line may lose its line end, and the blanks beyond the counts; anything else is missed.
    try:
        whole(BGMAX, SAMPLE[:length], "x")
    except BankFileRejected:
        return
    raise AssertionError(f"the first {length} of {len(SAMPLE)} bytes were taken for the whole")


@given(st.binary(max_size=400))
def test_whatever_follows_the_start_there_is_no_other_error_than_a_refusal(tail: bytes) -> None:
    for head in (b"01BGMAX", SAMPLE[:82], SAMPLE[:164]):
        try:
            whole(BGMAX, head + tail, "x")
        except BankFileRejected as refused:
            assert refused.message
