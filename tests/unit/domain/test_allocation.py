from dataclasses import replace
from uuid import UUID

import pytest

from domain.case.allocation.allocating import AllocationReversed, PaymentAllocated, ReverseAllocation
from domain.case.closure.closing import CaseClosed, CaseReopened, CloseCase
from domain.case.deadlines.deadline import DeadlineMet
from domain.case.state import CASE, Stage
from tests.unit.domain.samples import CLAIM_TOTAL_MINOR, accepted, after, allocation, open_case, refusal_code

PAYMENT = UUID(int=1)


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


def test_paying_it_all_meets_the_deadline_and_closes_the_case() -> None:
    events = accepted(CASE, open_case(), allocation(CLAIM_TOTAL_MINOR))
    assert [type(event) for event in events] == [PaymentAllocated, DeadlineMet, CaseClosed]


def test_what_is_not_owed_is_owed_back() -> None:
    allocated = accepted(CASE, open_case(), allocation(CLAIM_TOTAL_MINOR + 7))[0]
    assert isinstance(allocated, PaymentAllocated)
    assert allocated.overpaid_minor == 7


def test_money_for_a_closed_case_is_taken_and_owed_back() -> None:
    state = after(CASE, allocation(CLAIM_TOTAL_MINOR), state=open_case())
    (allocated,) = accepted(CASE, state, allocation(500))
    assert isinstance(allocated, PaymentAllocated)
    assert allocated.overpaid_minor == 500


def test_a_payment_is_laid_on_a_case_once() -> None:
    state = after(CASE, allocation(500, PAYMENT), state=open_case())
    assert refusal_code(CASE, state, allocation(500, PAYMENT)) == "payment_already_allocated"


def test_a_payment_in_another_currency_is_refused() -> None:
    assert refusal_code(CASE, open_case(), replace(allocation(500), currency="EUR")) == "currency_differs"


def test_a_reversal_is_the_mirror_of_the_allocation() -> None:
    before = open_case()
    state = after(CASE, allocation(30_000, PAYMENT), state=before)
    (reversed_,) = accepted(CASE, state, ReverseAllocation(PAYMENT, "chargeback"))
    assert isinstance(reversed_, AllocationReversed)
    assert CASE.evolve(state, reversed_) == before


def test_a_reversal_opens_a_case_that_the_payment_had_closed() -> None:
    state = after(CASE, allocation(CLAIM_TOTAL_MINOR, PAYMENT), state=open_case())
    events = accepted(CASE, state, ReverseAllocation(PAYMENT, "chargeback"))
    assert [type(event) for event in events] == [AllocationReversed, CaseReopened]
    reopened = after(CASE, ReverseAllocation(PAYMENT, "chargeback"), state=state)
    assert reopened.stage is Stage.OPEN
    assert reopened.outstanding_minor == CLAIM_TOTAL_MINOR


def test_what_was_never_laid_on_the_case_cannot_be_taken_off() -> None:
    assert refusal_code(CASE, open_case(), ReverseAllocation(PAYMENT, "chargeback")) == "allocation_unknown"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (CloseCase("paid_in_full", ""), "balance_remains"),
        (CloseCase("vanished", "?"), "outcome_unknown"),
        (CloseCase("written_off", " "), "reason_missing"),
    ],
)
def test_a_case_is_not_closed_for_nothing(command: CloseCase, code: str) -> None:
    assert refusal_code(CASE, open_case(), command) == code


def test_closing_writes_off_what_is_still_owed() -> None:
    state = after(CASE, allocation(24_000), state=open_case())
    (closed,) = accepted(CASE, state, CloseCase("withdrawn_by_client", "handed over by mistake"))
    assert isinstance(closed, CaseClosed)
    assert (closed.principal_written_off_minor, closed.fees_written_off_minor) == (100_000, 0)
    assert refusal_code(CASE, CASE.evolve(state, closed), CloseCase("written_off", "again")) == "case_closed"
