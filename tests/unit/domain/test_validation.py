"""A claim is looked through, turned down or put right."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.case.allocation.reversing import AllocationReversed, ReverseAllocation
from domain.case.claim.amending import AmendClaim, ClaimAmended
from domain.case.claim.rejecting import ClaimRejected, RejectClaim, RejectionReason
from domain.case.claim.state import InterestBasis
from domain.case.claim.validating import AgeThen, ClaimValidated, IdentifiedBy, ValidateClaim
from domain.case.contacts.contact import Channel
from domain.case.deadlines.state import DeadlineStatus
from domain.case.notices.reminder import SendReminder
from domain.case.stages.state import Stage
from domain.case.state import CASE, CaseState
from domain.kernel.ledger import Account
from domain.kernel.refusal import Refusal
from tests.unit.domain.samples import PERSON, accepted, after, allocation, at, open_case, refusal_code

BASIS = InterestBasis(1_050, date(2026, 1, 31), date(2026, 3, 1), 100_000)
VALIDATE = ValidateClaim(IdentifiedBy.NATIONAL_ID, AgeThen.ADULT, BASIS, None)
REJECT = RejectClaim(RejectionReason.INCURRED_AS_MINOR)
AMEND = AmendClaim(date(2026, 1, 15), PERSON, "Electricity, November", "invoice_misread")
PAYMENT = UUID(int=5)


def rule_of(state: CaseState, command: Any) -> str | None:
    decision = CASE.decide(state, command, at(datetime(2026, 3, 2, 8, tzinfo=UTC)))
    assert isinstance(decision, Refusal)
    return decision.rule


def test_a_claim_is_looked_through_once() -> None:
    [validated] = accepted(CASE, open_case(), VALIDATE)
    assert validated == ClaimValidated(IdentifiedBy.NATIONAL_ID, AgeThen.ADULT, BASIS, None)
    state = CASE.evolve(open_case(), validated)
    assert (state.life.stage, state.claim.interest) == (Stage.VALIDATED, BASIS)
    assert refusal_code(CASE, state, VALIDATE) == "stage_does_not_allow"


@pytest.mark.parametrize(
    ("claim", "found", "rule"),
    [
        ({"due_date": date(2026, 3, 2), "pay_by": None}, {}, "policy.claim_is_due"),
        ({}, {"identified_by": IdentifiedBy.NOBODY}, "policy.debtor_is_identified"),
        ({}, {"age_then": AgeThen.MINOR}, "policy.no_claims_on_minors"),
        ({}, {"interest": None}, "policy.interest_is_explained"),
    ],
)
def test_what_nobody_may_be_asked_for_is_not_validated(claim: Any, found: Any, rule: str) -> None:
    assert rule_of(open_case(**claim), replace(VALIDATE, **found)) == rule


def test_a_claim_without_interest_needs_no_basis_of_it_and_may_not_know_the_age() -> None:
    found = replace(VALIDATE, interest=None, age_then=AgeThen.NOT_KNOWN)
    assert accepted(CASE, open_case(interest_minor=0), found)


@pytest.mark.parametrize(
    "basis",
    [
        replace(BASIS, until=BASIS.first),
        replace(BASIS, base_minor=0),
        replace(BASIS, rate_basis_points=0),
    ],
)
def test_a_basis_of_interest_is_a_rate_over_days_on_an_amount(basis: InterestBasis) -> None:
    assert refusal_code(CASE, open_case(), replace(VALIDATE, interest=basis)) == "interest_basis_invalid"


@pytest.mark.parametrize("day", [date(2026, 1, 30), date(2026, 3, 3)])
def test_a_creditors_reminder_came_after_the_due_date_and_before_now(day: date) -> None:
    assert refusal_code(CASE, open_case(), replace(VALIDATE, reminded_on=day)) == "reminder_day_invalid"


def test_nothing_is_collected_of_a_claim_that_is_turned_down() -> None:
    [rejected] = accepted(CASE, open_case(), REJECT)
    assert isinstance(rejected, ClaimRejected)
    state = CASE.evolve(open_case(), rejected)
    assert (state.life.stage, state.life.outcome, state.outstanding_minor) == (Stage.REJECTED, "rejected", 0)
    assert state.balance.on(Account.WRITTEN_OFF) == 125_500
    assert [one.status for one in state.deadlines.by_number.values()] == [DeadlineStatus.ENDED_WITH_CASE]
    assert refusal_code(CASE, state, VALIDATE) == "case_closed"


def test_what_was_validated_is_closed_and_not_turned_down() -> None:
    assert rule_of(after(CASE, VALIDATE, state=open_case()), REJECT) == "stage.ClaimRejected"


def test_a_payment_that_bounces_after_that_brings_nothing_back() -> None:
    state = after(CASE, allocation(500, PAYMENT), REJECT, state=open_case())
    [reversed_] = accepted(CASE, state, ReverseAllocation(PAYMENT, "returned_by_bank"))
    assert isinstance(reversed_, AllocationReversed)
    assert CASE.evolve(state, reversed_).outstanding_minor == 0


def test_a_claim_reads_as_it_was_put_right_and_owes_what_it_owed() -> None:
    [amended] = accepted(CASE, open_case(), AMEND)
    assert isinstance(amended, ClaimAmended)
    assert amended.sentence() == "Claim amended (invoice_misread): due on 2026-01-15, described anew"
    state = CASE.evolve(open_case(), amended)
    assert (state.claim.due_date, state.outstanding_minor) == (date(2026, 1, 15), 125_500)
    only_words = accepted(CASE, open_case(), replace(AMEND, due_date=None))
    assert CASE.evolve_all(open_case(), only_words).claim.due_date == date(2026, 1, 30)


def test_an_amendment_says_something_about_a_debtor_of_the_case() -> None:
    assert refusal_code(CASE, open_case(), replace(AMEND, due_date=None, description=None)) == "nothing_amended"
    assert refusal_code(CASE, open_case(), replace(AMEND, person_id=UUID(int=99))) == "debtor_unknown"


def test_no_amendment_makes_a_letter_too_early_that_was_sent() -> None:
    validated = after(CASE, VALIDATE, state=open_case(pay_by=None))
    letter = SendReminder(Channel.LETTER, PERSON, "Norr Inkasso, Box 12", None)
    sent = after(CASE, letter, state=validated)
    assert rule_of(sent, replace(AMEND, due_date=date(2026, 3, 2))) == "policy.claim_is_due"
    assert rule_of(validated, replace(AMEND, due_date=date(2026, 3, 2))) == "policy.claim_is_due"
    assert accepted(CASE, open_case(pay_by=None), replace(AMEND, due_date=date(2026, 4, 2))), "it waits to be due"
