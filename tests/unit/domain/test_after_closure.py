"""After the end of a case: what ends it is true, the customer hears so, is asked how it went, and it can come back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.case.allocation.reversing import AllocationReversed, ReverseAllocation
from domain.case.claim.crediting import CreditPrincipal
from domain.case.closure.closing import NEEDS_HOLD, CaseClosed, CloseCase, Outcome
from domain.case.closure.confirming import ClosureConfirmationSent, ConfirmClosure
from domain.case.closure.reopening import CaseReopened, ReopenCase, ReopeningReason
from domain.case.contacts.contact import Channel
from domain.case.deadlines.resuming import DeadlineResumed
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import PlaceHold
from domain.case.settlement.accepting import AcceptSettlement
from domain.case.settlement.offering import OfferSettlement
from domain.case.stages.state import Stage
from domain.case.state import CASE, CaseState
from domain.case.surveys.answering import AnswerSurvey, SurveyTheme
from domain.case.surveys.sending import SendSurvey, SurveySent
from domain.kernel.ledger import Account
from domain.kernel.message import Command
from domain.kernel.refusal import Refusal
from tests.unit.domain.samples import (
    CLAIM_TOTAL_MINOR,
    CONTEXT,
    NOW,
    PERSON,
    accepted,
    after,
    allocation,
    at,
    leading_to,
    open_case,
    refusal_code,
)

WRITE_OFF = CloseCase(Outcome.WRITTEN_OFF, "creditor_asked")
BY_MISTAKE = ReopenCase(ReopeningReason.CLOSING_ERROR)
BY_LETTER = ConfirmClosure(Channel.LETTER)
ASK = SendSurvey(Channel.SMS)
ANSWER = AnswerSurvey(1, 9, (SurveyTheme.LISTENING,), PERSON, "You listened.")
PAYMENT = UUID(int=1)
SETTLEMENT = (OfferSettlement("SEK", 60_000, date(2026, 3, 31), "hardship"), AcceptSettlement(1, Channel.PHONE))


def closed(outcome: Outcome) -> CaseState:
    """A case that ended like this, as it must have come to."""
    state = after(CASE, *leading_to(outcome), state=open_case())
    if outcome in (Outcome.PAID_IN_FULL, Outcome.PAID_DIRECT_TO_CLIENT):
        state = after(CASE, allocation(CLAIM_TOTAL_MINOR, PAYMENT), state=state)
    elif outcome is Outcome.SETTLED:
        state = after(CASE, *SETTLEMENT, allocation(60_000, PAYMENT), state=state)
    elif outcome is Outcome.CREDITED:
        state = after(CASE, CreditPrincipal("SEK", 100_000, "never_delivered", None), state=state)
    else:
        state = after(CASE, CloseCase(outcome, "as_told"), state=state)
    return state


def refused(state: CaseState, command: Command) -> Refusal:
    decision = CASE.decide(state, command, CONTEXT)
    assert isinstance(decision, Refusal), decision
    return decision


# How a case ends


@pytest.mark.parametrize(("outcome", "hold"), NEEDS_HOLD.items())
def test_some_outcomes_are_said_only_of_a_case_that_stood_still_for_just_that(outcome: Outcome, hold: HoldType) -> None:
    refusal = refused(open_case(), CloseCase(outcome, "as_told"))
    assert (refusal.code, refusal.rule) == ("outcome_needs_hold", "stage.CaseClosed")
    assert hold in refusal.message
    held = after(CASE, PlaceHold(hold, "told_by_family", date(2026, 6, 1)), state=open_case())
    assert isinstance(accepted(CASE, held, CloseCase(outcome, "as_told"))[-1], CaseClosed)


def test_a_dispute_is_upheld_only_by_its_answer() -> None:
    close = CloseCase(Outcome.UPHELD_DISPUTE, "customer_is_right")
    assert refused(open_case(), close).rule == "stage.CaseClosed"
    assert closed(Outcome.UPHELD_DISPUTE).life.outcome == "upheld_dispute"


# The way back


def test_a_case_closed_by_mistake_goes_on_where_it_stood_and_owes_what_it_owed() -> None:
    before = open_case()
    reopened, resumed = accepted(CASE, after(CASE, WRITE_OFF, state=before), BY_MISTAKE)
    assert isinstance(reopened, CaseReopened) and isinstance(resumed, DeadlineResumed)
    assert reopened.sentence() == "Case opened again: closing_error, 1,255.00 SEK owed again"
    again = after(CASE, WRITE_OFF, BY_MISTAKE, state=before)
    assert again.life.stage is Stage.REGISTERED
    assert (again.outstanding_minor, again.balance.on(Account.WRITTEN_OFF)) == (CLAIM_TOTAL_MINOR, 0)
    assert again.deadlines.running(), "the deadline that ended with the case runs again"


def test_what_a_bounced_payment_had_covered_is_owed_again_with_the_rest() -> None:
    """25,500 öre had been paid when the creditor gave up the other 100,000; then the bank took the payment back."""
    part = allocation(25_500, PAYMENT)
    state = after(CASE, part, WRITE_OFF, ReverseAllocation(PAYMENT, "chargeback"), state=open_case())
    assert (state.outstanding_minor, state.balance.on(Account.WRITTEN_OFF)) == (0, CLAIM_TOTAL_MINOR)
    again = after(CASE, ReopenCase(ReopeningReason.CHARGEBACK), state=state)
    assert (again.outstanding_minor, again.balance.on(Account.WRITTEN_OFF)) == (CLAIM_TOTAL_MINOR, 0)
    assert [again.balance.owed(part) for part in ("fees", "interest", "principal")] == [24_000, 1_500, 100_000]


def test_money_is_a_reason_only_where_it_was_reversed() -> None:
    state = after(CASE, WRITE_OFF, state=open_case())
    assert refusal_code(CASE, state, ReopenCase(ReopeningReason.PAYMENT_REVERSED)) == "nothing_was_reversed"
    assert accepted(CASE, state, ReopenCase(ReopeningReason.NEW_TITLE))


@pytest.mark.parametrize("outcome", [Outcome.TIME_BARRED, Outcome.DEBT_SETTLEMENT_DISCHARGED])
@pytest.mark.parametrize("reason", list(ReopeningReason))
def test_a_right_that_is_lost_does_not_come_back(outcome: Outcome, reason: ReopeningReason) -> None:
    """SE preskriptionslag (1981:130) 8 §: the creditor has lost the right to demand the claim."""
    refusal = refused(closed(outcome), ReopenCase(reason))
    assert (refusal.code, refusal.rule) == ("outcome_is_final", "stage.CaseReopened")


def test_a_case_that_was_paid_has_nothing_to_go_on_for_until_its_payment_is_reversed() -> None:
    paid = closed(Outcome.PAID_IN_FULL)
    assert refusal_code(CASE, paid, BY_MISTAKE) == "nothing_is_owed"
    reversed_, reopened, *_ = accepted(CASE, paid, ReverseAllocation(PAYMENT, "returned_by_bank"))
    assert isinstance(reversed_, AllocationReversed) and isinstance(reopened, CaseReopened)
    assert (reopened.reason, reopened.principal_owed_again_minor) == (ReopeningReason.PAYMENT_REVERSED, 0)


def test_an_open_case_is_not_opened_again() -> None:
    refusal = refused(open_case(), BY_MISTAKE)
    assert (refusal.code, refusal.rule) == ("stage_does_not_allow", "stage.CaseReopened")


# The confirmation


@pytest.mark.parametrize("outcome", list(Outcome))
def test_nobody_is_told_that_nothing_is_owed_where_it_was_only_given_up(outcome: Outcome) -> None:
    given_up = {"withdrawn_by_client", "written_off", "time_barred", "deceased_no_assets", "bankruptcy_closed"}
    given_up |= {"unlocatable", "transferred", "duplicate"}
    if outcome in given_up:
        refusal = refused(closed(outcome), BY_LETTER)
        assert (refusal.code, refusal.rule) == ("something_is_owed", "policy.closure_confirmation")
    else:
        (sent,) = accepted(CASE, closed(outcome), BY_LETTER)
        assert isinstance(sent, ClosureConfirmationSent)


def test_it_is_told_once_for_each_closing_and_in_writing() -> None:
    paid = closed(Outcome.PAID_IN_FULL)
    assert refusal_code(CASE, paid, ConfirmClosure(Channel.PHONE)) == "confirmation_not_in_writing"
    told = after(CASE, BY_LETTER, state=paid)
    assert refusal_code(CASE, told, BY_LETTER) == "closure_already_confirmed"
    once_more = after(
        CASE, ReverseAllocation(PAYMENT, "returned_by_bank"), allocation(CLAIM_TOTAL_MINOR), BY_LETTER, state=told
    )
    assert once_more.closure.number == 2


def test_a_settlement_whose_payment_bounced_is_not_confirmed() -> None:
    state = closed(Outcome.SETTLED)
    assert accepted(CASE, state, BY_LETTER)
    bounced = after(CASE, ReverseAllocation(PAYMENT, "returned_by_bank"), state=state)
    assert refusal_code(CASE, bounced, BY_LETTER) == "case_not_closed"
    assert bounced.outstanding_minor == CLAIM_TOTAL_MINOR


def test_nobody_settles_without_a_settlement_that_was_paid() -> None:
    settle = CloseCase(Outcome.SETTLED, "agreed")
    assert refused(open_case(), settle).rule == "stage.CaseClosed"
    assert refused(after(CASE, *SETTLEMENT, state=open_case()), settle).code == "no_settlement_fulfilled"


# The survey


def test_the_customer_is_asked_once_for_each_closing_and_answers_once() -> None:
    state = after(CASE, WRITE_OFF, state=open_case())
    (sent,) = accepted(CASE, state, ASK)
    assert isinstance(sent, SurveySent) and sent.survey == 1
    asked = after(CASE, ASK, state=state)
    assert refusal_code(CASE, asked, ASK) == "survey_already_sent"
    (answered,) = accepted(CASE, asked, ANSWER)
    assert answered.sentence() == "Survey 1 answered with 9 of 10: listening"
    assert refusal_code(CASE, after(CASE, ANSWER, state=asked), ANSWER) == "survey_already_answered"
    again = after(CASE, BY_MISTAKE, WRITE_OFF, ASK, state=asked)
    assert sorted(again.surveys.waiting()) == [1, 2]


@pytest.mark.parametrize("hold", [HoldType.DECEASED, HoldType.IDENTITY_FRAUD])
@pytest.mark.parametrize("pay", [True, False])
def test_nobody_is_asked_after_a_death_or_a_stolen_name_however_the_case_ended(hold: HoldType, pay: bool) -> None:
    held = after(CASE, PlaceHold(hold, "told_by_family", date(2026, 6, 1)), state=open_case())
    paid = replace(allocation(CLAIM_TOTAL_MINOR), is_decided=True)
    state = after(CASE, paid if pay else WRITE_OFF, state=held)
    refusal = refused(state, ASK)
    assert (refusal.code, refusal.rule) == ("survey_not_sent_here", "policy.survey")


@pytest.mark.parametrize(
    ("state", "command", "code"),
    [
        (open_case(), ASK, "case_not_closed"),
        (open_case(), BY_LETTER, "case_not_closed"),
        (CASE.initial, ASK, "case_unknown"),
        (open_case(), ANSWER, "survey_unknown"),
        (after(CASE, WRITE_OFF, ASK, state=open_case()), replace(ANSWER, score=11), "score_invalid"),
    ],
)
def test_what_does_not_fit_is_refused(state: CaseState, command: Command, code: str) -> None:
    assert refusal_code(CASE, state, command) == code


def test_nobody_answers_before_they_were_asked() -> None:
    state = after(CASE, WRITE_OFF, ASK, state=open_case(), context=at(NOW + timedelta(days=1)))
    assert refusal_code(CASE, state, ANSWER) == "happened_before_the_survey"
