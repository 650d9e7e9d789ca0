"""The creditor credits principal: that much was never owed."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from domain.case.allocation.direct import ReportDirectPayment
from domain.case.allocation.giving_back import GiveBackOverpayment
from domain.case.allocation.restating import AllocationRestated, AllocationWithdrawn
from domain.case.allocation.reversing import AllocationReversed, ReverseAllocation
from domain.case.allocation.state import Parts
from domain.case.charges.fees_state import FeeKind
from domain.case.claim.crediting import CreditPrincipal, PrincipalCredited
from domain.case.closure.closing import CaseClosed, CloseCase, Outcome
from domain.case.closure.reopening import CaseReopened
from domain.case.contacts.contact import Channel
from domain.case.deadlines.meeting import DeadlineMet
from domain.case.deadlines.setting import DeadlineSet
from domain.case.notices.state import NoticeKind
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.state import Instalment, Proposer
from domain.case.state import CASE
from domain.kernel.ledger import Account
from tests.unit.domain.samples import accepted, after, allocation, open_case, refusal_code
from tests.unit.domain.test_fees import case_in, fee, letter

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


def test_what_was_paid_of_the_credited_principal_is_owed_back_to_who_paid_it() -> None:
    """Of 1,255.00, 1,155.00 were paid: 240.00 fees, 15.00 interest and 900.00 principal. 400.00 are credited, of which
    100.00 were owed: 300.00 come back, and the case ends as paid."""
    state = after(CASE, allocation(115_500, PAYMENT), state=open_case())
    events = accepted(CASE, state, CREDIT)
    assert [type(event) for event in events] == [
        AllocationWithdrawn, PrincipalCredited, AllocationRestated, DeadlineMet, CaseClosed,
    ]  # fmt: skip
    ended = CASE.evolve_all(state, events)
    assert ended.credits.by_payment[PAYMENT].parts == Parts(0, 24_000, 1_500, 60_000, 30_000)
    assert (ended.balance.on(Account.REFUND_PAYABLE), ended.balance.on(Account.CLIENT_PAYABLE)) == (-30_000, -85_500)
    assert (ended.life.outcome, ended.outstanding_minor) == (Outcome.PAID_IN_FULL, 0)


def test_a_case_that_ended_as_paid_stays_closed_and_owes_back_what_is_credited() -> None:
    """1,255.00 were paid, 400.00 are credited: they are owed back, by a refund as any overpayment."""
    state = after(CASE, allocation(125_500, PAYMENT), state=open_case())
    events = accepted(CASE, state, CREDIT)
    assert [type(event) for event in events] == [AllocationWithdrawn, PrincipalCredited, AllocationRestated]
    ended = CASE.evolve_all(state, events)
    assert (ended.life.outcome, ended.outstanding_minor) == (Outcome.PAID_IN_FULL, 0)
    assert ended.balance.on(Account.REFUND_PAYABLE) == -40_000
    back = after(CASE, GiveBackOverpayment(PAYMENT, 1, 40_000), state=ended)
    assert back.balance.on(Account.REFUND_PAYABLE) == 0
    assert refusal_code(CASE, ended, replace(CREDIT, amount_minor=60_001)) == "amount_invalid", "600.00 of it stand"


def test_what_the_creditor_had_directly_and_credits_is_its_own_to_give_back() -> None:
    """No money of it is on the client account, so nothing is owed back by us."""
    state = after(CASE, ReportDirectPayment("SEK", 125_500, date(2026, 3, 2)), state=open_case())
    ended = after(CASE, CREDIT, state=state)
    assert ended.balance.on(Account.REFUND_PAYABLE) == 0
    assert ended.credits.direct[0].parts == Parts(0, 24_000, 1_500, 60_000, 40_000)


def test_of_money_of_one_day_what_became_known_last_is_too_much() -> None:
    """1,255.00 were paid on one day, 500.00 of it to the creditor; then 400.00 of the principal are credited."""
    ours, direct = (
        allocation(75_500, PAYMENT, on=date(2026, 3, 2)),
        ReportDirectPayment("SEK", 50_000, date(2026, 3, 2)),
    )
    ours_last = after(CASE, direct, ours, CREDIT, state=open_case())
    assert ours_last.credits.by_payment[PAYMENT].parts == Parts(0, 0, 0, 35_500, 40_000)
    assert ours_last.credits.direct[0].parts == Parts(0, 24_000, 1_500, 24_500)
    assert ours_last.balance.on(Account.REFUND_PAYABLE) == -40_000
    direct_last = after(CASE, ours, direct, CREDIT, state=open_case())
    assert direct_last.credits.by_payment[PAYMENT].parts == Parts(0, 24_000, 1_500, 50_000)
    assert direct_last.credits.direct[0].parts == Parts(0, 0, 0, 10_000, 40_000)
    assert direct_last.balance.on(Account.REFUND_PAYABLE) == 0


def test_of_a_claim_that_was_none_all_that_was_paid_is_owed_back() -> None:
    """500.00 were paid: 240.00 fees, 15.00 interest, 245.00 principal. There was no debt that could have had them."""
    state = after(CASE, allocation(50_000, PAYMENT), state=open_case())
    events = accepted(CASE, state, replace(CREDIT, amount_minor=100_000))
    assert [type(event) for event in events] == [
        AllocationWithdrawn, PrincipalCredited, CaseClosed, AllocationRestated,
    ]  # fmt: skip
    ended = CASE.evolve_all(state, events)
    assert (ended.life.outcome, ended.balance.on(Account.WRITTEN_OFF)) == (Outcome.CREDITED, 25_500)
    assert (ended.balance.on(Account.REFUND_PAYABLE), ended.balance.on(Account.COLLECTED)) == (-50_000, 0)
    bounced = after(CASE, ReverseAllocation(PAYMENT, "chargeback"), state=ended)
    assert (bounced.life.is_open, bounced.balance.on(Account.REFUND_PAYABLE)) == (False, 0)


def test_money_that_paid_what_is_credited_pays_what_else_is_owed_first() -> None:
    """Of 1,000.00, 600.00 were paid; then a demand cost 180.00. 500.00 are credited, of which 400.00 were owed: 500.00
    of principal and 180.00 are a debt of 680.00, and the 600.00 pay for the demand first."""
    state = after(CASE, allocation(60_000, PAYMENT), state=case_in("SE", letter(NoticeKind.PAYMENT_DEMAND)))
    state = after(CASE, fee(FeeKind.PAYMENT_DEMAND), state=state)
    assert state.balance.owed("fees") == 18_000
    credited = after(CASE, replace(CREDIT, amount_minor=50_000), state=state)
    assert credited.credits.by_payment[PAYMENT].parts == Parts(0, 18_000, 0, 42_000)
    assert (credited.outstanding_minor, credited.balance.on(Account.REFUND_PAYABLE)) == (8_000, 0)


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
