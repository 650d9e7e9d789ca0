"""A part of a payment is taken from its case: what is reversed, what is kept, and whether the case opens for it.

The claim is of 1,255.00: fees 240.00, interest 15.00, principal 1,000.00, and is paid in that order.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from domain.case.allocation.allocating import PaymentAllocated
from domain.case.allocation.reversing import AllocationReversed, ReverseAllocation
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.closure.reopening import CaseReopened
from domain.case.state import CASE, CaseState
from tests.unit.domain.samples import CLAIM_TOTAL_MINOR, accepted, after, allocation, open_case, refusal_code

PAYMENT = UUID(int=5)
DAY = date(2026, 3, 10)
RULE = "SE.allocation_order.1970-01-01"


def paid(amount_minor: int) -> CaseState:
    state: CaseState = after(CASE, allocation(amount_minor, PAYMENT, DAY), state=open_case())
    return state


def keeping(minor: int) -> ReverseAllocation:
    return ReverseAllocation(PAYMENT, "split_wrongly", minor)


def test_what_is_kept_is_allocated_anew_on_the_day_of_the_bank() -> None:
    reversed_, again = accepted(CASE, paid(50_000), keeping(30_000))
    assert reversed_ == AllocationReversed(
        PAYMENT,
        "split_wrongly",
        "SEK",
        50_000,
        DAY,
        0,
        24_000,
        1_500,
        24_500,
        0,
        is_written_off=False,
        kept_minor=30_000,
    )
    assert again == PaymentAllocated(PAYMENT, "SEK", 30_000, DAY, 0, 24_000, 1_500, 4_500, 0, RULE)
    state = CASE.evolve_all(paid(50_000), [reversed_, again])
    assert state.outstanding_minor == CLAIM_TOTAL_MINOR - 30_000


@pytest.mark.parametrize("kept_minor", [50_000, 50_001])
def test_all_of_it_or_more_is_no_part(kept_minor: int) -> None:
    assert refusal_code(CASE, paid(50_000), keeping(kept_minor)) == "part_not_reversed"
    assert accepted(CASE, paid(50_000), keeping(49_999))


def test_what_was_overpaid_counts_among_what_may_be_kept() -> None:
    over = paid(CLAIM_TOTAL_MINOR + 10_000)
    assert refusal_code(CASE, over, keeping(CLAIM_TOTAL_MINOR + 10_000)) == "part_not_reversed"
    reversed_, again = accepted(CASE, over, keeping(CLAIM_TOTAL_MINOR))
    assert isinstance(reversed_, AllocationReversed) and isinstance(again, PaymentAllocated)
    assert (reversed_.amount_minor, reversed_.overpaid_minor) == (CLAIM_TOTAL_MINOR + 10_000, 10_000)
    assert (again.amount_minor, again.overpaid_minor) == (CLAIM_TOTAL_MINOR, 0)
    state = CASE.evolve_all(over, [reversed_, again])
    assert state.life.outcome is Outcome.PAID_IN_FULL, "only what was overpaid goes: the case need not open"


def test_a_case_that_payment_closed_opens_when_some_of_what_it_covered_goes() -> None:
    closed = paid(CLAIM_TOTAL_MINOR)
    reversed_, opened, again, *_ = accepted(CASE, closed, keeping(CLAIM_TOTAL_MINOR - 1))
    assert isinstance(reversed_, AllocationReversed) and isinstance(opened, CaseReopened)
    assert isinstance(again, PaymentAllocated) and again.amount_minor == CLAIM_TOTAL_MINOR - 1
    state = CASE.evolve_all(closed, accepted(CASE, closed, keeping(CLAIM_TOTAL_MINOR - 1)))
    assert (state.life.is_open, state.outstanding_minor) == (True, 1)


def test_from_a_case_that_ended_otherwise_only_all_of_it_goes() -> None:
    closed = after(CASE, CloseCase(Outcome.WITHDRAWN_BY_CLIENT, "taken_back"), state=paid(50_000))
    assert refusal_code(CASE, closed, keeping(30_000)) == "part_not_reversed"
    (reversed_,) = accepted(CASE, closed, keeping(0))
    assert isinstance(reversed_, AllocationReversed) and reversed_.is_written_off
