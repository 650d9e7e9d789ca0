"""Money that is held goes nowhere until a person has looked at it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.kernel.message import Command
from domain.payment.hold.holding import HoldPayment, PaymentHeld
from domain.payment.hold.releasing import ReleasePayment
from domain.payment.matching.matching import MatchMethod, MatchPayment
from domain.payment.portion import Portion
from domain.payment.remitting.explaining import ExplainByRemittance
from domain.payment.reversal.reversing import ReversePayment
from domain.payment.state import PAYMENT, PaymentState, PaymentStatus
from domain.payment.suggestion.confirming import ConfirmSuggestion
from domain.payment.suggestion.state import MatchBasis
from domain.payment.suggestion.suggesting import Candidate, SuggestMatch
from tests.unit.domain.samples import CLAIM_TOTAL_MINOR, accepted, after, received_payment, refusal_code
from tests.unit.domain.test_refunds import BACK, CASE_ID, POLICY, matched, suspended

HOLD = HoldPayment("estate_asked", "agent-7", date(2026, 4, 30))
MATCH = MatchPayment((Portion(CASE_ID, CLAIM_TOTAL_MINOR),), MatchMethod.BY_HAND)


def held() -> PaymentState:
    state: PaymentState = after(PAYMENT, HOLD, state=suspended())
    return state


def test_it_has_a_reason_an_owner_and_a_day_of_review() -> None:
    """The day ends at midnight in Stockholm, which is 22:00 UTC in summer."""
    event, assigned = accepted(PAYMENT, suspended(), HOLD)
    assert isinstance(event, PaymentHeld)
    assert (event.reason, event.review, event.amount_minor) == ("estate_asked", 1, CLAIM_TOTAL_MINOR)
    assert event.review_until == datetime(2026, 4, 30, 22, tzinfo=UTC)
    assert held().suggestions.owner == "agent-7" and type(assigned).__name__ == "SuspenseAssigned"
    again = after(PAYMENT, ReleasePayment("heirs_known"), state=held())
    [only] = accepted(PAYMENT, again, HOLD)
    assert isinstance(only, PaymentHeld) and only.review == 2, "agent-7 looks after it already"


@pytest.mark.parametrize("command", [MATCH, BACK, replace(MATCH, method=MatchMethod.EXACT_REFERENCE), HOLD])
def test_it_is_matched_to_nothing_and_sent_back_to_nobody_while_it_is_held(command: Command) -> None:
    assert refusal_code(PAYMENT, held(), command) == "payment_held"
    released = after(PAYMENT, ReleasePayment("heirs_known"), state=held())
    assert accepted(PAYMENT, released, command)


def test_a_suggestion_for_it_is_made_and_not_confirmed() -> None:
    suggestion = SuggestMatch((Candidate(CASE_ID, MatchBasis.FREE_TEXT, 50),))
    state = after(PAYMENT, suggestion, state=held(), context=POLICY)
    assert refusal_code(PAYMENT, state, ConfirmSuggestion(1)) == "payment_held"


def test_what_the_bank_does_with_it_ends_the_hold() -> None:
    for command in (ReversePayment("chargeback"), ExplainByRemittance("norrkraft", 1)):
        state = after(PAYMENT, command, state=held())
        assert (state.status is PaymentStatus.SUSPENSE, state.hold.review_by) == (False, None)


@pytest.mark.parametrize(
    ("state", "command", "code"),
    [
        (matched(), HOLD, "payment_not_in_suspense"),
        (received_payment(), HOLD, "payment_not_in_suspense"),
        (suspended(), replace(HOLD, review_by=date(2026, 3, 2)), "day_in_the_past"),
        (suspended(), ReleasePayment("asked"), "payment_not_held"),
    ],
)
def test_only_money_in_suspense_is_held_and_only_what_is_held_is_released(
    state: PaymentState, command: Command, code: str
) -> None:
    assert refusal_code(PAYMENT, state, command) == code
