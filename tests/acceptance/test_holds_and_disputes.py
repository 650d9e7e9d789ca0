"""What stops a case: people are left in peace while it does, nothing falls due, and every screen says so."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from infra.runtime.clock import FileClock
from tests.acceptance.program import Program
from tests.acceptance.some_files import a_line, write_lines, write_money
from tests.waiting import patiently

PAYMENT = ("--channel", "phone", "--purpose", "payment", "--outcome", "promised_to_pay")
LETTER = ("--channel", "letter", "--text", "The meter was read twice in December")
AFTER_THE_GRACE = datetime(2026, 3, 24, 7, tzinfo=UTC)


def case(number: int) -> str:
    """The case of a claim of this file, as a person names it."""
    return f"Nordkraft/H-{number}"


@pytest.fixture(scope="module")
def claims(ledger: Program) -> Program:
    """Five claims of 1,000.00 SEK, to be paid within a fortnight."""
    write_lines(ledger.folder / "claims.csv", [a_line(f"H-{number}") for number in range(1, 6)])
    ledger.json("import", "claims", "claims.csv", "--pay-within", "14", "--wait")
    return ledger


@pytest.fixture(scope="module")
def stopped(claims: Program) -> Program:
    """One on hold, one that disputes 400.00, one that disputes all of it; the others go on."""
    hold = ("--type", "life_event", "--reason", "asked_for_time", "--review-by", "2026-04-15")
    claims.json("case", "hold", "place", case(1), *hold)
    claims.json("case", "dispute", "raise", case(2), "--grounds", "wrong_amount", "--amount", "400", *LETTER)
    claims.json("case", "dispute", "raise", case(3), "--grounds", "not_mine", *LETTER)
    return claims


def shown(ledger: Program, name: str, *options: str) -> dict[str, Any]:
    return ledger.json("case", "show", name, *options)


def test_a_demand_on_a_case_on_hold_is_refused_in_words_that_the_customer_can_be_told(stopped: Program) -> None:
    for demand in (("contact", case(1), *PAYMENT), ("deadline", case(1), "--due", "2026-03-30", "--amount", "100")):
        refused = stopped.run("case", *demand)
        assert refused.code == 3
        assert "The case is on hold (life_event), and no payment is demanded while it is." in refused.said
        assert "We look at it again by 2026-04-15." in refused.said
    stopped.json("case", "contact", case(1), *PAYMENT, "--direction", "inbound")


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (f"hold place {case(5)} --type nonsense --reason x --review-by 2026-04-15", 2, "is not one of"),
        (f"hold place {case(5)} --type deceased --reason Kim --review-by 2026-04-15", 3, "a short code"),
        (f"hold place {case(5)} --type deceased --reason x --review-by 2026-03-01", 3, "from today on"),
        (f"hold place {case(1)} --type life_event --reason x --review-by 2026-04-01", 3, "caseledger case hold extend"),
        (f"hold lift {case(2)} --reason asked", 3, "caseledger case dispute resolve"),
        (f"hold lift {case(5)} --reason asked", 2, "has no hold in force"),
        (f"dispute raise {case(5)} --grounds not_mine --amount 1000.01 --channel sms --text Kim", 3, "1,000.00 SEK"),
        (f"dispute raise {case(5)} --grounds not_mine --channel sms --text=", 3, "in words"),
        (f"dispute raise {case(2)} --grounds wrong_amount --channel sms --text Kim", 3, "same grounds"),
        (f"dispute resolve {case(2)} --outcome rejected --reason x --channel phone", 3, "letter"),
        (f"dispute resolve {case(9)} --outcome rejected --reason x --channel letter", 6, "no case"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(stopped: Program, typed: str, code: int, said: str) -> None:
    refused = stopped.run("case", *typed.split())
    assert (refused.code, said in refused.said) == (code, True), refused.said
    assert "Kim" not in refused.said


def test_money_that_comes_while_a_claim_is_disputed_is_allocated_and_closes_nothing_too_early(stopped: Program) -> None:
    write_money(stopped.folder / "part.txt", [("", 10_000)], date(2026, 3, 10))
    stopped.json("import", "payments", "part.txt", "--wait")
    for _ in patiently():
        if payments := stopped.json("suspense", "--wait")["payments"]:
            break
    stopped.json("payment", "match", payments[0]["payment_id"], "--case", case(2))
    for _ in patiently():
        if (found := shown(stopped, case(2)))["owed"]["total_minor"] == 90_000:
            break
    assert [one["grounds"] for one in found["disputes"]] == ["wrong_amount"]
    stopped.json("payment", "reverse", payments[0]["payment_id"], "--reason", "returned_by_bank")
    for _ in patiently():
        if (found := shown(stopped, case(2)))["owed"]["total_minor"] == 100_000:
            break
    assert found["owed"]["total_minor"] == 100_000
    assert [one["paused_at"] is not None for one in found["deadlines"]] == [True], "it stands still as before"


def test_what_falls_due_meanwhile_is_not_missed_and_every_screen_tells_it(stopped: Program) -> None:
    stopped.json("case", "dispute", "acknowledge", case(2), "--channel", "email")
    FileClock.set(stopped.folder / "clock.json", AFTER_THE_GRACE)
    for _ in patiently():
        missed = {one["aggregate_id"] for one in stopped.json("trail", "--type", "DeadlineMissed", "--wait")["events"]}
        if len(missed) == 2:
            break
    assert missed == {shown(stopped, case(number))["case_id"] for number in (4, 5)}
    rejected = ("--outcome", "upheld", "--reason", "read_twice", "--channel", "letter")
    stopped.json("case", "dispute", "resolve", case(2), *rejected, "--wait")
    now, then = shown(stopped, case(2)), shown(stopped, case(2), "--as-of", "2026-03-12")
    assert (now["owed"]["total_minor"], now["written_off_minor"], now["disputes"]) == (60_000, 40_000, [])
    assert [(one["due_date"], one["paid_target_minor"]) for one in now["deadlines"]] == [("2026-04-07", 60_000)]
    assert (then["owed"]["total_minor"], [one["hold_type"] for one in then["holds"]]) == (100_000, ["dispute"])
    board = {(one["clock"], one["state"]): one["count"] for one in stopped.json("sla", "--at", "2026-03-12")["board"]}
    assert (board["payment_deadline", "paused"], board["dispute_answer", "running"]) == (3, 2)
    trail = [one["summary"] for one in stopped.json("trail", "--case", case(2))["events"]]
    assert "Dispute 1 answered by letter: upheld, 600.00 SEK stands (read_twice)" in trail
    assert stopped.run("verify").done()


def test_who_is_right_about_all_of_it_is_asked_for_nothing_and_the_case_is_closed_by_a_person(stopped: Program) -> None:
    upheld = ("--outcome", "upheld", "--reason", "not_theirs", "--channel", "letter")
    stopped.json("case", "dispute", "resolve", case(3), *upheld)
    refused = stopped.run("case", "contact", case(3), *PAYMENT)
    assert (refused.code, "caseledger case close CASE --outcome upheld_dispute" in refused.said) == (3, True)
    stopped.json("case", "close", case(3), "--outcome", "upheld_dispute", "--reason", "not_theirs")
    assert shown(stopped, case(3))["outcome"] == "upheld_dispute"


def test_a_complaint_stops_demands_until_its_final_response_and_what_is_credited_was_never_owed(
    stopped: Program,
) -> None:
    complaint = ("--subject", "contact_frequency", "--channel", "phone", "--text", "You call me every day")
    stopped.json("case", "complaint", "receive", case(5), *complaint)
    refused = stopped.run("case", "contact", case(5), *PAYMENT)
    assert (refused.code, "The case is on hold (complaint)" in refused.said) == (3, True), refused.said
    stopped.json("case", "credit", case(5), "--amount", "400", "--reason", "goods_returned")
    found = shown(stopped, case(5))
    assert (found["owed"]["total_minor"], found["claimed_minor"], found["credited_minor"]) == (60_000, 100_000, 40_000)
    assert [one["subject"] for one in found["complaints"]] == ["contact_frequency"]
    response = ("--outcome", "upheld", "--reason", "called_too_often", "--channel", "letter", "--wait")
    stopped.json("case", "complaint", "answer", case(5), *response)
    found = shown(stopped, case(5))
    assert (found["complaints"], found["holds"]) == ([], [])
    board = {(one["clock"], one["state"]): one["count"] for one in stopped.json("sla")["board"]}
    assert board["complaint_answer", "met"] == 1
    assert stopped.run("verify").done()
    assert stopped.run("check").done()
