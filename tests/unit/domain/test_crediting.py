"""The creditor credits principal: that much was never owed."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from domain.case.allocation.reversing import AllocationReversed, ReverseAllocation
from domain.case.claim.crediting import CreditPrincipal, PrincipalCredited
from domain.case.closure.closing import CaseClosed, CloseCase, Outcome
from domain.case.closure.reopening import CaseReopened
from domain.case.contacts.contact import Channel
from domain.case.deadlines.meeting import DeadlineMet
from domain.case.deadlines.setting import DeadlineSet
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.state import Instalment, Proposer
from domain.case.state import CASE
from domain.kernel.ledger import Account
from tests.unit.domain.samples import accepted, after, allocation, open_case, refusal_code

CREDIT = CreditPrincipal("SEK", 40_000, "goods_returned", None)
PAYMENT = UUID(int=5)


def test_what_is_credited_is_owed_no_more_and_was_not_handed_over() -> None:
    (credited,) = accepted(CASE, open_case(), CREDIT)
    assert isinstance(credited, PrincipalCredited)
    state = CASE.evolve(open_case(), credited)
    assert state.balance.owed("principal") == 60_000
    assert (state.balance.owed("interest"), state.balance.owed("fees")) == (1_500, 24_000)
    assert state.balance.on(Account.CLAIMS_HANDED_OVER) == -85_500
    assert state.balance.on(Account.WRITTEN_OFF) == state.balance.on(Account.COLLECTED) == 0


def test_a_claim_that_is_credited_whole_ends_and_its_interest_and_fees_fall_with_it() -> None:
    credited, closed = accepted(CASE, open_case(), replace(CREDIT, amount_minor=100_000))
    assert isinstance(closed, CaseClosed)
    assert (closed.outcome, closed.reason) == (Outcome.CREDITED, "goods_returned")
    ended = CASE.evolve_all(open_case(), [credited, closed])
    assert ended.outstanding_minor == 0
    assert ended.balance.on(Account.WRITTEN_OFF) == 25_500


def test_a_credit_of_what_payments_left_of_the_principal_meets_the_deadline_and_ends_the_case_as_paid() -> None:
    state = after(CASE, allocation(85_500), state=open_case())
    events = accepted(CASE, state, CREDIT)
    assert [type(event) for event in events] == [PrincipalCredited, DeadlineMet, CaseClosed]
    ended = CASE.evolve_all(state, events)
    assert (ended.life.outcome, ended.balance.on(Account.WRITTEN_OFF)) == (Outcome.PAID_IN_FULL, 0)


def test_when_the_payment_bounces_only_what_was_not_credited_is_owed_again() -> None:
    state = after(CASE, allocation(85_500, PAYMENT), CREDIT, state=open_case())
    events = accepted(CASE, state, ReverseAllocation(PAYMENT, "returned_by_bank"))
    assert {AllocationReversed, CaseReopened} <= {type(event) for event in events}
    again = CASE.evolve_all(state, events)
    assert (again.outstanding_minor, again.balance.owed("principal")) == (85_500, 60_000)


def test_a_plan_ends_with_the_instalment_that_pays_what_is_left() -> None:
    instalments = tuple(Instalment(date(2026, month, 1), amount) for month, amount in ((4, 85_500), (5, 40_000)))
    plan = AgreePlan(Channel.PHONE, Proposer.CUSTOMER, date(2026, 3, 2), instalments)
    state = after(CASE, plan, CREDIT, state=open_case())
    events = accepted(CASE, state, allocation(85_500))
    assert isinstance(events[-1], CaseClosed)
    assert not any(isinstance(event, DeadlineSet) for event in events), "nothing is left for a second instalment"


@pytest.mark.parametrize(
    ("credit", "code"),
    [
        (replace(CREDIT, amount_minor=0), "amount_invalid"),
        (replace(CREDIT, amount_minor=-1), "amount_invalid"),
        (replace(CREDIT, amount_minor=100_001), "amount_invalid"),
        (replace(CREDIT, currency="NOK"), "currency_differs"),
    ],
)
def test_an_amount_that_is_not_owed_of_the_principal_is_refused(credit: CreditPrincipal, code: str) -> None:
    assert refusal_code(CASE, open_case(), credit) == code


def test_a_case_that_is_not_open_gets_no_credit() -> None:
    assert refusal_code(CASE, CASE.initial, CREDIT) == "case_unknown"
    closed = after(CASE, CloseCase(Outcome.WITHDRAWN_BY_CLIENT, "asked_by_creditor"), state=open_case())
    assert refusal_code(CASE, closed, CREDIT) == "case_closed"
