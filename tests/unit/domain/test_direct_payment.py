"""What the debtor pays to the creditor is a payment, though no bank account of ours moves."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.case.allocation.direct import DirectPaymentReported, ReportDirectPayment
from domain.case.closure.closing import CaseClosed, CloseCase, Outcome
from domain.case.deadlines.meeting import DeadlineMet
from domain.case.state import CASE
from domain.kernel.ledger import CASE_ACCOUNTS, Account
from tests.unit.domain.samples import CLAIM_TOTAL_MINOR, NOW, accepted, after, allocation, at, open_case, refusal_code

DAY = date(2026, 3, 2)


def direct(amount_minor: int, on: date = DAY) -> ReportDirectPayment:
    return ReportDirectPayment("SEK", amount_minor, on)


def test_a_part_of_the_debt_that_the_creditor_got_is_no_longer_owed_and_no_account_of_ours_moves() -> None:
    (reported,) = accepted(CASE, open_case(), direct(30_000))
    assert isinstance(reported, DirectPaymentReported)
    assert (reported.fees_minor, reported.interest_minor, reported.principal_minor) == (24_000, 1_500, 4_500)
    assert reported.effective_on() == DAY
    assert {posting.account for posting in reported.postings()} <= set(CASE_ACCOUNTS)
    state = CASE.evolve(open_case(), reported)
    assert state.outstanding_minor == CLAIM_TOTAL_MINOR - 30_000
    assert state.balance.on(Account.PAID_TO_CREDITOR) == 30_000
    assert state.balance.on(Account.COLLECTED) == state.balance.on(Account.WRITTEN_OFF) == 0


def test_the_whole_debt_paid_to_the_creditor_meets_the_deadline_and_ends_the_case() -> None:
    events = accepted(CASE, open_case(), direct(CLAIM_TOTAL_MINOR))
    assert [type(event) for event in events] == [DirectPaymentReported, DeadlineMet, CaseClosed]
    ended = CASE.evolve_all(open_case(), events)
    assert ended.life.outcome is Outcome.PAID_DIRECT_TO_CLIENT
    assert ended.balance.on(Account.WRITTEN_OFF) == 0


def test_money_to_us_and_to_the_creditor_meet_a_deadline_together() -> None:
    state = after(CASE, direct(100_000), state=open_case())
    events = accepted(CASE, state, allocation(25_500))
    assert any(isinstance(event, DeadlineMet) for event in events)


def test_two_direct_payments_are_two() -> None:
    state = after(CASE, direct(10_000), direct(10_000), state=open_case())
    assert state.balance.on(Account.PAID_TO_CREDITOR) == 20_000


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (direct(0), "amount_invalid"),
        (direct(-1), "amount_invalid"),
        (direct(CLAIM_TOTAL_MINOR + 1), "amount_invalid"),
        (replace(direct(500), currency="NOK"), "currency_differs"),
        (direct(500, DAY + timedelta(days=1)), "happened_in_the_future"),
    ],
)
def test_what_cannot_have_been_paid_is_refused(command: ReportDirectPayment, code: str) -> None:
    assert refusal_code(CASE, open_case(), command) == code


def test_the_day_of_the_case_counts_and_not_that_of_utc() -> None:
    just_after_midnight_in_stockholm = NOW.replace(day=2, hour=23, minute=30)
    assert accepted(CASE, open_case(), direct(500, date(2026, 3, 3)), at(just_after_midnight_in_stockholm))


def test_nothing_is_paid_on_a_case_that_is_closed_or_not_there() -> None:
    state = after(CASE, CloseCase(Outcome.TRANSFERRED, "sold"), state=open_case())
    assert refusal_code(CASE, state, direct(500)) == "case_closed"
    assert refusal_code(CASE, CASE.initial, direct(500)) == "case_unknown"
