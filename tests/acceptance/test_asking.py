"""One ledger that is only asked: the shape of its answers. No test here changes anything, so that any may run alone."""

from __future__ import annotations

import json

import pytest

from infra.demo.calendar import FIRST_CONTACTS
from infra.runtime.clock import FileClock
from tests.acceptance.conftest import CREDITORS
from tests.acceptance.program import Program
from tests.acceptance.some_files import a_line, write_lines

CASE = "Nordkraft/F-1"
OTHER = "Nordkraft/F-2"
EVENTS = len(CREDITORS) + 7
NOBODYS = "6d2fcd14-0ef3-4a88-8ce6-4b3c95e3d67e"


@pytest.fixture(scope="module")
def cases(ledger: Program) -> Program:
    """Two cases with a first deadline, a call on one of them that was written down a day late, and a moved clock."""
    write_lines(ledger.folder / "claims.csv", [a_line("F-1"), a_line("F-2", principal="250.50")])
    ledger.json("import", "claims", "claims.csv", "--pay-within", "14", "--as", "agent-1")
    ledger.known_to_persons(2)
    FileClock.set(ledger.folder / "clock.json", FIRST_CONTACTS)
    call = ("--channel", "phone", "--purpose", "first_contact", "--outcome", "promised_to_pay", "--as", "agent-7")
    ledger.json("case", "contact", CASE, *call, "--happened", "2026-03-02 16:00", "--wait")
    return ledger


def test_status_says_that_all_is_well_and_where_everything_is(cases: Program) -> None:
    status = cases.json("status")
    assert status["well"]
    assert {worker["state"] for worker in status["workers"]} == {"running"}
    assert {server["answers"] for server in status["servers"]} == {True}
    assert status["read_models"]["lag"] == {"audit_trail": 0, "balances": 0, "person": 0, "sla": 0}
    assert status["log"]["events"] == sum(status["log"]["positions"].values()) == EVENTS


def test_the_doctor_finds_nothing_wrong(cases: Program) -> None:
    cases.run("verify", "--heads", "heads.json").done()
    told = cases.json("doctor", "--against", "heads.json")
    assert told["well"], [one for one in told["findings"] if one["level"] != "good"]
    looked_at = {one["what"] for one in told["findings"]}
    assert {"disk", "topics", "rights", "clock", "writer", "wrapping keys", "database rights"} <= looked_at
    assert {"end of the log", "heads", "commands"} <= looked_at
    assert any(one.startswith("disk of broker") for one in looked_at)
    kept = json.loads((cases.folder / "heads.json").read_text("utf-8"))
    kept["partitions"][0]["position"] += 1
    (cases.folder / "more.json").write_text(json.dumps(kept), "utf-8")
    ended = cases.run("doctor", "--against", "more.json")
    assert (ended.code, "had reached" in ended.said) == (2, True), "an event that was there is gone"


def test_up_again_changes_nothing(cases: Program) -> None:
    before = cases.json("status")
    cases.run("up").done()
    after = cases.json("status")
    assert [one["pid"] for one in before["workers"]] == [one["pid"] for one in after["workers"]]


def test_a_case_is_folded_from_the_log_as_of_any_day(cases: Program) -> None:
    now = cases.json("case", "show", CASE)
    assert (now["stage"], now["owed"]["total_minor"], now["reflects"]["version"]) == ("registered", 100_000, 3)
    assert now["deadlines"][0]["grace_until"] == "2026-03-19T23:00:00Z"
    known_then = cases.json("case", "show", CASE, "--known-at", "2026-03-02")
    assert known_then["reflects"]["version"] == 2, "the call had not been written down yet"
    happened_then = cases.json("case", "show", CASE, "--as-of", "2026-03-02")
    assert happened_then["reflects"]["version"] == 3, "the call had been made"
    assert cases.run("case", "show", CASE, "--as-of", "2026-03-01").code == 6
    assert "1,000.00 SEK" in cases.run("case", "show", CASE).done().said


def test_what_is_owed_is_told_with_its_events_and_held_against_the_ledger(cases: Program) -> None:
    told = cases.json("case", "statement", CASE)
    assert [(line["type"], line["change_minor"]) for line in told["lines"]] == [("ClaimReceived", 100_000)]
    assert (told["owed_minor"], told["adds_up"]) == (100_000, True)
    assert told["checked_against"] == ["the events of the case", "the read model of balances"]
    said = cases.run("case", "statement", CASE, "--pdf", "owed.pdf", "--text", "owed.txt").done().said
    assert "it adds up to the ledger exactly" in said
    assert (cases.folder / "owed.pdf").read_bytes().startswith(b"%PDF")
    assert "1,000.00 SEK" in (cases.folder / "owed.txt").read_text("utf-8")
    assert cases.run("case", "statement", CASE, "--pdf", "owed.pdf").code == 2, "a paper is not written over"


def test_what_can_be_done_now_is_told_for_every_command(cases: Program) -> None:
    actions = {(one["action"], one["status"]) for one in cases.json("case", "explain", CASE)["actions"]}
    assert {("contact", "can_be_done"), ("hold place", "can_be_done"), ("dispute resolve", "does_not_fit")} <= actions
    assert "Can be done now" in cases.run("case", "explain", CASE, "hold").done().said


def test_changed_rows_are_tried_over_the_log_without_touching_it(cases: Program) -> None:
    head = "jurisdiction,rule,from_date,to_date,value,unit,scope,applies_to,law,source,tag,note"
    row = "SE,payment_grace,2026-01-01,,5,business_days,,everybody,agency policy,a proposal,P,"
    (cases.folder / "rows.csv").write_text(f"{head}\n{row}\n", "utf-8")
    told = cases.json("law", "simulate", "--rows", "rows.csv")
    assert (told["rules"], told["judged"], told["as_before"]) == (["payment_grace"], 2, 0)
    assert {one["rules_after"][0] for one in told["decisions"]} == {"SE.payment_grace.2026-01-01"}
    assert cases.json("status")["log"]["events"] == EVENTS


def test_the_history_tells_who_did_what_and_when_it_happened_and_was_recorded(cases: Program) -> None:
    events = cases.json("case", "history", CASE)["events"]
    assert [event["type"] for event in events] == ["ClaimReceived", "DeadlineSet", "ContactMade"]
    assert [event["version"] for event in events] == [1, 2, 3]
    call = events[2]
    assert (call["actor"], call["occurred_at"]) == ({"kind": "user", "id": "agent-7"}, "2026-03-02T15:00:00Z")
    assert call["recorded_at"].startswith("2026-03-03T08:30")
    assert events[0]["data"]["debtor_name"] == "Kim Ek"
    assert "Times in Europe/Stockholm." in cases.run("case", "history", CASE).done().out


def test_the_trail_holds_nothing_personal_and_can_be_narrowed_down(cases: Program) -> None:
    by_actor = cases.json("trail", "--actor", "agent-7")["events"]
    assert [event["type"] for event in by_actor] == ["ContactMade"]
    assert len(cases.json("trail", "--case", CASE)["events"]) == 3
    assert len(cases.json("trail", "--type", "ClaimReceived")["events"]) == 2
    assert cases.json("trail", "--from", "2026-03-03")["events"] == []
    page = cases.json("trail", "--limit", "2")
    assert (len(page["events"]), page["has_more"]) == (2, True)
    assert "Kim Ek" not in cases.run("trail", "--json").out


def test_balances_add_up_and_say_what_they_reflect(cases: Program) -> None:
    found = cases.json("balances", "--creditor", "Nordkraft")
    [portfolio] = found["portfolios"]
    assert (portfolio["cases"], portfolio["principal_minor"], portfolio["outstanding_minor"]) == (2, 125_050, 125_050)
    assert [line["difference_minor"] for line in found["trial_balance"]] == [0]
    assert sum(found["reflects"].values()) == EVENTS
    assert cases.json("balances", "--case", OTHER)["outstanding_minor"] == 25_050
    assert cases.run("balances", "--case", NOBODYS).code == 6
    assert "Trial balance: 0.00 SEK" in cases.run("balances", "--accounts").done().said


def test_balances_suspense_and_a_person_are_told_as_of_any_day(cases: Program) -> None:
    now = cases.json("balances")
    told = ("portfolios", "accounts", "trial_balance", "client_funds")
    for time in ("--as-of", "--known-at"):
        then, before = (cases.json("balances", time, day) for day in ("2026-03-02", "2026-03-01"))
        assert [then[one] for one in told] == [now[one] for one in told], "the claims had come"
        assert [before[one] for one in told] == [[]] * len(told)
        assert cases.json("balances", "--case", OTHER, time, "2026-03-02")["outstanding_minor"] == 25_050
        assert cases.run("balances", "--case", OTHER, time, "2026-03-01").code == 6
        assert cases.json("suspense", time, "2026-03-02")["payments"] == []
    assert "as of 2026-03-02" in cases.run("balances", "--accounts", "--as-of", "2026-03-02").done().said
    assert cases.run("balances", "--as-of", "2027-03-02").code == 2, "that day has not come"
    person = cases.json("case", "show", CASE)["debtor"]["person_id"]
    shown, was = cases.json("person", "show", person), cases.json("person", "show", person, "--as-of", "2026-03-02")
    assert [was[field] for field in ("name", "ids", "status", "known_as", "cases", "owed")] == [
        shown[field] for field in ("name", "ids", "status", "known_as", "cases", "owed")
    ]
    assert (was["name"], was["can_be_done"]) == ("Kim Ek", None)
    assert cases.run("person", "show", person, "--as-of", "2026-03-01").code == 6
    assert "as of 2026-03-02" in cases.run("person", "show", person, "--as-of", "2026-03-02").done().said


def test_the_board_shows_what_was_met_runs_and_was_missed(cases: Program) -> None:
    now = {(line["clock"], line["state"]): line["count"] for line in cases.json("sla")["board"]}
    assert now["first_contact", "met"] == now["first_contact", "running"] == 1
    later = cases.json("sla", "--at", "2026-03-30", "--breached", "--limit", "5")
    assert ("first_contact", "breached") in {(line["clock"], line["state"]) for line in later["board"]}
    assert later["breached"][0]["clock"] == "first_contact"


def test_what_was_mistyped_is_named_and_nothing_is_sent(cases: Program) -> None:
    assert "is no instalment" in cases.run("case", "plan", CASE, "--channel", "chat", "--instalment", "soon").said
    assert "is no day" in cases.run("case", "deadline", CASE, "--due", "1/4/2026").said
    assert "is no time" in cases.run("case", "show", CASE, "--as-of", "yesterday").said
    assert cases.run("blances").code == 2
    assert "Did you mean 'balances'?" in cases.run("blances").said
