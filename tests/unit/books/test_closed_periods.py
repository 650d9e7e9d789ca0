"""Closed periods: on which day an event is booked, the seal over them, and files of them that never change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from domain.books.state import BOOKS, BooksState, ClosedPeriods, PartitionEnd
from domain.kernel.decision import Context
from domain.kernel.ledger import Account
from domain.kernel.recorded import Actor, RecordedEvent
from infra.books.audit_data.general_ledger import write_chart, write_general_ledger
from infra.books.audit_data.receivables import write_receivables
from infra.books.audit_data.table_files import table_files
from infra.books.booking import BookingDays, Closing, closings_of, days_in
from infra.books.company import Company
from infra.books.log_books import ClosedBooks
from infra.books.period import Period, Voucher, period_balances, vouchers
from infra.books.saf_t import write_saf_t
from infra.books.seal import command_to_close, seals_of
from infra.books.sie import sie_lines
from tests.unit.policies.little_ledger import LittleLedger, PolicyReader, settle
from tests.unit.policies.samples import VALUE_DATE, payment

ZONE = "Europe/Stockholm"
JUNE = datetime(2026, 6, 1, tzinfo=UTC)
MARCH, APRIL = Period(date(2026, 3, 1), date(2026, 3, 31)), Period(date(2026, 4, 1), date(2026, 4, 30))

OF_THE_BOOKS = (
    *(Account.BANK_CLIENT_FUNDS, Account.RECEIPTS_CLEARING, Account.ALLOCATION_CLEARING),
    *(Account.SUSPENSE, Account.CLIENT_PAYABLE),
)
"""In which other people's money stands, of the accounts that the events of these tests use."""


def ends_of(events: list[RecordedEvent]) -> tuple[PartitionEnd, ...]:
    ends = {0: 0, 1: 0} | {one.partition: one.position for one in events}
    return tuple(PartitionEnd(*one) for one in sorted(ends.items()))


def closed(state: BooksState, period: str, events: list[RecordedEvent]) -> BooksState:
    """The period is closed by what the events say, by the rules of the domain."""
    command = command_to_close(events, period, ZONE, ends_of(events), state.closed)
    decision = BOOKS.decide(state, command, Context(JUNE, JUNE, Actor("user", "agent-7")))
    assert isinstance(decision, list), decision
    return BOOKS.evolve_all(state, decision)


def recorded(events: list[RecordedEvent]) -> list[RecordedEvent]:
    """The events of March alone."""
    return [one for one in events if one.recorded_at.month == 3]


def booked(state: BooksState) -> BookingDays:
    return BookingDays(closings_of(state.closed.periods), days_in(ZONE))


def files(events: list[RecordedEvent], state: BooksState, period: Period) -> dict[str, bytes]:
    """Every file of the period that an auditor may have, by name."""
    days = booked(state)
    balance = period_balances(events, period, days.day)["SEK"]
    company, made_on = Company("Inkasso AB", "556012-5790", "Kari Nordmann"), date(2026, 4, 2)

    def of_period() -> Iterator[Voucher]:
        return vouchers(events, period, "SEK", days.day)

    saf_t = BytesIO()
    write_saf_t(saf_t, company, period, balance, of_period(), made_on)
    with TemporaryDirectory() as place:
        with table_files(Path(place) / "tables") as tables:
            write_chart(tables, [balance])
            write_general_ledger(tables, period, balance, of_period())
            write_receivables(tables, events, period, days.day)
        read = {file.name: file.read_bytes() for file in (Path(place) / "tables").iterdir()}
    return {
        **read,
        "sie": b"".join(sie_lines(company, period, balance, of_period(), made_on)),
        "saf-t": saf_t.getvalue(),
    }


def late(ledger: LittleLedger, matcher: PolicyReader, number: int, at: datetime) -> list[RecordedEvent]:
    """A payment that the bank counts from 2 March, and that comes into the log, and into suspense, at this time."""
    identifier, command = payment(number, 10_000)
    ledger.ask(identifier, command)
    settle(matcher)
    received, suspended = ledger.partitions[identifier.int % 2][-2:]
    return [received._replace(recorded_at=at), suspended._replace(recorded_at=at)]


def in_order(events: list[RecordedEvent]) -> list[RecordedEvent]:
    return sorted(events, key=lambda one: (one.partition, one.position))


def test_what_becomes_known_after_the_close_is_booked_in_the_open_period_and_no_file_of_the_closed_one_changes(
    ledger: LittleLedger, matcher: PolicyReader, events: list[RecordedEvent]
) -> None:
    march = recorded(events)
    state = closed(BooksState(), "2026-03", march)
    before = files(march, state, MARCH)
    in_april, _ = in_time = late(ledger, matcher, 71, datetime(2026, 4, 10, 9, tzinfo=UTC))
    by_a_slow_clock, _ = too_early = late(ledger, matcher, 72, datetime(2026, 3, 31, 21, tzinfo=UTC))
    everything = in_order([*events, *in_time, *too_early])
    assert in_april.event.effective_on() == by_a_slow_clock.event.effective_on() == VALUE_DATE, "both are of March"
    assert files(everything, state, MARCH) == before
    days = booked(state)
    assert days.day(in_april) == date(2026, 4, 10)
    assert days.day(by_a_slow_clock) == date(2026, 4, 1), "the first day that is open"
    [one, _] = [v for v in vouchers(everything, APRIL, "SEK", days.day) if v.booked_on == date(2026, 4, 10)]
    assert (one.value_day, one.lines[0]) == (VALUE_DATE, (Account.BANK_CLIENT_FUNDS, 10_000))
    opening = period_balances(everything, APRIL, days.day)["SEK"].accounts[Account.BANK_CLIENT_FUNDS]
    assert (opening.opening, opening.debit, opening.credit) == (65_000, 20_000, 25_000)
    both = closed(state, "2026-04", everything)
    assert files(everything, both, MARCH) == before, "nor does it when the next period is closed"
    assert files(everything, both, APRIL) == files(everything, state, APRIL)


def test_a_closed_period_keeps_the_days_of_the_zone_in_which_it_was_closed(events: list[RecordedEvent]) -> None:
    last_hour = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)  # 00:30 on 1 April in Stockholm, 23:30 in London
    [one, *_] = recorded(events)
    moved = one._replace(recorded_at=last_hour)
    march = Closing(MARCH.last, "Europe/London", ends_of(events))
    assert BookingDays([], days_in(ZONE)).day(moved) == date(2026, 4, 1)
    assert BookingDays([march], days_in(ZONE)).day(moved) == date(2026, 3, 31)


INSTANTS = st.integers(0, 180 * 24).map(lambda hours: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours))


@given(
    instants=st.lists(INSTANTS, min_size=1, max_size=12),
    cuts=st.lists(st.integers(0, 12), min_size=4, max_size=4),
)
def test_every_event_is_in_one_period_and_no_closing_moves_what_is_in_a_closed_one(
    instants: list[datetime], cuts: list[int]
) -> None:
    some = [an_event(position, at) for position, at in enumerate(instants, start=1)]
    months = [Period(date(2026, m, 1), date(2026, m + 1, 1) - timedelta(days=1)) for m in range(1, 5)]
    ends = [min(cut, len(some)) for cut in sorted(cuts)]
    closings = [Closing(month.last, ZONE, (PartitionEnd(0, end),)) for month, end in zip(months, ends, strict=True)]
    final = [BookingDays(closings, days_in(ZONE)).day(one) for one in some]
    for number, month in enumerate(months, start=1):
        then = [BookingDays(closings[:number], days_in("UTC")).day(one) for one in some[: ends[number - 1]]]
        was_in = {place for place, day in enumerate(then) if day <= month.last}
        assert was_in == {place for place, day in enumerate(final) if day <= month.last}
        assert all(then[place] == final[place] for place in was_in)


def an_event(position: int, at: datetime) -> RecordedEvent:
    identifier, command = payment(position, 1)
    ledger = LittleLedger()
    ledger.ask(identifier, command)
    return ledger.events()[0]._replace(partition=0, position=position, recorded_at=at)


def test_a_file_of_a_closed_period_is_dated_on_the_day_of_its_closing(events: list[RecordedEvent]) -> None:
    state = closed(BooksState(), "2026-03", recorded(events))
    books = ClosedBooks(state, {"2026-03": datetime(2026, 4, 2, 22, 30, tzinfo=UTC)})
    assert books.closed_on(MARCH.last) == books.closed_on(date(2026, 2, 1)) == date(2026, 4, 3), "00:30 in Stockholm"
    assert books.closed_on(APRIL.first) is None, "it is open: a file of it is of today"


def test_anybody_can_work_the_seal_out_again_from_what_the_log_says(events: list[RecordedEvent]) -> None:
    march = [one._replace(hash=bytes([place])) for place, one in enumerate(recorded(events))]
    [period] = closed(BooksState(), "2026-03", march).closed.periods
    lines = [
        f"{one.partition} {one.position} {one.hash.hex()} {p.account} {p.currency} {p.amount_minor}\n"
        for one in march
        for p in one.event.postings()
        if p.account in OF_THE_BOOKS
    ]
    text = "".join(["caseledger books 1\n", f"2026-03 {ZONE}\n", "-\n", *lines])
    assert period.digest == sha256(text.encode()).hexdigest()
    assert seals_of(march, [period])[0].differences(period) == []


def test_seals_of_periods_that_follow_each_other_are_worked_out_in_one_reading(events: list[RecordedEvent]) -> None:
    both = closed(closed(BooksState(), "2026-03", recorded(events)), "2026-04", events).closed.periods
    assert [seal.differences(one) for seal, one in zip(seals_of(events, both), both, strict=True)] == [[], []]
    march, april = both
    assert {one.account: one.closing_minor for one in march.balances if one.closing_minor} == {
        "bank_client_funds": 65_000, "client_payable": -40_000, "suspense": -25_000,
    }  # fmt: skip
    assert {one.account: (one.opening_minor, one.closing_minor) for one in april.balances} == {
        "bank_client_funds": (65_000, 40_000), "client_payable": (-40_000, -40_000), "suspense": (-25_000, 0),
    }  # fmt: skip


def test_the_first_period_to_be_closed_leaves_no_voucher_before_it(events: list[RecordedEvent]) -> None:
    command = command_to_close(events, "2026-04", ZONE, ends_of(events), ClosedPeriods())
    assert command.vouchers_before == 5
    refusal = BOOKS.decide(BooksState(), command, Context(JUNE, JUNE, Actor("user", "agent-7")))
    assert getattr(refusal, "code", None) == "period_gap"


def test_a_log_that_was_changed_no_longer_fits_the_seal(events: list[RecordedEvent]) -> None:
    march = recorded(events)
    [period] = closed(BooksState(), "2026-03", march).closed.periods
    [paid, *_] = [one for one in march if one.event.effective_on()]
    more = paid._replace(event=replace(paid.event, amount_minor=1))  # type: ignore[type-var]
    told = seals_of([more if one is paid else one for one in march], [period])[0].differences(period)
    assert [line.split(" ", 3)[1] for line in told] == ["trial", "seal"]
    other_hash = [one._replace(hash=b"other") if one is paid else one for one in march]
    assert len(seals_of(other_hash, [period])[0].differences(period)) == 1, "only the seal sees it"
    assert len(seals_of([one for one in march if one is not paid], [period])[0].differences(period)) == 3


def test_money_on_its_way_over_midnight_is_no_hindrance_and_what_is_left_there_is(events: list[RecordedEvent]) -> None:
    april_first = datetime(2026, 4, 1, 9, tzinfo=UTC)
    march = recorded(events)
    over_midnight = [
        one._replace(recorded_at=april_first) if type(one.event).__name__ == "PaymentMatched" else one for one in march
    ]
    command = command_to_close(over_midnight, "2026-03", ZONE, ends_of(march), ClosedPeriods())
    assert command.left_in_clearing == ()
    without = [one for one in march if type(one.event).__name__ == "PaymentReceived"]
    left = command_to_close(without, "2026-03", ZONE, ends_of(march), ClosedPeriods()).left_in_clearing
    assert [(one.account, one.amount_minor) for one in left] == [("receipts_clearing", -65_000)]
