from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.case.allocation.allocating import AllocatePayment, PaymentAllocated
from domain.case.allocation.direct import ReportDirectPayment
from domain.case.allocation.reversing import AllocationReversed, ReverseAllocation
from domain.case.claim.receiving import ClaimReceived
from domain.case.closure.closing import PAID, CaseClosed, CloseCase, Outcome
from domain.case.closure.reopening import CaseReopened
from domain.case.deadlines.meeting import DeadlineMet
from domain.case.deadlines.resuming import DeadlineResumed
from domain.case.stages.state import Stage
from domain.case.state import CASE, CaseState
from domain.kernel.directory import ClaimTerms, CreditorEntry
from domain.kernel.ledger import Account
from domain.law.codes import Debtor, Product
from tests.unit.domain.samples import (
    CLAIM,
    CLAIM_TOTAL_MINOR,
    CONTEXT,
    CREDITOR_ID,
    CREDITOR_NAME,
    NOW,
    accepted,
    after,
    allocation,
    leading_to,
    open_case,
    refusal_code,
)

PAYMENT = UUID(int=1)
BOUNCED = ReverseAllocation(PAYMENT, "returned_by_bank")
OTHER_ENDINGS = sorted(set(Outcome) - PAID - {Outcome.SETTLED})


def closed(outcome: Outcome, *, paid_minor: int) -> CaseState:
    """A case on which this was paid, ended by a person."""
    end = (*leading_to(outcome), CloseCase(outcome, "as_decided"))
    state: CaseState = after(CASE, allocation(paid_minor, PAYMENT), *end, state=open_case())
    return state


@pytest.mark.parametrize(
    ("jurisdiction", "amount", "fees", "interest", "principal"),
    [("SE", 25_000, 24_000, 1_000, 0), ("SE", 30_000, 24_000, 1_500, 4_500), ("FI", 30_000, 0, 1_500, 28_500)],
)
def test_money_covers_the_parts_in_the_order_of_the_jurisdiction(
    jurisdiction: str, amount: int, fees: int, interest: int, principal: int
) -> None:
    allocated = accepted(CASE, open_case(jurisdiction=jurisdiction), allocation(amount))[0]
    assert isinstance(allocated, PaymentAllocated)
    assert (allocated.fees_minor, allocated.interest_minor, allocated.principal_minor) == (fees, interest, principal)
    assert allocated.rule.startswith(jurisdiction)


GERMAN = {"jurisdiction": "DE", "currency": "EUR"}


@pytest.mark.parametrize(
    ("claim", "parts", "rule"),
    [
        # BGB § 367: costs, interest, principal
        ({}, (24_000, 1_500, 4_500), "DE.allocation_order.1970-01-01"),
        ({"product": Product.OTHER}, (24_000, 1_500, 4_500), "DE.allocation_order.1970-01-01"),
        # BGB § 497(3), of a consumer's loan: costs, principal, interest
        (
            {"product": Product.CONSUMER_CREDIT},
            (24_000, 0, 6_000),
            "DE.allocation_order.2016-01-19.consumer+consumer_credit",
        ),
        (
            {"product": Product.CONSUMER_CREDIT, "debtor_kind": Debtor.BUSINESS},
            (24_000, 1_500, 4_500),
            "DE.allocation_order.1970-01-01",
        ),
    ],
)
def test_the_order_of_a_product_stands_before_that_of_the_country(
    claim: dict[str, Any], parts: tuple[int, int, int], rule: str
) -> None:
    in_euro = AllocatePayment(PAYMENT, "EUR", 30_000, NOW.date())
    allocated = accepted(CASE, open_case(**GERMAN, **claim), in_euro)[0]
    assert isinstance(allocated, PaymentAllocated)
    assert (allocated.fees_minor, allocated.interest_minor, allocated.principal_minor) == parts
    assert allocated.rule == rule


@pytest.mark.parametrize(
    ("said", "of_terms", "found"),
    [
        (None, Product.CONSUMER_CREDIT, Product.CONSUMER_CREDIT),
        (Product.OTHER, Product.CONSUMER_CREDIT, Product.OTHER),
        (None, None, None),
    ],
)
def test_a_claim_that_says_no_product_is_of_the_product_of_its_creditors_terms(
    said: Product | None, of_terms: Product | None, found: Product | None
) -> None:
    terms = (ClaimTerms(NOW.date(), of_terms, None), ClaimTerms(NOW.date() + timedelta(days=1), Product.OTHER, None))
    creditors = {CREDITOR_ID: CreditorEntry(CREDITOR_ID, CREDITOR_NAME, terms=terms)}
    claim = replace(CLAIM, **GERMAN, product=said)
    received = accepted(CASE, CASE.initial, claim, replace(CONTEXT, creditors=creditors))[0]
    assert isinstance(received, ClaimReceived)
    assert received.product == found
    assert CASE.evolve(CASE.initial, received).claim.product == found


def test_money_counts_from_the_banks_day() -> None:
    allocated = accepted(CASE, open_case(), allocation(500, on=date(2026, 2, 27)))[0]
    assert allocated.effective_on() == date(2026, 2, 27)


def test_paying_it_all_meets_the_deadline_and_closes_the_case() -> None:
    events = accepted(CASE, open_case(), allocation(CLAIM_TOTAL_MINOR))
    assert [type(event) for event in events] == [PaymentAllocated, DeadlineMet, CaseClosed]
    assert after(CASE, allocation(CLAIM_TOTAL_MINOR), state=open_case()).life.outcome is Outcome.PAID_IN_FULL


def test_what_is_not_owed_is_owed_back() -> None:
    allocated = accepted(CASE, open_case(), allocation(CLAIM_TOTAL_MINOR + 7))[0]
    assert isinstance(allocated, PaymentAllocated)
    assert allocated.overpaid_minor == 7


@pytest.mark.parametrize("outcome", [*sorted(PAID), *OTHER_ENDINGS])
def test_money_for_a_closed_case_is_refused_however_it_ended(outcome: Outcome) -> None:
    paid = CLAIM_TOTAL_MINOR if outcome in PAID else 500
    state = after(CASE, allocation(paid), state=open_case())
    if state.life.is_open:
        state = after(CASE, *leading_to(outcome), CloseCase(outcome, "as_decided"), state=state)
    assert refusal_code(CASE, state, allocation(500)) == "case_closed"


def test_a_payment_is_laid_on_a_case_once() -> None:
    state = after(CASE, allocation(500, PAYMENT), state=open_case())
    assert refusal_code(CASE, state, allocation(500, PAYMENT)) == "payment_already_allocated"


def test_a_payment_whose_allocation_was_reversed_can_be_allocated_again() -> None:
    state = after(CASE, allocation(500, PAYMENT), BOUNCED, allocation(500, PAYMENT), state=open_case())
    assert state.outstanding_minor == CLAIM_TOTAL_MINOR - 500


def test_a_payment_in_another_currency_is_refused() -> None:
    assert refusal_code(CASE, open_case(), replace(allocation(500), currency="EUR")) == "currency_differs"


def test_a_reversal_is_the_mirror_of_the_allocation() -> None:
    before = open_case()
    state = after(CASE, allocation(30_000, PAYMENT), state=before)
    (reversed_,) = accepted(CASE, state, BOUNCED)
    assert isinstance(reversed_, AllocationReversed)
    again = CASE.evolve(state, reversed_)
    assert {account: minor for account, minor in again.balance.minor.items() if minor} == before.balance.minor
    assert again._replace(balance=before.balance) == before


def test_a_reversal_opens_a_case_that_the_payment_had_closed_and_its_deadline_runs_on() -> None:
    before = open_case()
    state = after(CASE, allocation(CLAIM_TOTAL_MINOR, PAYMENT), state=before)
    events = accepted(CASE, state, BOUNCED)
    assert [type(event) for event in events] == [AllocationReversed, CaseReopened, DeadlineResumed]
    reopened = CASE.evolve_all(state, events)
    assert reopened.life == before.life
    assert reopened.outstanding_minor == CLAIM_TOTAL_MINOR
    assert reopened.deadlines == before.deadlines


def test_a_case_that_was_paid_in_part_to_the_creditor_opens_again_when_the_rest_bounces() -> None:
    direct = ReportDirectPayment("SEK", 100_000, NOW.date())
    state = after(CASE, allocation(25_500, PAYMENT), direct, state=open_case())
    assert state.life.outcome is Outcome.PAID_DIRECT_TO_CLIENT
    reopened = after(CASE, BOUNCED, state=state)
    assert (reopened.life.stage, reopened.outstanding_minor) == (Stage.REGISTERED, 25_500)


@pytest.mark.parametrize("outcome", OTHER_ENDINGS)
def test_a_case_that_ended_otherwise_stays_closed_and_what_was_covered_is_written_off(outcome: Outcome) -> None:
    state = closed(outcome, paid_minor=30_000)
    (reversed_,) = accepted(CASE, state, BOUNCED)
    assert isinstance(reversed_, AllocationReversed)
    assert reversed_.is_written_off
    now = CASE.evolve(state, reversed_)
    assert (now.life, now.outstanding_minor) == (state.life, 0)
    assert now.balance.on(Account.WRITTEN_OFF) == CLAIM_TOTAL_MINOR
    assert now.balance.on(Account.COLLECTED) == 0


def test_what_was_overpaid_is_no_longer_owed_back_when_the_payment_is_gone() -> None:
    state = after(CASE, allocation(CLAIM_TOTAL_MINOR - 1), allocation(1_000, PAYMENT), state=open_case())
    assert state.balance.on(Account.REFUND_PAYABLE) == -999
    reopened = after(CASE, BOUNCED, state=state)
    assert (reopened.outstanding_minor, reopened.balance.on(Account.REFUND_PAYABLE)) == (1, 0)


def test_what_was_never_laid_on_the_case_cannot_be_taken_off() -> None:
    assert refusal_code(CASE, open_case(), BOUNCED) == "allocation_unknown"
    state = after(CASE, allocation(500, PAYMENT), BOUNCED, state=open_case())
    assert refusal_code(CASE, state, BOUNCED) == "allocation_unknown"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (CloseCase(Outcome.PAID_IN_FULL, None), "balance_remains"),
        (CloseCase(Outcome.PAID_DIRECT_TO_CLIENT, "creditor_says_so"), "balance_remains"),
        (CloseCase("vanished", "as_decided"), "outcome_unknown"),  # type: ignore[arg-type]
        (CloseCase(Outcome.WRITTEN_OFF, None), "reason_missing"),
        (CloseCase(Outcome.WRITTEN_OFF, " "), "code_invalid"),
        (CloseCase(Outcome.WRITTEN_OFF, "Anna Grönvall cannot pay"), "code_invalid"),
    ],
)
def test_a_case_is_not_closed_for_nothing(command: CloseCase, code: str) -> None:
    assert refusal_code(CASE, open_case(), command) == code


def test_closing_writes_off_what_is_still_owed() -> None:
    state = after(CASE, allocation(24_000), state=open_case())
    (ended,) = accepted(CASE, state, CloseCase(Outcome.WITHDRAWN_BY_CLIENT, "handed_over_by_mistake"))
    assert isinstance(ended, CaseClosed)
    assert (ended.principal_written_off_minor, ended.fees_written_off_minor) == (100_000, 0)
    after_it = CASE.evolve(state, ended)
    assert after_it.balance.on(Account.WRITTEN_OFF) == CLAIM_TOTAL_MINOR - 24_000
    assert refusal_code(CASE, after_it, CloseCase(Outcome.WRITTEN_OFF, "again")) == "case_closed"
