"""Closing the books of the client funds: in order, once, when a period is over, balanced and at rest; by two persons.

Policy of the agency (``policy.period_*``); no law is asked.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.books.closing import ClosePeriod, LeftInClearing, PeriodClosed
from domain.books.confirming import ConfirmPeriod
from domain.books.period_name import days_of
from domain.books.state import BOOKS, BooksState, PartitionEnd, SealedBalance
from domain.kernel.decision import Context
from domain.kernel.identity import BOOKS_ID
from domain.kernel.message import caused_by
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal

SEAL, NEXT_SEAL = "1" * 64, "2" * 64
BANK = SealedBalance("SEK", "bank_client_funds", 0, 65_000, 25_000)
OWED = SealedBalance("SEK", "client_payable", 0, 0, 40_000)
MARCH = ClosePeriod(
    period="2026-03",
    time_zone="Europe/Stockholm",
    previous_digest="",
    ends=(PartitionEnd(0, 10), PartitionEnd(1, 4)),
    balances=(BANK, OWED),
    vouchers=5,
    digest=SEAL,
    vouchers_before=0,
    left_in_clearing=(),
)
APRIL = replace(
    MARCH,
    period="2026-04",
    previous_digest=SEAL,
    ends=(PartitionEnd(0, 12), PartitionEnd(1, 4)),
    balances=(replace(BANK, opening_minor=40_000, debit_minor=0, credit_minor=0),
              replace(OWED, opening_minor=-40_000, credit_minor=0)),
    vouchers=0,
    digest=NEXT_SEAL,
)  # fmt: skip


def by(person: str, now: datetime = datetime(2026, 5, 2, 8, tzinfo=UTC), kind: str = "user") -> Context:
    return Context(now, now, Actor(kind, person))


def after(*commands: Any, by_whom: Context = by("agent-7")) -> BooksState:  # noqa: B008  # a constant
    state = BooksState()
    for command in commands:
        decision = BOOKS.decide(state, command, by_whom)
        assert not isinstance(decision, Refusal), decision
        state = BOOKS.evolve_all(state, decision)
    return state


def refused(state: BooksState, command: Any, context: Context = by("agent-7")) -> Refusal:  # noqa: B008  # a constant
    decision = BOOKS.decide(state, command, context)
    assert isinstance(decision, Refusal), decision
    return decision


def test_a_period_is_closed_with_its_seal_and_the_person_who_did_it() -> None:
    [event] = BOOKS.decide(BooksState(), MARCH, by("agent-7"))  # type: ignore[misc]
    assert event == caused_by(MARCH, PeriodClosed, closed_by="agent-7")
    assert event.sentence() == "Books of 2026-03 closed with 5 vouchers, seal 111111111111"
    [period] = after(MARCH).closed.periods
    assert (period.first, period.last, period.closed_by) == (date(2026, 3, 1), date(2026, 3, 31), "agent-7")
    assert MARCH.belongs_to() == BOOKS_ID


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_is_a_month_a_quarter_or_a_year(period: str, first: date, last: date) -> None:
    assert days_of(period) == (first, last)


@pytest.mark.parametrize("period", ["2026-13", "2026-3", "march", "2026-Q5", "26-03", ""])
def test_nothing_else_is_a_period(period: str) -> None:
    assert refused(BooksState(), replace(MARCH, period=period)).code == "period_invalid"


def test_a_period_is_closed_once_and_no_part_of_it_again() -> None:
    closed = after(MARCH)
    for period in ("2026-03", "2026-02", "2026-Q1", "2026"):
        assert refused(closed, replace(APRIL, period=period), by("a", datetime(2027, 1, 2, tzinfo=UTC))).code == (
            "period_closed_already"
        ), period


def test_no_time_is_left_out() -> None:
    assert refused(after(MARCH), replace(APRIL, period="2026-05"), by("a", datetime(2026, 7, 1, tzinfo=UTC))).code == (
        "period_gap"
    )
    gap = refused(BooksState(), replace(MARCH, vouchers_before=3))
    assert gap.code == "period_gap"
    assert gap.message.startswith("3 vouchers are booked, before 2026-03-01 and in no closed period: close that time")


def test_a_period_is_closed_when_its_last_day_is_over_by_the_clocks_of_its_zone() -> None:
    """31 March ends in Stockholm, on summer time since the 29th, at 22:00 UTC."""
    too_early = refused(BooksState(), MARCH, by("agent-7", datetime(2026, 3, 31, 21, 59, tzinfo=UTC)))
    assert (too_early.code, too_early.rule) == ("period_not_over", "policy.period_is_over")
    assert after(MARCH, by_whom=by("agent-7", datetime(2026, 3, 31, 22, tzinfo=UTC))).closed.periods


def test_books_that_do_not_balance_are_not_closed() -> None:
    wrong = replace(MARCH, balances=(BANK, replace(OWED, credit_minor=39_900)))
    refusal = refused(BooksState(), wrong)
    assert (refusal.code, refusal.rule) == ("trial_balance_differs", "policy.period_at_rest")
    assert "1.00 SEK" in refusal.message
    in_euro = (replace(BANK, currency="EUR"), OWED)
    assert refused(BooksState(), replace(MARCH, balances=in_euro)).code == "trial_balance_differs", "each by itself"


def test_money_that_is_left_in_a_clearing_account_stands_in_the_way() -> None:
    left = LeftInClearing("receipts_clearing", "SEK", -25_000)
    refusal = refused(BooksState(), replace(MARCH, left_in_clearing=(left,)))
    assert (refusal.code, refusal.rule) == ("clearing_not_at_rest", "policy.period_at_rest")
    assert "250.00 SEK stood on receipts_clearing" in refusal.message


@pytest.mark.parametrize(
    "wrong",
    [
        {"previous_digest": ""},
        {"ends": (PartitionEnd(0, 9), PartitionEnd(1, 4))},
        {"ends": (PartitionEnd(0, 12),)},
        {"balances": ()},
        {"balances": (replace(BANK, opening_minor=1), replace(OWED, opening_minor=-1))},
    ],
)
def test_a_period_begins_where_the_one_before_ended(wrong: dict[str, Any]) -> None:
    assert refused(after(MARCH), replace(APRIL, **wrong)).code == "closing_out_of_date"
    assert len(after(MARCH, APRIL).closed.periods) == 2


def test_a_program_closes_nothing_and_a_zone_that_there_is_not_has_no_days() -> None:
    assert refused(BooksState(), MARCH, by("demo", kind="system")).rule == "policy.period_by_a_person"
    assert refused(BooksState(), replace(MARCH, time_zone="Europe/Nowhere")).code == "time_zone_unknown"


def test_a_second_person_confirms_the_seal_once() -> None:
    closed = after(MARCH)
    confirm = ConfirmPeriod("2026-03", SEAL)
    for context in (by("agent-7"), by("agent-9", kind="system")):
        refusal = refused(closed, confirm, context)
        assert (refusal.code, refusal.rule) == ("second_person_needed", "policy.period_second_person")
    assert refused(closed, replace(confirm, digest=NEXT_SEAL), by("agent-9")).code == "seal_differs"
    assert refused(closed, replace(confirm, period="2026-04"), by("agent-9")).code == "period_not_closed"
    confirmed = BOOKS.evolve_all(closed, BOOKS.decide(closed, confirm, by("agent-9")))  # type: ignore[arg-type]
    assert [one.confirmed_by for one in confirmed.closed.periods] == ["agent-9"]
    assert refused(confirmed, confirm, by("agent-8")).code == "period_confirmed_already"
    assert len(BOOKS.evolve_all(confirmed, BOOKS.decide(confirmed, APRIL, by("agent-9"))).closed.periods) == 2  # type: ignore[arg-type]
