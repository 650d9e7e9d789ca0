"""Acts at the command line, each on a case of its own: what they do, the codes of refusals, and ids of commands."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4

import pytest

from infra.runtime.clock import FileClock
from tests.acceptance.program import Program
from tests.acceptance.some_files import a_line, write_lines
from tests.waiting import patiently

NOBODYS = "6d2fcd14-0ef3-4a88-8ce6-4b3c95e3d67e"


@pytest.fixture
def new_case(ledger: Program, numbers: count[int]) -> str:
    """A case of its own for the test, with 1,000 SEK owed and a first deadline in two weeks."""
    reference = f"A-{next(numbers)}"
    file = write_lines(ledger.folder / f"{reference}.csv", [a_line(reference)])
    ledger.json("import", "claims", file.name, "--pay-within", "14", "--wait")
    return f"Nordkraft/{reference}"


@pytest.fixture(scope="module")
def numbers() -> count[int]:
    """Of the cases of this module."""
    return count(1)


def test_a_refusal_says_code_sentence_and_rule_and_ends_with_3(ledger: Program, new_case: str) -> None:
    refused = ledger.run("case", "close", new_case, "--outcome", "paid_in_full", "--json")
    assert refused.code == 3
    assert (refused.document["accepted"], refused.document["code"]) == (False, "balance_remains")
    assert "still owed" in refused.err


def test_a_command_for_a_case_that_is_not_there_is_refused(ledger: Program) -> None:
    for act in (
        ("close", NOBODYS, "--outcome", "settled", "--reason", "gone"),
        ("contact", NOBODYS, "--channel", "phone", "--purpose", "payment", "--outcome", "reached"),
        ("plan", NOBODYS, "--channel", "phone", "--instalment", "2026-04-01:10"),
    ):
        refused = ledger.run("case", *act)
        assert refused.code == 3
        assert "case_unknown" in refused.said
    assert ledger.run("case", "show", NOBODYS).code == 6
    assert ledger.run("case", "show", "9999999").code == 6


def test_a_command_that_is_given_again_under_its_id_happens_once(ledger: Program, new_case: str) -> None:
    act = ("case", "deadline", new_case, "--due", "2026-04-15", "--amount", "100,50", "--command-id", str(uuid4()))
    first, again = ledger.json(*act), ledger.json(*act)
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert first["position"] == again["position"]


def test_the_id_of_one_command_is_refused_for_another_also_for_a_case_of_another_partition(
    ledger: Program, numbers: count[int]
) -> None:
    some = [f"A-{next(numbers)}" for _ in range(12)]
    write_lines(ledger.folder / "some.csv", [a_line(reference) for reference in some])
    ledger.json("import", "claims", "some.csv", "--wait")
    at = {ledger.json("case", "show", one)["reflects"]["partition"]: f"Nordkraft/{one}" for one in some}
    case, other = at[0], at[1]
    used = str(uuid4())
    contact = ("--channel", "email", "--purpose", "payment", "--outcome", "reached", "--command-id", used)
    ledger.run("case", "contact", case, *contact, "--wait").done()
    otherwise = (*contact[:-3], "no_answer", "--command-id", used)
    for act in (("case", "contact", case, *otherwise), ("case", "contact", other, *contact)):
        refused = ledger.run(*act)
        assert refused.code == 3
        assert "command_id_reused" in refused.said
    assert ledger.json("case", "contact", case, *contact)["repeated"]


def test_a_command_for_another_version_is_refused_and_says_where_the_case_stands(
    ledger: Program, new_case: str
) -> None:
    contact = ("case", "contact", new_case, "--channel", "email", "--purpose", "payment", "--outcome", "reached")
    version = ledger.json(*contact)["version"]
    refused = ledger.run(*contact, "--expected-version", str(version - 1))
    assert refused.code == 3
    assert f"at version {version}" in refused.said
    assert ledger.json(*contact, "--expected-version", str(version))["version"] == version + 1


def test_a_closed_case_refuses_what_a_closed_case_must(ledger: Program, new_case: str) -> None:
    ledger.json("case", "close", new_case, "--outcome", "withdrawn_by_client", "--reason", "asked_by_creditor")
    refused = ledger.run(
        "case", "contact", new_case, "--channel", "phone", "--purpose", "payment", "--outcome", "reached"
    )
    assert refused.code == 3
    assert "contact_after_closure" in refused.said


def test_whether_somebody_may_be_called_is_asked_before_it_is_done(ledger: Program, new_case: str) -> None:
    call = ("case", "may-contact", new_case, "--channel", "phone")
    sunday = ledger.run(*call, "--at", "2026-03-08 12:00", "--json")
    assert (sunday.code, sunday.document["allowed"]) == (3, False)
    assert sunday.document["rule"] == "SE.contact_hours.1970-01-01.sunday_or_holiday"
    assert "Yes: no rule is against it" in ledger.run(*call, "--at", "2026-03-09 12:00").done().said
    ledger.json("case", "vulnerable", "flag", new_case, "--consent", "--review-by", "2026-05-15")
    held = ledger.run(*call, "--at", "2026-03-10 12:00", "--json")
    assert (held.code, held.document["rule"]) == (3, "hold.vulnerability")
    ledger.json("case", "vulnerable", "end", new_case, "--reason", "better_now")


def test_who_asks_is_answered_and_has_a_case_manager(ledger: Program, new_case: str) -> None:
    ledger.json("case", "manager", new_case, "--to", "agent-3")
    ledger.json("case", "inquiry", "receive", new_case, "--subject", "balance", "--channel", "email")
    shown = ledger.json("case", "show", new_case)
    assert (shown["case_manager"], [one["subject"] for one in shown["inquiries"]]) == ("agent-3", ["balance"])
    assert "Inquiries without an answer" in ledger.run("case", "show", new_case).done().said
    ledger.json("case", "inquiry", "answer", new_case, "--channel", "email")
    assert ledger.json("case", "show", new_case)["inquiries"] == []


def test_a_plan_covers_the_whole_debt(ledger: Program, new_case: str) -> None:
    short = ledger.run("case", "plan", new_case, "--channel", "chat", "--instalment", "2026-04-01:999", "--json")
    assert short.document["code"] == "plan_total_differs"
    parts = ("--instalment", "2026-04-01:400", "--instalment", "2026-05-04:600.00")
    assert ledger.json("case", "plan", new_case, "--channel", "chat", *parts, "--wait")["accepted"]
    assert [one["kind"] for one in ledger.json("case", "show", new_case)["deadlines"]] == ["instalment"]


def test_a_plan_is_proposed_accepted_by_self_service_paused_and_changed(ledger: Program, new_case: str) -> None:
    offer = ("case", "proposal", "make", new_case, "--amount-a-month", "300", "--by", "agency", "--channel", "letter")
    assert ledger.json(*offer)["accepted"]
    shown = ledger.json("case", "show", new_case)
    assert (shown["plan_status"], len(shown["proposal"]["instalments"])) == ("proposed", 4)
    assert ledger.json("case", "proposal", "accept", new_case, "--channel", "my_page")["accepted"]
    assert ledger.json("case", "goal", new_case, "--text", "A home of our own")["accepted"]
    change = ("--amount-a-month", "250", "--channel", "phone", "--reason", "less_income")
    assert ledger.json("case", "plan-change", "reschedule", new_case, *change)["accepted"]
    due = datetime.fromisoformat(ledger.json("case", "show", new_case)["deadlines"][0]["due_date"])
    later = (due + timedelta(days=10)).date().isoformat()
    asked = ("--until", later, "--reason", "salary_comes_later", "--channel", "my_page")
    assert ledger.json("case", "defer", new_case, *asked)["accepted"]
    shown = ledger.json("case", "show", new_case)
    assert (shown["plan_status"], shown["deadlines"][0]["due_date"]) == ("agreed", later)
    assert refusal_of(ledger, "breach", new_case, "--channel", "letter") == "plan_not_in_arrears"
    until = shown["deadlines"][0]["due_date"]
    assert ledger.json("case", "plan-change", "pause", new_case, "--until", until, "--reason", "asked")["accepted"]
    assert ledger.json("case", "plan-change", "resume", new_case, "--reason", "asked")["accepted"]


def refusal_of(ledger: Program, *change: str) -> str:
    code: str = ledger.run("case", "plan-change", *change, "--json").document["code"]
    return code


def test_what_a_household_has_left_decides_what_it_is_asked_for(ledger: Program, new_case: str) -> None:
    household = ("--income", "20000", "--housing", "9000", "--channel", "phone")
    by_hand = ("--standard-amount", "10500", "--source", "The table of the authority")
    assert ledger.json("case", "affordability", new_case, *household, *by_hand)["accepted"]
    assert ledger.json("case", "show", new_case)["left_of_a_month_minor"] == 50_000
    too_much = ("case", "proposal", "make", new_case, "--amount-a-month", "600", "--channel", "my_page")
    refused = ledger.run(*too_much, "--json").document
    assert (refused["code"], refused["rule"]) == ("plan_unaffordable", "SE.plan_share.1970-01-01")
    assert "400.00 SEK a month, for 3 months" in refused["message"]
    assert ledger.json(*(part.replace("600", "400") for part in too_much))["accepted"]
    assert ledger.json("case", "show", new_case)["plan_status"] == "agreed", "by policy, as it can be kept"


def test_a_promise_to_pay_has_a_deadline(ledger: Program, new_case: str) -> None:
    due = ledger.json("case", "show", new_case)["deadlines"][0]["due_date"]
    promise = ("--amount", "500", "--by", due, "--channel", "phone")
    assert ledger.json("case", "promise", new_case, *promise)["accepted"]
    assert "promise" in [one["kind"] for one in ledger.json("case", "show", new_case)["deadlines"]]


def test_a_deadline_passes_by_itself(ledger: Program, new_case: str) -> None:
    due = ledger.json("case", "show", new_case)["deadlines"][0]["grace_until"]
    FileClock.set(ledger.folder / "clock.json", datetime.fromisoformat(due) + timedelta(days=3))
    for _ in patiently():
        if missed := ledger.json("trail", "--case", new_case, "--type", "DeadlineMissed")["events"]:
            break
    assert [event["actor_id"] for event in missed] == ["deadline-clock"]
