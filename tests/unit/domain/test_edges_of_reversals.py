"""Money that goes back: every field of the event, the bank's day by its zone, and why a case opens again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.case.allocation.reversing import ReverseAllocation
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.closure.reopening import CaseReopened, ReopeningReason
from domain.case.notices.state import NoticeKind, NoticeStatus
from domain.case.state import CASE
from domain.kernel.decision import Context
from domain.kernel.ledger import Account
from domain.kernel.recorded import Actor
from domain.payment.reversal.reversing import PaymentReversed, ReversePayment
from domain.payment.state import PAYMENT
from tests.unit.domain.courts import PAYMENT as PAYMENT_ID
from tests.unit.domain.samples import (
    AGENT,
    CLAIM_TOTAL_MINOR,
    PAYMENT_LINE,
    accepted,
    after,
    allocation,
    at,
    open_case,
    received_payment,
    refusal_code,
)
from tests.unit.domain.test_agreed_fees import deferred
from tests.unit.domain.test_agreed_fees import refused as refused_agreed
from tests.unit.domain.test_fees import FeeKind, case_in, fee, letter, refused


def test_a_reversal_says_which_money_left_which_account_and_from_where_it_stood() -> None:
    (reversed_,) = accepted(
        PAYMENT, received_payment(), ReversePayment("chargeback"), at(datetime(2026, 3, 20, tzinfo=UTC))
    )
    assert reversed_ == PaymentReversed(
        reason="chargeback",
        receiver_account=PAYMENT_LINE.receiver_account,
        booked_date=date(2026, 3, 20),
        currency="SEK",
        amount_minor=PAYMENT_LINE.amount_minor,
        released_from=Account.RECEIPTS_CLEARING,
        portions=(),
    )
    assert reversed_.sentence() == "Payment of 1,255.00 SEK reversed: chargeback"


@pytest.mark.parametrize(("currency", "booked"), [("SEK", 21), ("EUR", 21), ("GBP", 20), ("ISK", 21)])
def test_the_banks_day_is_that_of_the_currencys_country_and_else_of_the_agency(currency: str, booked: int) -> None:
    """23:30 UTC on 20 March is after midnight in Stockholm and Helsinki, and before it in London. Nobody's calendar is
    on file for the Icelandic krona, so the agency's counts."""
    late = replace(at(datetime(2026, 3, 20, 23, 30, tzinfo=UTC)), actor=Actor("bank", "9912346"))
    (reversed_,) = accepted(PAYMENT, received_payment(currency=currency), ReversePayment("chargeback"), late)
    assert isinstance(reversed_, PaymentReversed)
    assert (reversed_.booked_date, reversed_.currency) == (date(2026, 3, booked), currency)


@pytest.mark.parametrize(
    ("ago", "is_told_later"), [(timedelta(minutes=5), False), (timedelta(minutes=5, seconds=1), True)]
)
def test_five_minutes_are_a_clock_that_goes_wrong_and_not_another_day(ago: timedelta, is_told_later: bool) -> None:
    """The money's day is far ahead: it could not go back before it, unless that is told as it happens."""
    now = datetime(2026, 3, 20, tzinfo=UTC)
    state, context = received_payment(value_date=date(2026, 4, 10)), Context(now, now - ago, AGENT)
    if is_told_later:
        assert refusal_code(PAYMENT, state, ReversePayment("chargeback"), context) == "happened_before_the_payment"
    else:
        assert accepted(PAYMENT, state, ReversePayment("chargeback"), context)


def test_a_case_that_money_had_closed_opens_because_it_was_reversed() -> None:
    closed = after(CASE, allocation(CLAIM_TOTAL_MINOR, PAYMENT_ID), state=open_case())
    events = accepted(CASE, closed, ReverseAllocation(PAYMENT_ID, "chargeback"))
    (opened,) = [event for event in events if isinstance(event, CaseReopened)]
    assert opened.reason is ReopeningReason.PAYMENT_REVERSED


def test_what_a_written_off_case_owes_no_more_is_written_off_in_its_own_currency() -> None:
    """500.00 had paid some of it before the rest was given up; when they bounce, they are not collected any more."""
    paid = after(CASE, allocation(50_000, PAYMENT_ID), state=open_case())
    written_off = after(CASE, CloseCase(Outcome.WRITTEN_OFF, "no_assets"), state=paid)
    (reversed_,) = accepted(CASE, written_off, ReverseAllocation(PAYMENT_ID, "chargeback"))
    lost = [one for one in reversed_.postings() if one.account is Account.WRITTEN_OFF]
    assert {one.currency for one in reversed_.postings()} == {"SEK"}
    assert sum(one.amount_minor for one in lost) == 50_000


def test_what_forbids_a_fee_for_a_letter_that_came_back_or_for_little_time_is_named() -> None:
    came_back = letter(NoticeKind.REMINDER, status=NoticeStatus.RETURNED)
    assert refused(case_in("DK", came_back), fee(FeeKind.REMINDER)) == ("letter_returned", "policy.one_fee_a_letter")
    short = refused_agreed(deferred("FI", 13), FeeKind.EXTENSION)
    assert short == ("extension_too_short", "FI.extension_fee.2022-05-01.consumer")
