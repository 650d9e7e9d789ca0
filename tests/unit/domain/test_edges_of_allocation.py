"""The smallest amount and the largest, the first and the last of several, and what a refusal says of them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from domain.case.allocation.allocating import AllocatePayment
from domain.case.allocation.direct import DirectPaymentReported, ReportDirectPayment
from domain.case.allocation.giving_back import GiveBackOverpayment, OverpaymentGivenBack
from domain.case.allocation.restating import AllocationWithdrawn
from domain.case.allocation.reversing import ReverseAllocation
from domain.case.allocation.state import Credit, Credits, Parts
from domain.case.allocation.waterfall import waterfall
from domain.case.charges.fees_state import CourtCharge, Fee, FeeKind, Fees, FeeStatus
from domain.case.deadlines.meeting import DeadlineMet
from domain.case.deadlines.resuming import DeadlineResumed
from domain.case.deadlines.setting import SetDeadline
from domain.case.deadlines.state import DeadlineKind
from domain.case.state import CASE, CaseState
from domain.kernel.ledger import Account, Balance, covered, transfer
from domain.kernel.refusal import Refusal
from tests.unit.domain.samples import CLAIM_TOTAL_MINOR, NOW, accepted, after, allocation, at, open_case, refusal_code

PAYMENT, OTHER = UUID(int=5), UUID(int=6)
OVERPAID_MINOR = 10_000


def overpaid_twice() -> CaseState:
    """Paid by two payments, and 100.00 too much with the second."""
    some = after(CASE, allocation(CLAIM_TOTAL_MINOR - 5_000, OTHER), state=open_case())
    state: CaseState = after(CASE, allocation(5_000 + OVERPAID_MINOR, PAYMENT), state=some)
    return state


def test_what_is_given_back_leaves_the_rest_owed_back() -> None:
    state = overpaid_twice()
    (back,) = accepted(CASE, state, GiveBackOverpayment(PAYMENT, 1, 1))
    assert back == OverpaymentGivenBack(PAYMENT, 1, 1, "SEK", OVERPAID_MINOR - 1)
    assert accepted(CASE, state, GiveBackOverpayment(PAYMENT, 1, OVERPAID_MINOR))


@pytest.mark.parametrize(
    ("payment", "amount_minor", "said"),
    [
        (PAYMENT, 0, "100.00 SEK"),
        (PAYMENT, OVERPAID_MINOR + 1, "100.00 SEK"),
        (OTHER, 1, "0.00 SEK"),
        (UUID(int=7), 1, "0.00 SEK"),
    ],
)
def test_no_more_is_given_back_than_was_overpaid_with_that_payment(payment: UUID, amount_minor: int, said: str) -> None:
    refusal = CASE.decide(overpaid_twice(), GiveBackOverpayment(payment, 1, amount_minor), at(NOW))
    assert isinstance(refusal, Refusal) and refusal.code == "not_overpaid" and said in refusal.message


def test_a_payment_of_nothing_is_none() -> None:
    nothing = AllocatePayment(PAYMENT, "SEK", 0, date(2026, 3, 10))
    assert refusal_code(CASE, open_case(), nothing) == "amount_invalid"
    assert accepted(CASE, open_case(), AllocatePayment(PAYMENT, "SEK", 1, date(2026, 3, 10)))


def test_an_oere_may_have_been_paid_to_the_creditor_and_no_more_than_is_owed() -> None:
    (reported,) = accepted(CASE, open_case(), ReportDirectPayment("SEK", 1, date(2026, 3, 2)))
    assert reported == DirectPaymentReported("SEK", 1, date(2026, 3, 2), 0, 1, 0, 0, "SE.allocation_order.1970-01-01")
    refusal = CASE.decide(open_case(), ReportDirectPayment("SEK", CLAIM_TOTAL_MINOR + 1, date(2026, 3, 2)), at(NOW))
    assert isinstance(refusal, Refusal) and refusal.code == "amount_invalid" and "1,255.00 SEK" in refusal.message


def test_money_that_is_withdrawn_covers_nothing_and_what_was_overpaid_stays_owed_back() -> None:
    credits = Credits({PAYMENT: Credit(Parts(1, 2, 3, 4, 5), date(2026, 3, 10))})
    withdrawn = AllocationWithdrawn(
        payment_id=PAYMENT, direct_payment=None, currency="SEK", value_date=date(2026, 3, 10),
        court_costs_minor=1, fees_minor=2, interest_minor=3, principal_minor=4, known_late=date(2026, 3, 2),
    )  # fmt: skip
    state = CASE.evolve(open_case()._replace(credits=credits), withdrawn)
    assert state.credits.by_payment[PAYMENT].parts == Parts(0, 0, 0, 0, 5)
    assert state.credits.covered_day_by_day().minor == [0, 0]


def test_what_went_from_a_debt_is_counted_by_its_parts_whichever_way_round_and_more_than_once() -> None:
    postings = [
        *transfer(Account.COLLECTED, Account.RECEIVABLE_FEES, 700, "SEK"),
        *transfer(Account.COLLECTED, Account.RECEIVABLE_FEES, 50, "SEK"),
        *transfer(Account.RECEIVABLE_PRINCIPAL, Account.COLLECTED, 200, "SEK"),
        *transfer(Account.WRITTEN_OFF, Account.RECEIVABLE_INTEREST, 9, "SEK"),
        *transfer(Account.COLLECTED, Account.CLIENT_PAYABLE, 4, "SEK"),
    ]
    assert covered(postings, Account.COLLECTED) == {
        "court_costs": 0, "fees": 750, "interest": 0, "principal": -200,
    }  # fmt: skip
    with pytest.raises(ValueError, match="shorter"):
        covered(postings[:-1], Account.COLLECTED)


@pytest.mark.parametrize(
    ("amount_minor", "expected"),
    [
        (500_00, Parts(0, 0, 0, 500_00)),
        (1_040_00, Parts(0, 40_00, 0, 1_000_00)),  # the fee of before, the principal, and nothing of what came later
        (1_060_00, Parts(20_00, 40_00, 0, 1_000_00)),
        (1_400_00, Parts(300_00, 100_00, 0, 1_000_00)),
    ],
)
def test_money_of_a_day_covers_what_was_owed_then_before_what_was_charged_since(
    amount_minor: int, expected: Parts
) -> None:
    """1 000.00 and a fee of 40.00 were owed on 5 March; a fee of 60.00 and court costs of 300.00 came up on the 6th,
    and another fee of that day was waived."""
    day, later = date(2026, 3, 5), date(2026, 3, 6)
    fees = {
        1: Fee(FeeKind.REMINDER, 1, 40_00, day),
        2: Fee(FeeKind.PAYMENT_DEMAND, 2, 60_00, later),
        3: Fee(FeeKind.PLAN, 1, 170_00, later, FeeStatus.WAIVED),
    }
    owed = {
        Account.RECEIVABLE_PRINCIPAL: 1_000_00,
        Account.RECEIVABLE_FEES: 100_00,
        Account.RECEIVABLE_COURT_COSTS: 300_00,
    }
    charged = Fees(fees, (CourtCharge(later, 300_00, False),))
    state = open_case()._replace(balance=Balance(owed), fees=charged)
    if amount_minor == 500_00:
        state = state._replace(fees=Fees({2: Fee(FeeKind.REMINDER, 1, 100_00, later)}, charged.court_costs))
    assert waterfall(state, amount_minor, day) == (expected, "SE.allocation_order.1970-01-01")


def test_of_several_deadlines_the_one_due_first_is_met_first_and_all_of_them_run_again() -> None:
    asked = [SetDeadline(DeadlineKind.PAYMENT_DEMAND, date(2026, 4, day), 10_000) for day in (20, 10, 15)]
    state = after(CASE, *asked, state=open_case(pay_by=None))
    met = [one.deadline for one in accepted(CASE, state, allocation(10_000, PAYMENT)) if isinstance(one, DeadlineMet)]
    assert met == [2, 3, 1]
    paid = after(CASE, allocation(10_000, PAYMENT), state=state)
    events = accepted(CASE, paid, ReverseAllocation(PAYMENT, "chargeback"))
    assert [one.deadline for one in events if isinstance(one, DeadlineResumed)] == [2, 3, 1]
