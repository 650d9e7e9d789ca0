from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from domain.deciding_again import command_behind
from domain.kernel.decision import Context
from domain.kernel.ledger import Account
from domain.kernel.message import Command, caused_by
from domain.payment.matching.matching import MatchMethod, MatchPayment, PaymentMatched
from domain.payment.matching.suspending import PutPaymentInSuspense, SuspenseReason
from domain.payment.matching.unmatching import PaymentUnmatched, UnmatchPayment
from domain.payment.portion import Portion
from domain.payment.receipt.receiving import PaymentReceived, ReceivePayment
from domain.payment.reversal.reversing import PaymentReversed, ReversePayment
from domain.payment.state import PAYMENT, PaymentStatus
from tests.unit.domain.samples import (
    AGENT,
    CONTEXT,
    NOW,
    PAYMENT_LINE,
    accepted,
    after,
    at,
    received_payment,
    refusal_code,
)

CASE_A, CASE_B = UUID(int=1), UUID(int=2)
MATCH = MatchPayment((Portion(CASE_A, 100_000), Portion(CASE_B, 25_500)), MatchMethod.SEVERAL_REFERENCES)
SUSPEND = PutPaymentInSuspense(SuspenseReason.NO_REFERENCE)

UNMATCH = UnmatchPayment("wrong_case")


def test_a_payment_is_matched_as_a_whole() -> None:
    (matched,) = accepted(PAYMENT, received_payment(), MATCH)
    assert isinstance(matched, PaymentMatched)
    assert (matched.amount_minor, matched.released_from) == (125_500, Account.RECEIPTS_CLEARING)


def test_money_in_suspense_is_matched_from_there() -> None:
    (matched,) = accepted(PAYMENT, after(PAYMENT, SUSPEND, state=received_payment()), MATCH)
    assert isinstance(matched, PaymentMatched)
    assert matched.released_from == Account.SUSPENSE


def test_a_reversal_names_the_cases_that_must_be_told() -> None:
    state = after(PAYMENT, MATCH, state=received_payment())
    (reversed_,) = accepted(PAYMENT, state, ReversePayment("chargeback"))
    assert isinstance(reversed_, PaymentReversed)
    assert (reversed_.portions, reversed_.released_from) == (MATCH.portions, Account.ALLOCATION_CLEARING)
    assert PAYMENT.evolve(state, reversed_).status is PaymentStatus.REVERSED


@pytest.mark.parametrize(
    ("happened", "is_fine"),
    [
        (datetime(2000, 1, 1, tzinfo=UTC), False),
        (datetime(2026, 3, 9, 9, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 9, 10, tzinfo=UTC), True),
        (datetime(2026, 3, 20, tzinfo=UTC), True),
    ],
)
def test_no_money_goes_back_on_a_day_on_which_it_was_not_here(happened: datetime, is_fine: bool) -> None:
    state = received_payment(value_date=date(2026, 3, 10))
    context = Context(datetime(2026, 3, 20, tzinfo=UTC), happened, AGENT)
    if is_fine:
        assert accepted(PAYMENT, state, ReversePayment("chargeback"), context)
    else:
        assert refusal_code(PAYMENT, state, ReversePayment("chargeback"), context) == "happened_before_the_payment"


def test_money_that_the_bank_booked_ahead_can_go_back_at_once() -> None:
    assert accepted(PAYMENT, received_payment(value_date=date(2026, 3, 10)), ReversePayment("chargeback"), at(NOW))


def test_a_match_that_did_not_hold_puts_the_money_back_in_suspense_and_names_its_cases() -> None:
    state = after(PAYMENT, MATCH, state=received_payment())
    (unmatched,) = accepted(PAYMENT, state, UNMATCH)
    assert isinstance(unmatched, PaymentUnmatched)
    assert (unmatched.portions, unmatched.reason) == (MATCH.portions, "wrong_case")
    waiting = PAYMENT.evolve(state, unmatched)
    assert (waiting.status, waiting.match.portions) == (PaymentStatus.SUSPENSE, ())
    assert waiting.balance.on(Account.SUSPENSE) == -125_500
    assert waiting.balance.on(Account.ALLOCATION_CLEARING) == 0


def test_money_that_is_back_in_suspense_can_be_matched_again_or_reversed_from_there() -> None:
    state = after(PAYMENT, MATCH, UNMATCH, state=received_payment())
    (matched,) = accepted(PAYMENT, state, MATCH)
    assert isinstance(matched, PaymentMatched)
    assert matched.released_from == Account.SUSPENSE
    (reversed_,) = accepted(PAYMENT, state, ReversePayment("chargeback"))
    assert isinstance(reversed_, PaymentReversed)
    assert (reversed_.released_from, reversed_.portions) == (Account.SUSPENSE, ())


@pytest.mark.parametrize(
    ("before", "command", "code"),
    [
        ((), MATCH, "payment_unknown"),
        ((PAYMENT_LINE,), PAYMENT_LINE, "payment_already_received"),
        ((PAYMENT_LINE, MATCH), MATCH, "payment_already_matched"),
        ((PAYMENT_LINE, MATCH), SUSPEND, "payment_already_placed"),
        ((PAYMENT_LINE, SUSPEND), SUSPEND, "payment_already_placed"),
        ((PAYMENT_LINE,), PutPaymentInSuspense("bored"), "reason_unknown"),  # type: ignore[arg-type]
        ((PAYMENT_LINE,), MatchPayment(MATCH.portions, "dowsing"), "method_unknown"),  # type: ignore[arg-type]
        ((PAYMENT_LINE, ReversePayment("bounced")), ReversePayment("bounced"), "payment_reversed"),
        ((PAYMENT_LINE,), ReversePayment("Anna took it back"), "code_invalid"),
        ((), UNMATCH, "payment_unknown"),
        ((PAYMENT_LINE,), UNMATCH, "payment_not_matched"),
        ((PAYMENT_LINE, SUSPEND), UNMATCH, "payment_not_matched"),
        ((PAYMENT_LINE, MATCH, UNMATCH), UNMATCH, "payment_not_matched"),
        ((PAYMENT_LINE, MATCH, ReversePayment("bounced")), UNMATCH, "payment_reversed"),
        ((PAYMENT_LINE, ReversePayment("bounced")), MATCH, "payment_reversed"),
        ((PAYMENT_LINE,), MatchPayment((Portion(CASE_A, 1),), MatchMethod.EXACT_REFERENCE), "portions_differ"),
        ((PAYMENT_LINE,), MatchPayment((), MatchMethod.EXACT_REFERENCE), "portions_differ"),
        (
            (PAYMENT_LINE,),
            MatchPayment((Portion(CASE_A, 100_000), Portion(CASE_A, 25_500)), MatchMethod.EXACT_REFERENCE),
            "case_named_twice",
        ),
    ],
)
def test_money_is_neither_doubled_nor_lost(before: tuple[Command, ...], command: Command, code: str) -> None:
    assert refusal_code(PAYMENT, after(PAYMENT, *before), command) == code


def test_a_payment_whose_case_was_found_is_matched_when_it_is_received() -> None:
    received, matched = accepted(PAYMENT, PAYMENT.initial, replace(PAYMENT_LINE, found_case=CASE_A))
    assert received == caused_by(PAYMENT_LINE, PaymentReceived)
    assert isinstance(matched, PaymentMatched)
    assert (matched.portions, matched.method) == ((Portion(CASE_A, 125_500),), MatchMethod.EXACT_REFERENCE)
    at_once = PAYMENT.evolve_all(PAYMENT.initial, [received, matched])
    asked_for = MatchPayment(matched.portions, MatchMethod.EXACT_REFERENCE)
    assert at_once == after(PAYMENT, asked_for, state=received_payment()), (
        "it stands as if the matcher had asked for it"
    )


def test_a_line_that_was_received_before_is_refused_whatever_was_found() -> None:
    again = replace(PAYMENT_LINE, amount_minor=1, found_case=CASE_A)
    assert refusal_code(PAYMENT, received_payment(), again) == "payment_already_received"


def test_from_the_log_it_is_told_what_had_been_found() -> None:
    found = replace(PAYMENT_LINE, found_case=CASE_A)
    events = accepted(PAYMENT, PAYMENT.initial, found)
    assert command_behind(PAYMENT, PAYMENT.initial, events, CONTEXT, [ReceivePayment]) == found
