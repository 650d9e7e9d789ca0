"""One ledger, asked and acted on: the shape of answers, the codes of refusals, and what is made from the log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from infra.audit.history import LogHistory
from infra.demo.calendar import FIRST_CONTACTS, MONDAY_MORNING
from infra.messages.commands import command_record
from infra.runtime.clock import FileClock
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from tests.acceptance.conftest import CREDITORS
from tests.acceptance.program import Program
from tests.acceptance.some_files import a_line, write_lines
from tests.integration.writer.test_writer import a_claim

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


def test_up_again_changes_nothing(cases: Program) -> None:
    before = cases.json("status")
    cases.run("up").done()
    after = cases.json("status")
    assert [one["pid"] for one in before["workers"]] == [one["pid"] for one in after["workers"]]


def test_a_case_is_folded_from_the_log_as_of_any_day(cases: Program) -> None:
    now = cases.json("case", "show", CASE)
    assert (now["stage"], now["owed"]["total_minor"], now["reflects"]["version"]) == ("open", 100_000, 3)
    assert now["deadlines"][0]["grace_until"] == "2026-03-19T23:00:00Z"
    known_then = cases.json("case", "show", CASE, "--known-at", "2026-03-02")
    assert known_then["reflects"]["version"] == 2, "the call had not been written down yet"
    happened_then = cases.json("case", "show", CASE, "--as-of", "2026-03-02")
    assert happened_then["reflects"]["version"] == 3, "the call had been made"
    assert cases.run("case", "show", CASE, "--as-of", "2026-03-01").code == 6
    assert "1,000.00 SEK" in cases.run("case", "show", CASE).done().said


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


def test_the_board_shows_what_was_met_runs_and_was_missed(cases: Program) -> None:
    now = {(line["clock"], line["state"]): line["count"] for line in cases.json("sla")["board"]}
    assert now["first_contact", "met"] == now["first_contact", "running"] == 1
    later = cases.json("sla", "--at", "2026-03-30", "--breached", "--limit", "5")
    assert ("first_contact", "breached") in {(line["clock"], line["state"]) for line in later["board"]}
    assert later["breached"][0]["clock"] == "first_contact"


def test_a_refusal_says_code_sentence_and_rule_and_ends_with_3(cases: Program) -> None:
    refused = cases.run("case", "close", CASE, "--outcome", "paid_in_full", "--json")
    assert refused.code == 3
    assert (refused.document["accepted"], refused.document["code"]) == (False, "balance_remains")
    assert "still owed" in refused.err


def test_a_command_for_a_case_that_is_not_there_is_refused(cases: Program) -> None:
    for act in (
        ("close", NOBODYS, "--outcome", "settled", "--reason", "gone"),
        ("contact", NOBODYS, "--channel", "phone", "--purpose", "payment", "--outcome", "reached"),
        ("plan", NOBODYS, "--channel", "phone", "--instalment", "2026-04-01:10"),
    ):
        refused = cases.run("case", *act)
        assert refused.code == 3
        assert "case_unknown" in refused.said
    assert cases.run("case", "show", NOBODYS).code == 6
    assert cases.run("case", "show", "9999999").code == 6


def test_a_command_that_is_given_again_under_its_id_happens_once(cases: Program) -> None:
    act = ("case", "deadline", OTHER, "--due", "2026-04-15", "--amount", "100,50", "--command-id", NOBODYS)
    first, again = cases.json(*act), cases.json(*act)
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert first["position"] == again["position"]


def test_the_id_of_one_command_is_refused_for_another_also_for_a_case_of_another_partition(cases: Program) -> None:
    used = str(uuid4())
    contact = ("--channel", "phone", "--purpose", "payment", "--outcome", "reached", "--command-id", used)
    cases.run("case", "contact", OTHER, *contact, "--wait").done()
    otherwise = (*contact[:-3], "no_answer", "--command-id", used)
    for act in (("case", "contact", OTHER, *otherwise), ("case", "contact", CASE, *contact)):
        refused = cases.run(*act)
        assert refused.code == 3
        assert "command_id_reused" in refused.said
    assert cases.json("case", "contact", OTHER, *contact)["repeated"]


def test_a_command_for_another_version_is_refused_and_says_where_the_case_stands(cases: Program) -> None:
    contact = ("case", "contact", OTHER, "--channel", "phone", "--purpose", "payment", "--outcome", "reached")
    version = cases.json(*contact)["version"]
    refused = cases.run(*contact, "--expected-version", str(version - 1))
    assert refused.code == 3
    assert f"at version {version}" in refused.said
    assert cases.json(*contact, "--expected-version", str(version))["version"] == version + 1


def test_a_plan_covers_the_whole_debt_and_then_deadlines_pass(cases: Program) -> None:
    short = cases.run("case", "plan", CASE, "--channel", "chat", "--instalment", "2026-04-01:999", "--json")
    assert short.document["code"] == "plan_total_differs"
    parts = ("--instalment", "2026-04-01:400", "--instalment", "2026-05-04:600.00")
    assert cases.json("case", "plan", CASE, "--channel", "chat", *parts, "--wait")["accepted"]
    assert [one["kind"] for one in cases.json("case", "show", CASE)["deadlines"]] == ["instalment"]
    FileClock.set(cases.folder / "clock.json", MONDAY_MORNING)
    missed = _trail_until(cases, "DeadlineMissed")
    assert [event["actor_id"] for event in missed] == ["deadline-clock"]


def test_a_closed_case_refuses_what_a_closed_case_must(cases: Program) -> None:
    cases.json("case", "close", OTHER, "--outcome", "withdrawn_by_client", "--reason", "asked_by_creditor")
    refused = cases.run("case", "contact", OTHER, "--channel", "phone", "--purpose", "payment", "--outcome", "reached")
    assert refused.code == 3
    assert "case_closed" in refused.said


def test_what_was_mistyped_is_named_and_nothing_is_sent(cases: Program) -> None:
    assert "is no instalment" in cases.run("case", "plan", CASE, "--channel", "chat", "--instalment", "soon").said
    assert "is no day" in cases.run("case", "deadline", CASE, "--due", "1/4/2026").said
    assert "is no time" in cases.run("case", "show", CASE, "--as-of", "yesterday").said
    assert cases.run("blances").code == 2
    assert "Did you mean 'balances'?" in cases.run("blances").said


def test_replay_streams_the_log_in_order(cases: Program) -> None:
    lines = [json.loads(line) for line in cases.run("replay", "--json").done().out.splitlines()]
    assert len(lines) == cases.json("status")["log"]["events"]
    for partition in (0, 1):
        positions = [line["position"] for line in lines if line["partition"] == partition]
        assert positions == list(range(1, len(positions) + 1))
    some = cases.run("replay", "--from-position", "1/2", "--json").done().out.splitlines()
    assert {(json.loads(line)["partition"], json.loads(line)["position"] >= 2) for line in some} <= {(1, True)}
    assert len(cases.run("replay", "--case", CASE).done().out.splitlines()) == 5


def test_a_command_that_cannot_be_read_is_kept_and_can_be_sent_again(cases: Program, its_settings: Settings) -> None:
    envelope, claim = a_claim(77)
    key, value, headers = command_record(envelope, claim)
    producer = connection_of(its_settings).producer()
    producer.send(its_settings.commands_topic, key=key, value=value[:-5], headers=headers)
    producer.close()

    [kept] = _until(cases, lambda: cases.json("rejected", "list")["rejected"])
    assert (kept["type"], kept["command_id"]) == ("caseledger.case.commands.ReceiveClaim", str(envelope.id))
    assert "could not be read" in kept["reason"]
    assert cases.json("rejected", "retry", kept["place"])["sent_again"] == [kept["place"]]
    [again] = _until(cases, lambda: cases.json("rejected", "list")["rejected"])
    assert again["place"] != kept["place"], "it is still wrong, and came back"
    assert len(cases.json("rejected", "list", "--all")["rejected"]) == 2
    assert cases.run("rejected", "retry", "0/999999").code == 6


def test_nothing_is_parked_and_retrying_nothing_is_no_error(cases: Program) -> None:
    assert cases.json("parked", "list")["parked"] == []
    assert cases.json("parked", "retry", "--all")["retried"] == []
    assert cases.run("parked", "retry").code == 2


def test_a_read_model_is_rebuilt_and_answers_the_same(cases: Program) -> None:
    before = cases.json("balances", "--wait")
    rebuilt = cases.json("projections", "rebuild", "balances")
    assert (rebuilt["model"], rebuilt["build"]) == ("balances", 2)
    assert cases.json("balances", "--wait") == before


def test_verification_finds_everything_sound_and_prints_the_heads(cases: Program) -> None:
    cases.json("balances", "--wait")
    found = cases.json("verify")
    assert found["sound"]
    assert found["findings"] == []
    assert [len(one["head"]) for one in found["partitions"]] == [64, 64]
    assert "read models" in found["checks"]


def test_what_clients_were_told_is_held_against_the_log_and_the_read_models(cases: Program, tmp_path: Path) -> None:
    cases.json("balances", "--wait")
    found = cases.json("check")
    assert (found["sound"], found["findings"], found["found"]) == (True, [], {})
    assert found["commands"] == found["accepted"] + found["refused"] + found["unknown"] > 0
    assert found["rows"] > 0
    history = tmp_path / "history.jsonl"
    history.write_text('{"sent": 1}\n', "utf-8")
    refused = cases.run("check", str(history))
    assert refused.code == 4
    assert f"{history}, line 1" in refused.said.replace("\n", " ")


def test_the_index_is_rebuilt_only_when_no_writer_runs(cases: Program, its_settings: Settings) -> None:
    refused = cases.run("index", "rebuild")
    assert refused.code == 2
    assert "A writer runs here" in refused.said
    cases.run("down").done()
    deleted = cases.json("index", "rebuild")["deleted"]
    assert len(deleted) == 2
    cases.run("up").done()
    with LogHistory(its_settings) as history:
        before = history.last_positions()
    call = ("--channel", "chat", "--purpose", "thanks", "--outcome", "reached", "--wait")
    assert cases.json("case", "contact", CASE, *call)["accepted"]
    with LogHistory(its_settings) as history:
        assert sum(history.last_positions().values()) == sum(before.values()) + 1
    assert cases.json("verify")["sound"]


def _trail_until(program: Program, event_type: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _until(program, lambda: program.json("trail", "--type", event_type)["events"])
    return found


def _until(program: Program, ask: Any, tries: int = 30) -> Any:
    """What ``ask`` finds, once it finds something."""
    for _ in range(tries):
        if found := ask():
            return found
    raise AssertionError(f"nothing came, and the logs in {program.folder / 'logs'} say why")
