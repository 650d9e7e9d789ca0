"""Money that no reference places: what is suggested, who agrees, and how many must."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from domain.kernel.decision import Context
from domain.kernel.money import Money
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal
from domain.law.policies import KNOWN_PAYER_MATCHED_UP_TO
from domain.law.table import RuleTable
from domain.payment.matching.matching import MatchMethod, MatchPayment, PaymentMatched
from domain.payment.matching.suspending import PutPaymentInSuspense, SuspenseReason
from domain.payment.matching.unmatching import UnmatchPayment
from domain.payment.portion import Portion
from domain.payment.reversal.reversing import ReversePayment
from domain.payment.state import PAYMENT, PaymentState, PaymentStatus
from domain.payment.suggestion import adopting
from domain.payment.suggestion.adopting import SuggestionAdopted
from domain.payment.suggestion.assigning import AssignSuspense, SuspenseAssigned
from domain.payment.suggestion.confirming import ConfirmSuggestion, SuggestionConfirmed
from domain.payment.suggestion.rejecting import RejectSuggestion, SuggestionRejected
from domain.payment.suggestion.state import MatchBasis
from domain.payment.suggestion.suggesting import Candidate, MatchSuggested, SuggestMatch
from tests.unit.domain.samples import CONTEXT, accepted, after, received_payment, refusal_code

CASE_A, CASE_B = UUID(int=1), UUID(int=2)
LIKELY = Candidate(CASE_A, MatchBasis.MISTYPED_REFERENCE, 90)
POSSIBLE = Candidate(CASE_B, MatchBasis.FREE_TEXT, 50)
SUGGEST = SuggestMatch((LIKELY, POSSIBLE))
LIMIT = 50_000_00
"""Swedish kronor in öre: up to so much one person is enough (agency_policies.csv, matched_by_two_above)."""
FIRST = replace(CONTEXT, actor=Actor("user", "agent-1"))
SECOND = replace(CONTEXT, actor=Actor("user", "agent-2"))
MACHINE = replace(CONTEXT, actor=Actor("system", "matcher"))


def in_suspense(amount_minor: int = 40_000) -> PaymentState:
    state = received_payment(amount_minor=amount_minor)
    return after(PAYMENT, PutPaymentInSuspense(SuspenseReason.NO_REFERENCE), state=state)  # type: ignore[no-any-return]


def with_suggestions(amount_minor: int = 40_000) -> PaymentState:
    return after(PAYMENT, SUGGEST, state=in_suspense(amount_minor))  # type: ignore[no-any-return]


def told(state: PaymentState, command: object, context: Context) -> tuple[PaymentState, list[object]]:
    decision = PAYMENT.decide(state, command, context)
    assert not isinstance(decision, Refusal), decision
    return PAYMENT.evolve_all(state, decision), list(decision)


def test_a_suggestion_says_which_case_and_why_and_moves_no_money() -> None:
    first, second = accepted(PAYMENT, in_suspense(), SUGGEST)
    assert first == MatchSuggested(1, (Portion(CASE_A, 40_000),), MatchBasis.MISTYPED_REFERENCE, 90, "SEK", 40_000)
    assert isinstance(second, MatchSuggested)
    assert (second.suggestion, second.score, list(second.postings())) == (2, 50, [])


def test_one_person_is_enough_up_to_the_limit_and_the_match_follows_at_once() -> None:
    state, events = told(with_suggestions(LIMIT), ConfirmSuggestion(1), FIRST)
    assert events[0] == SuggestionConfirmed(1, "agent-1", True, "SE.matched_by_two_above.1970-01-01")
    assert isinstance(events[1], PaymentMatched)
    assert (events[1].portions, events[1].method) == ((Portion(CASE_A, LIMIT),), MatchMethod.SUGGESTION)
    assert state.status is PaymentStatus.MATCHED
    assert not state.suggestions.open(), "the other suggestion needs no decision any more"


def test_above_the_limit_a_second_person_must_agree_and_never_the_first_again() -> None:
    state, events = told(with_suggestions(LIMIT + 1), ConfirmSuggestion(1), FIRST)
    assert [type(event) for event in events] == [SuggestionConfirmed]
    assert state.status is PaymentStatus.SUSPENSE
    again = PAYMENT.decide(state, ConfirmSuggestion(1), FIRST)
    assert isinstance(again, Refusal)
    assert (again.code, again.rule) == ("second_person_needed", "SE.matched_by_two_above.1970-01-01")
    state, events = told(state, ConfirmSuggestion(1), SECOND)
    assert state.status is PaymentStatus.MATCHED


def test_two_people_who_agree_with_two_different_cases_have_not_agreed() -> None:
    state, _ = told(with_suggestions(LIMIT + 1), ConfirmSuggestion(1), FIRST)
    state, events = told(state, ConfirmSuggestion(2), SECOND)
    assert [type(event) for event in events] == [SuggestionConfirmed]
    assert state.status is PaymentStatus.SUSPENSE


def test_by_hand_the_same_holds_so_that_nobody_places_a_large_sum_alone() -> None:
    halves = (Portion(CASE_A, LIMIT), Portion(CASE_B, LIMIT))
    match = MatchPayment(halves, MatchMethod.BY_HAND)
    state, events = told(in_suspense(2 * LIMIT), match, FIRST)
    assert [type(event) for event in events] == [MatchSuggested, SuggestionConfirmed]
    assert refusal_code(PAYMENT, state, match, FIRST) == "second_person_needed"
    other_way_round = MatchPayment(halves[::-1], MatchMethod.BY_HAND)
    state, events = told(state, other_way_round, SECOND)
    assert isinstance(events[-1], PaymentMatched)
    assert events[-1].method is MatchMethod.BY_HAND


def test_nobody_claims_that_a_suggestion_was_agreed_with() -> None:
    command = MatchPayment((Portion(CASE_A, 40_000),), MatchMethod.SUGGESTION)
    assert refusal_code(PAYMENT, with_suggestions(), command) == "method_invalid"


@pytest.mark.parametrize("command", [ConfirmSuggestion(1), RejectSuggestion(1, "other_payer")])
def test_no_machine_and_no_customer_decides_on_a_suggestion(command: ConfirmSuggestion | RejectSuggestion) -> None:
    assert refusal_code(PAYMENT, with_suggestions(), command, MACHINE) == "person_needed"
    customer = replace(CONTEXT, actor=Actor("customer", "my-page"))
    assert refusal_code(PAYMENT, with_suggestions(), command, customer) == "person_needed"


def test_what_was_rejected_is_not_suggested_again_and_cannot_be_confirmed() -> None:
    state, events = told(with_suggestions(), RejectSuggestion(1, "other_payer"), FIRST)
    assert events == [SuggestionRejected(1, "other_payer", "agent-1")]
    assert refusal_code(PAYMENT, state, ConfirmSuggestion(1)) == "suggestion_not_open"
    assert refusal_code(PAYMENT, state, SUGGEST) == "suggestions_known"
    assert refusal_code(PAYMENT, state, RejectSuggestion(1, "other_payer")) == "suggestion_not_open"


def test_what_people_matched_and_took_back_is_not_suggested_again() -> None:
    state, _ = told(with_suggestions(), ConfirmSuggestion(1), FIRST)
    state, _ = told(state, UnmatchPayment("wrong_case"), FIRST)
    assert refusal_code(PAYMENT, state, SUGGEST) == "suggestions_known"


@pytest.mark.parametrize("gone", [ReversePayment("returned_by_bank"), UnmatchPayment("wrong_case")])
def test_only_money_in_suspense_has_suggestions(gone: ReversePayment | UnmatchPayment) -> None:
    assert refusal_code(PAYMENT, received_payment(), SUGGEST) == "payment_not_in_suspense"
    matched, _ = told(with_suggestions(), ConfirmSuggestion(2), FIRST)
    assert refusal_code(PAYMENT, matched, ConfirmSuggestion(1)) == "suggestion_not_open"
    ended, _ = told(matched, gone, FIRST)
    assert refusal_code(PAYMENT, ended, ConfirmSuggestion(1)) in {"suggestion_not_open", "payment_reversed"}


@pytest.mark.parametrize(
    "candidates",
    [(), (replace(LIKELY, score=101),), (replace(LIKELY, basis=MatchBasis.BY_HAND),),
     tuple(replace(LIKELY, case_id=UUID(int=number)) for number in range(6))],
)  # fmt: skip
def test_a_suggestion_is_one_to_five_cases_with_a_score_of_0_to_100(candidates: tuple[Candidate, ...]) -> None:
    assert refusal_code(PAYMENT, in_suspense(), SuggestMatch(candidates)) == "candidates_invalid"


def test_where_no_limit_is_on_file_nobody_places_money_by_hand() -> None:
    state = received_payment(currency="ISK", amount_minor=100)
    missing = PAYMENT.decide(state, MatchPayment((Portion(CASE_A, 100),), MatchMethod.BY_HAND), FIRST)
    assert isinstance(missing, Refusal)
    assert (missing.code, missing.rule) == ("rule_missing", "ISK.matched_by_two_above")


def test_money_in_suspense_has_an_owner_who_can_hand_it_on() -> None:
    state, events = told(in_suspense(), AssignSuspense("agent-1"), FIRST)
    assert events == [SuspenseAssigned("agent-1", None)]
    assert refusal_code(PAYMENT, state, AssignSuspense("agent-1")) == "suspense_assigned_already"
    state, events = told(state, AssignSuspense("agent-2"), FIRST)
    assert events == [SuspenseAssigned("agent-2", "agent-1")]
    matched, _ = told(state, MatchPayment((Portion(CASE_A, 40_000),), MatchMethod.BY_HAND), FIRST)
    assert matched.suggestions.owner is None, "nothing is left to look after"
    assert refusal_code(PAYMENT, matched, AssignSuspense("agent-1")) == "payment_not_in_suspense"


# A policy may match a known payer's exact amount by itself. It is off until the row says an amount.

KNOWN_PAYER = Candidate(CASE_A, MatchBasis.KNOWN_PAYER, 80)


@pytest.fixture
def up_to_1000_kronor(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = tuple(
        replace(row, value=Money(1_000_00, "SEK")) if row.value.currency == "SEK" else row
        for row in KNOWN_PAYER_MATCHED_UP_TO.rows
    )
    monkeypatch.setattr(adopting, "KNOWN_PAYER_MATCHED_UP_TO", RuleTable("", "", rows))


def test_without_the_policy_a_known_payer_is_no_more_than_a_suggestion() -> None:
    state, events = told(in_suspense(), SuggestMatch((KNOWN_PAYER,)), MACHINE)
    assert [type(event) for event in events] == [MatchSuggested]
    assert state.status is PaymentStatus.SUSPENSE


def test_under_the_policy_the_payment_is_matched_with_score_reason_and_row_on_record(up_to_1000_kronor: None) -> None:
    state, events = told(in_suspense(1_000_00), SuggestMatch((KNOWN_PAYER,)), MACHINE)
    assert events[1] == SuggestionAdopted(1, MatchBasis.KNOWN_PAYER, 80, "SE.known_payer_matched_up_to.1970-01-01")
    assert isinstance(events[2], PaymentMatched)
    assert (events[2].method, events[2].portions) == (MatchMethod.KNOWN_PAYER, (Portion(CASE_A, 1_000_00),))
    assert events[2].released_from == "suspense"
    assert state.status is PaymentStatus.MATCHED
    assert state.suggestions.open() == {}


@pytest.mark.parametrize(
    ("amount_minor", "candidates"),
    [
        (1_000_01, (KNOWN_PAYER,)),  # above the limit
        (40_000, (replace(KNOWN_PAYER, score=70),)),  # the payer names another number
        (40_000, (KNOWN_PAYER, POSSIBLE)),  # something speaks for another case
        (40_000, (LIKELY,)),  # another reason than the payer
    ],
)
def test_what_is_not_certain_waits_for_a_person_also_under_the_policy(
    up_to_1000_kronor: None, amount_minor: int, candidates: tuple[Candidate, ...]
) -> None:
    state, _ = told(in_suspense(amount_minor), SuggestMatch(candidates), MACHINE)
    assert state.status is PaymentStatus.SUSPENSE


def test_what_people_once_rejected_is_not_adopted_later(up_to_1000_kronor: None) -> None:
    state, _ = told(in_suspense(), SuggestMatch((POSSIBLE,)), MACHINE)
    state, _ = told(state, RejectSuggestion(1, "other_payer"), FIRST)
    state, _ = told(state, SuggestMatch((KNOWN_PAYER,)), MACHINE)
    assert state.status is PaymentStatus.SUSPENSE


def test_nobody_matches_by_that_method_directly(up_to_1000_kronor: None) -> None:
    command = MatchPayment((Portion(CASE_A, 40_000),), MatchMethod.KNOWN_PAYER)
    assert refusal_code(PAYMENT, in_suspense(), command) == "method_invalid"
