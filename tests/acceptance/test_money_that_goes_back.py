"""Money that took a wrong way: it comes back to where a person sees it, and no day of the bank's is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from infra.runtime.clock import FileClock
from tests.acceptance.program import Program
from tests.acceptance.some_files import a_line, write_lines, write_money
from tests.waiting import patiently

NUMBERS = range(1, 10)
NOWHERE = "11111111-1111-4111-8111-111111111111"
AFTER_THE_GRACE = datetime(2026, 3, 20, 7, tzinfo=UTC)


def case(number: int) -> str:
    """The case of a claim of this file, as a person names it."""
    return f"Nordkraft/M-{number}"


@pytest.fixture(scope="module")
def claims(ledger: Program) -> Program:
    """Nine claims of 1,000.00 SEK and one in Norwegian crowns."""
    lines = [a_line(f"M-{number}") for number in NUMBERS]
    write_lines(ledger.folder / "claims.csv", lines)
    ledger.json("import", "claims", "claims.csv", "--pay-within", "14", "--wait")
    norwegian = a_line("N-1", currency="NOK").removesuffix("SE") + "NO"
    write_lines(ledger.folder / "norwegian.csv", [norwegian])
    ledger.json("import", "claims", "norwegian.csv", "--wait")
    return ledger


def money(ledger: Program, name: str, amount_minor: int, day: date = date(2026, 3, 10)) -> str:
    """A payment without a reference, in suspense; its id."""
    write_money(ledger.folder / f"{name}.txt", [("", amount_minor)], day)
    before = {one["payment_id"] for one in ledger.json("suspense", "--wait")["payments"]}
    ledger.json("import", "payments", f"{name}.txt", "--wait")
    found = until(ledger, lambda ids: bool(ids - before))
    [payment] = found - before
    return payment


def until(ledger: Program, reached: Callable[[set[str]], bool]) -> set[str]:
    """The payments in suspense once the policies have come so far."""
    for _ in patiently():
        ids = {one["payment_id"] for one in ledger.json("suspense", "--wait")["payments"]}
        if reached(ids):
            return ids
    raise AssertionError(f"the policies did not come so far: {ids}")


def shown(ledger: Program, name: str, *options: str) -> dict[str, Any]:
    return ledger.json("case", "show", name, *options)


def owed_becomes(ledger: Program, name: str, minor: int) -> None:
    """Wait until the case owes so much."""
    for _ in patiently():
        if (found := shown(ledger, name)["owed"]["total_minor"]) == minor:
            return
        ledger.json("suspense", "--wait")
    raise AssertionError(f"{name} owes {found}, not {minor}")


def test_a_match_to_a_case_that_is_not_there_moves_nothing(claims: Program) -> None:
    payment = money(claims, "typo", 10_000)
    for nobody in (case(99), NOWHERE):
        assert claims.run("payment", "match", payment, "--case", nobody).code == 6
    assert payment in until(claims, lambda ids: True)
    claims.json("payment", "match", payment, "--case", case(1))
    owed_becomes(claims, case(1), 90_000)


def test_a_match_that_its_case_refuses_comes_back_with_the_reason(claims: Program) -> None:
    payment = money(claims, "currency", 20_000)
    claims.json("payment", "match", payment, "--case", f"{case(2)}:150", "--case", "Nordkraft/N-1:50")
    until(claims, lambda ids: payment in ids)
    [back] = [one for one in claims.json("suspense", "--wait")["payments"] if one["payment_id"] == payment]
    assert back["reason"] == "wrong_currency"
    owed_becomes(claims, case(2), 100_000)
    accounts = {one["account"]: one["balance_minor"] for one in claims.json("balances", "--wait")["accounts"]}
    assert accounts.get("allocation_clearing", 0) == 0


def test_a_wrong_match_is_undone_and_the_money_stays_here(claims: Program) -> None:
    payment = money(claims, "wrong", 30_000)
    claims.json("payment", "match", payment, "--case", case(3))
    owed_becomes(claims, case(3), 70_000)
    claims.json("payment", "unmatch", payment, "--reason", "wrong_case")
    owed_becomes(claims, case(3), 100_000)
    assert payment in until(claims, lambda ids: payment in ids)
    claims.json("payment", "match", payment, "--case", case(4))
    owed_becomes(claims, case(4), 70_000)


def test_a_direct_payment_is_a_payment_in_part_and_in_full(claims: Program) -> None:
    assert claims.run("case", "close", case(5), "--outcome", "paid_direct_to_client").code == 3
    claims.json("case", "direct-payment", case(5), "--amount", "400", "--paid-on", "2026-03-02")
    part = shown(claims, case(5))
    assert (part["owed"]["total_minor"], part["paid_to_creditor_minor"], part["written_off_minor"]) == (
        60_000,
        40_000,
        0,
    )
    claims.json("case", "direct-payment", case(5), "--amount", "600", "--paid-on", "2026-03-02")
    whole = shown(claims, case(5))
    assert (whole["outcome"], whole["paid_minor"], whole["written_off_minor"]) == ("paid_direct_to_client", 100_000, 0)


def test_nothing_is_recorded_that_has_not_happened_or_happened_before_the_case(claims: Program) -> None:
    contact = ("--channel", "phone", "--purpose", "first_contact", "--outcome", "reached")
    future = claims.run("case", "contact", case(6), *contact, "--happened", "2099-01-01")
    assert (future.code, "happened_in_the_future" in future.said) == (3, True)
    before = claims.run("case", "contact", case(6), *contact, "--happened", "2020-01-01")
    assert (before.code, "happened_before_the_claim" in before.said) == (3, True)


def test_a_case_closed_for_fraud_stays_closed_when_its_payment_is_given_back(claims: Program) -> None:
    payment = money(claims, "fraud", 30_000)
    claims.json("payment", "match", payment, "--case", case(7))
    owed_becomes(claims, case(7), 70_000)
    hold = ("--type", "identity_fraud", "--reason", "police_report", "--review-by", "2026-06-01")
    assert claims.run("case", "close", case(7), "--outcome", "identity_fraud", "--reason", "police_report").code == 3
    claims.json("case", "hold", "place", case(7), *hold)
    claims.json("case", "close", case(7), "--outcome", "identity_fraud", "--reason", "police_report")
    claims.json("payment", "reverse", payment, "--reason", "returned_to_victim")
    for _ in patiently():
        if (found := shown(claims, case(7)))["written_off_minor"] == 100_000:
            break
        claims.json("suspense", "--wait")
    assert (found["stage"], found["owed"]["total_minor"], found["written_off_minor"]) == ("closed", 0, 100_000)


def test_who_paid_on_time_is_not_late_though_the_file_was(claims: Program) -> None:
    FileClock.set(claims.folder / "clock.json", AFTER_THE_GRACE)
    for _ in patiently():
        events = [one["type"] for one in claims.json("case", "history", case(8))["events"]]
        if "DeadlineMissed" in events:
            break
    assert "DeadlineMissed" in events
    payment = money(claims, "late", 100_000, day=date(2026, 3, 13))
    claims.json("payment", "match", payment, "--case", case(8))
    owed_becomes(claims, case(8), 0)
    events = [one["type"] for one in claims.json("case", "history", case(8))["events"]]
    assert events[-3:] == ["PaymentAllocated", "DeadlineMissWithdrawn", "CaseClosed"]
    assert shown(claims, case(8), "--as-of", "2026-03-13")["owed"]["total_minor"] == 0
    assert shown(claims, case(8), "--as-of", "2026-03-12")["owed"]["total_minor"] == 100_000
    assert shown(claims, case(8), "--known-at", "2026-03-13")["owed"]["total_minor"] == 100_000


def test_at_the_end_nothing_is_left_between_payments_and_cases(claims: Program) -> None:
    FileClock.set(claims.folder / "clock.json", datetime(2026, 3, 21, 7, tzinfo=UTC))
    assert claims.json("verify")["findings"] == []
    assert claims.run("status").code == 0
