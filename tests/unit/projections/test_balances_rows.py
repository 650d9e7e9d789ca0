"""What each event changes in the balances."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from projections.balances.rows import BalanceRows, rows_of
from tests.unit.projections.recorded import AT, CASE_ID, PAYMENT_ID, recorded
from tests.unit.projections.samples import SAMPLES


def rows(*names: str) -> BalanceRows:
    return rows_of([recorded(SAMPLES[name]) for name in names])


def changes(*names: str) -> dict[str, Any]:
    """What differs from nothing in the case's row."""
    nothing = {"claim", "case_id", "partition", "position", "received_at", "closed_at"}
    return {name: value for name, value in asdict(rows(*names).cases[CASE_ID]).items() if value and name not in nothing}


def test_a_claim_opens_a_case_with_its_parts_apart() -> None:
    assert changes("ClaimReceived") == {
        "status": "open", "cases": 1, "open_cases": 1, "claimed_minor": 125_500,
        "principal_minor": 100_000, "interest_minor": 1_500, "fees_minor": 24_000,
    }  # fmt: skip


def test_an_allocation_lowers_each_part_and_what_is_left_over_is_overpaid() -> None:
    assert changes("PaymentAllocated") == {
        "payments": 1, "paid_minor": 130_000, "overpaid_minor": 4_500,
        "principal_minor": -100_000, "interest_minor": -1_500, "fees_minor": -24_000,
    }  # fmt: skip


def test_a_reversal_is_the_mirror_of_its_allocation() -> None:
    assert changes("PaymentAllocated", "AllocationReversed") == {}


def test_closing_writes_off_what_was_owed_and_opening_again_clears_the_outcome() -> None:
    assert changes("CaseClosed") == {
        "status": "closed", "outcome": "written_off", "open_cases": -1, "written_off_minor": 125_500,
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
    ],
)
def test_a_payment_stands_where_its_last_event_put_it(
    names: list[str], run: str, reason: str | None, is_new: bool
) -> None:
    payment = rows(*names).payments[PAYMENT_ID]
    assert (payment.status, payment.reason, payment.since) == (run, reason, AT)
    assert (payment.receipt is not None) is is_new


@pytest.mark.parametrize("name", SAMPLES)
def test_every_event_posts_debits_that_are_its_credits(name: str) -> None:
    assert sum(account.balance_minor for account in rows(name).accounts.values()) == 0


def test_postings_to_one_account_are_added_up() -> None:
    accounts = rows("PaymentReceived", "PaymentPutInSuspense").accounts
    assert {key: (change.balance_minor, change.postings) for key, change in accounts.items()} == {
        ("SEK", "bank_client_funds"): (130_000, 1),
        ("SEK", "receipts_clearing"): (0, 2),
        ("SEK", "suspense"): (-130_000, 1),
    }


@pytest.mark.parametrize("name", ["ContactMade", "DeadlineSet", "DeadlineMet", "DeadlineMissed", "PlanAgreed"])
def test_what_moves_no_money_changes_nothing(name: str) -> None:
    changed = rows(name)
    assert (changed.cases, changed.payments, changed.accounts) == ({}, {}, {})
