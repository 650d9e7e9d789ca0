"""What each event changes in the balances."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.stages.state import Stage, stage_after
from domain.case.state import CASE
from domain.kernel.message import Event
from domain.payment.state import PAYMENT, status_after
from projections.balances.amounts import COLUMN_OF
from projections.balances.rows import BalanceRows, rows_of
from tests.for_each import for_each
from tests.unit.domain.drawn_lives import whatever_happens
from tests.unit.domain.random_life import case_lives, lived, payment_lives
from tests.unit.projections.recorded import AT, CASE_ID, PAYMENT_ID, recorded
from tests.unit.projections.samples import SAMPLES, WRITTEN_OFF


def rows(*events: str | Event) -> BalanceRows:
    return rows_of([recorded(SAMPLES[event] if isinstance(event, str) else event) for event in events])


def changes(*events: str | Event) -> dict[str, Any]:
    """What differs from nothing in the case's row, by the names of its columns."""
    nothing = {"claim", "case_id", "partition", "position", "received_at", "closed_at", "minor"}
    case = rows(*events).cases[CASE_ID]
    found = {name: value for name, value in asdict(case).items() if name not in nothing}
    minor = {column: case.minor[account] for column, account in COLUMN_OF.items()}
    return {name: value for name, value in {**found, **minor}.items() if value}


def test_a_claim_opens_a_case_with_its_parts_apart() -> None:
    assert changes("ClaimReceived") == {
        "due_date": date(2026, 1, 30), "stage": "registered", "status": "open", "cases": 1, "open_cases": 1,
        "claimed_minor": 125_500,
        "principal_minor": 100_000, "interest_minor": 1_500, "fees_minor": 24_000,
    }  # fmt: skip


def test_an_allocation_lowers_each_part_and_what_is_left_over_is_owed_back() -> None:
    assert changes("PaymentAllocated") == {
        "payments": 1, "collected_minor": 125_500, "owed_back_minor": 4_500,
        "principal_minor": -100_000, "interest_minor": -1_500, "fees_minor": -24_000,
    }  # fmt: skip


def test_a_direct_payment_lowers_each_part_and_is_no_payment_to_us() -> None:
    assert changes("DirectPaymentReported") == {
        "paid_to_creditor_minor": 30_000, "principal_minor": -4_500, "interest_minor": -1_500, "fees_minor": -24_000,
    }  # fmt: skip


def test_a_reversal_is_the_mirror_of_its_allocation() -> None:
    assert changes("PaymentAllocated", "AllocationReversed") == {}


def test_a_reversal_on_a_case_that_ended_otherwise_leaves_nothing_owed_and_the_cover_written_off() -> None:
    assert changes("PaymentAllocated", WRITTEN_OFF) == {"written_off_minor": 125_500, **changes_of_nothing_owed()}


def changes_of_nothing_owed() -> dict[str, int]:
    """What the allocation had covered is not owed again."""
    return {"principal_minor": -100_000, "interest_minor": -1_500, "fees_minor": -24_000}


def test_closing_writes_off_what_was_owed_and_opening_again_clears_the_outcome() -> None:
    assert changes("CaseClosed") == {
        "stage": "closed", "status": "closed", "outcome": "written_off", "open_cases": -1, "written_off_minor": 125_500,
        "principal_minor": -100_000, "interest_minor": -1_500, "fees_minor": -24_000,
    }  # fmt: skip
    again = rows("CaseClosed", "CaseReopened").cases[CASE_ID]
    assert (again.status, again.outcome, again.closed_at, again.open_cases) == ("open", None, None, 0)


@pytest.mark.parametrize(
    ("names", "run", "reason", "is_new"),
    [
        (["PaymentReceived"], "received", None, True),
        (["PaymentReceived", "PaymentPutInSuspense"], "suspense", "no_reference", True),
        (["PaymentPutInSuspense"], "suspense", "no_reference", False),
        (["PaymentPutInSuspense", "PaymentMatched"], "matched", "several_references", False),
        (["PaymentReceived", "PaymentMatched", "PaymentReversed"], "reversed", "chargeback", True),
        (["PaymentMatched", "PaymentUnmatched"], "suspense", "wrong_case", False),
    ],
)
def test_a_payment_stands_where_its_last_event_put_it(
    names: list[str], run: str, reason: str | None, is_new: bool
) -> None:
    payment = rows(*names).payments[PAYMENT_ID]
    assert (payment.status, payment.reason, payment.since) == (run, reason, AT)
    assert (payment.receipt is not None) is is_new


@for_each("name", SAMPLES)
def test_every_event_posts_debits_that_are_its_credits(name: str) -> None:
    assert sum(account.balance_minor for account in rows(name).accounts.values()) == 0


def test_postings_to_one_account_are_added_up() -> None:
    accounts = rows("PaymentReceived", "PaymentPutInSuspense").accounts
    assert {key: (change.balance_minor, change.postings) for key, change in accounts.items()} == {
        ("SEK", "bank_client_funds"): (130_000, 1),
        ("SEK", "receipts_clearing"): (0, 2),
        ("SEK", "suspense"): (-130_000, 1),
    }


NEITHER_MONEY_NOR_STATUS = [
    name
    for name, event in SAMPLES.items()
    if not event.postings()
    and stage_after(event) is None
    and status_after(event) is None
    and name not in ("ClaimAmended", "CaseManagerAssigned")
]


@for_each("name", NEITHER_MONEY_NOR_STATUS)
def test_what_moves_no_money_changes_nothing(name: str) -> None:
    changed = rows(name)
    assert (changed.cases, changed.payments, changed.accounts) == ({}, {}, {})


def test_a_claim_that_is_put_right_has_another_due_date_and_no_other_amounts() -> None:
    assert changes("ClaimAmended") == {"due_date": date(2026, 1, 15)}


def test_a_case_is_of_the_team_of_its_manager() -> None:
    assert changes("CaseManagerAssigned") == {"has_manager": True, "team": "north"}


def test_there_are_events_that_move_no_money() -> None:
    expected = {"ContactMade", "DeadlineSet", "DeadlineMet", "DeadlineMissed", "DeadlineResumed", "PlanAgreed"}
    assert expected <= set(NEITHER_MONEY_NOR_STATUS)


@whatever_happens(case_lives)
def test_a_cases_row_is_what_the_domain_says_of_it(asked: list[object]) -> None:
    """However it is cut into batches: the changes add up."""
    told: Counter[str] = Counter()
    state: Any = CASE.initial
    stage: str | None = None
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        case = rows(step.event).cases.get(CASE_ID)
        state = step.after
        if case is not None:
            told.update({column: case.minor[account] for column, account in COLUMN_OF.items()})
            told.update(payments=case.payments, open=case.open_cases)
            stage = case.stage or stage
    accounts = {column: abs(state.balance.on(account)) for column, account in COLUMN_OF.items()}
    open_cases = state.life.is_open
    expected = {**accounts, "payments": len(state.credits.by_payment), "open": int(open_cases)}
    assert {name: told[name] for name in expected} == expected
    assert (stage or Stage.UNKNOWN) == state.life.stage


@given(payment_lives, st.integers(1, 5))
def test_who_looks_after_a_payment_and_what_is_suggested_is_what_the_domain_says(
    asked: list[object], batch: int
) -> None:
    """However it is cut into batches: a change of where the money stands begins anew, the rest is added to it."""
    steps = list(lived(PAYMENT, asked))  # type: ignore[arg-type]
    owner, waiting = None, 0
    for begin in range(0, len(steps), batch):
        folded = rows(*(step.event for step in steps[begin : begin + batch]))
        if PAYMENT_ID in folded.payments and folded.payments[PAYMENT_ID].was_placed:
            owner, waiting = None, 0
        if care := folded.care.get(PAYMENT_ID):
            owner, waiting = care.owner or owner, waiting + care.suggestions
        state = steps[min(begin + batch, len(steps)) - 1].after
        assert (owner, waiting) == (state.suggestions.owner, len(state.suggestions.open()))
