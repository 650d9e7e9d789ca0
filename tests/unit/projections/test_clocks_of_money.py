"""What events do to the clocks of money: in suspense, and owed back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.kernel.calendar import ZONES
from domain.kernel.ledger import Account
from domain.kernel.message import Event
from domain.law.policies import OVERPAYMENT_PROPOSED
from projections.sla.clock_run import State
from tests.unit.projections.clocks_turned import HOUR, MONTH, states, turned
from tests.unit.projections.recorded import AT, PAYMENT_ID
from tests.unit.projections.samples import SAMPLES


def test_money_in_suspense_follows_the_bank_days_of_its_currency() -> None:
    (one,) = turned(("PaymentPutInSuspense", timedelta())).values()
    assert (one.clock.name, one.aggregate_id, one.jurisdiction) == ("suspense_age", PAYMENT_ID, "SE")
    assert turned(("PaymentPutInSuspense", timedelta()), ("PaymentMatched", timedelta(days=1)))[
        "suspense_age", 1
    ].state is (State.MET)


def test_money_that_a_case_gave_back_goes_on_waiting_with_the_time_that_was_left() -> None:
    alone = turned(("PaymentPutInSuspense", timedelta()))["suspense_age", 1].due_at
    back = turned(
        ("PaymentPutInSuspense", timedelta()), ("PaymentMatched", HOUR), ("PaymentUnmatched", timedelta(days=7))
    )
    assert list(back) == [("suspense_age", 1)]
    again = back["suspense_age", 1]
    assert (again.state, again.ended_at, again.due_at) == (State.RUNNING, None, alone + timedelta(days=7))


def test_money_that_was_never_in_suspense_begins_to_wait_when_its_match_is_undone() -> None:
    (one,) = turned(("PaymentMatched", timedelta()), ("PaymentUnmatched", HOUR)).values()
    assert (one.clock.name, one.number, one.state, one.started_at) == ("suspense_age", 2, State.RUNNING, AT + HOUR)


def paid(overpaid_minor: int, **more: Any) -> Any:
    return replace(SAMPLES["PaymentAllocated"], currency="SEK", overpaid_minor=overpaid_minor, **more)  # type: ignore[type-var]


def anew(overpaid_minor: int, payment_id: UUID | None) -> Any:
    return replace(
        SAMPLES["AllocationRestated"],  # type: ignore[type-var]
        currency="SEK", overpaid_minor=overpaid_minor, payment_id=payment_id, direct_payment=None,
    )  # fmt: skip


def given_back(left_minor: int) -> Any:
    return replace(SAMPLES["OverpaymentGivenBack"], currency="SEK", left_minor=left_minor)  # type: ignore[type-var]


def taken_back(overpaid_minor: int) -> Any:
    return replace(SAMPLES["AllocationReversed"], overpaid_minor=overpaid_minor)  # type: ignore[type-var]


CLAIMED = ("ClaimReceived", timedelta())


def test_what_is_overpaid_is_proposed_to_go_back_within_five_business_days() -> None:
    """Agency policy, row overpayment_proposed: from Monday 2 March 2026 until the end of Monday the 9th, 23:00 UTC."""
    one = turned(CLAIMED, (paid(2_001), timedelta()))["overpayment", 2]
    assert (one.state, one.due_at) == (State.RUNNING, datetime(2026, 3, 9, 23, tzinfo=UTC))
    assert states("overpayment", CLAIMED, (paid(2_001), HOUR), (given_back(0), 7 * 24 * HOUR)) == {2: State.MET}
    assert states("overpayment", CLAIMED, (paid(2_001), HOUR), (given_back(0), MONTH)) == {2: State.BREACHED}


def test_money_that_was_allocated_anew_may_be_owed_back_too_unless_the_creditor_had_it() -> None:
    assert states("overpayment", CLAIMED, (anew(2_001, PAYMENT_ID), HOUR)) == {2: State.RUNNING}
    assert states("overpayment", CLAIMED, (anew(2_001, None), HOUR)) == {}


@pytest.mark.parametrize("overpaid_minor", [0, 1, 2_000])
def test_money_that_is_small_goes_back_when_it_is_asked_for_and_has_no_clock(overpaid_minor: int) -> None:
    """refund_small: 20.00 SEK."""
    assert states("overpayment", CLAIMED, (paid(overpaid_minor), HOUR)) == {}


@pytest.mark.parametrize(
    ("what", "state"),
    [
        (given_back(2_000), State.MET),
        (given_back(2_001), State.RUNNING),
        (taken_back(5_000), State.MET),
        (taken_back(0), State.RUNNING),
    ],
)
def test_the_clock_of_owed_back_money_runs_until_no_more_than_is_small_is_owed_back(what: Any, state: State) -> None:
    assert states("overpayment", CLAIMED, (paid(5_000), HOUR), (what, 2 * HOUR)) == {2: state}


def cancelled(amount_minor: int, stands_on: str = Account.REFUND_PAYABLE) -> Any:
    return replace(SAMPLES["RefundCancelled"], currency="SEK", amount_minor=amount_minor, stands_on=stands_on)  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("what", "then", "state"),
    [
        (cancelled(5_000), None, State.RUNNING),
        (cancelled(2_000), None, None),
        (cancelled(5_000, Account.SUSPENSE), None, None),
        (cancelled(5_000), ("RefundProposed", {"released_from": Account.REFUND_PAYABLE}), State.MET),
        (cancelled(5_000), ("RefundProposed", {"released_from": Account.ALLOCATION_CLEARING}), State.RUNNING),
        (cancelled(5_000), ("PaymentUnmatched", {"owed_back_minor": 5_000}), State.MET),
        (cancelled(5_000), ("PaymentReversed", {"owed_back_minor": 5_000}), State.MET),
    ],
)
def test_money_of_a_refund_that_was_cancelled_goes_back_in_another_one(
    what: Any, then: tuple[str, dict[str, Any]] | None, state: State | None
) -> None:
    happened: list[tuple[str | Event, timedelta]] = [("PaymentMatched", timedelta()), (what, HOUR)]
    if then is not None:
        changed: Any = replace(SAMPLES[then[0]], **then[1])  # type: ignore[type-var]
        happened.append((changed, 2 * HOUR))
    assert states("overpayment", *happened) == ({} if state is None else {2: state})


def test_there_is_a_row_for_the_time_to_propose_a_refund_wherever_clocks_run() -> None:
    assert {row.jurisdiction for row in OVERPAYMENT_PROPOSED.rows} == set(ZONES)
