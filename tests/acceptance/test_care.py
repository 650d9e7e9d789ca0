"""Care of a ledger: replay, what was kept apart, rebuilding, verification. Each test finds the ledger as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from infra.audit.history import LogHistory
from infra.messages.commands import command_record
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from tests.acceptance.program import Program
from tests.acceptance.some_files import a_line, write_lines
from tests.integration.writer.test_writer import a_claim
from tests.waiting import patiently

CASE = "Nordkraft/F-1"


@pytest.fixture(scope="module")
def cases(ledger: Program) -> Program:
    """Two cases with a first deadline."""
    write_lines(ledger.folder / "claims.csv", [a_line("F-1"), a_line("F-2", principal="250.50")])
    ledger.json("import", "claims", "claims.csv", "--pay-within", "14", "--as", "agent-1")
    ledger.known_to_persons(2)
    return ledger


def test_replay_streams_the_log_in_order(cases: Program) -> None:
    lines = [json.loads(line) for line in cases.run("replay", "--json").done().out.splitlines()]
    assert len(lines) == cases.json("status")["log"]["events"]
    for partition in (0, 1):
        positions = [line["position"] for line in lines if line["partition"] == partition]
        assert positions == list(range(1, len(positions) + 1))
    some = cases.run("replay", "--from-position", "1/2", "--json").done().out.splitlines()
    assert {(json.loads(line)["partition"], json.loads(line)["position"] >= 2) for line in some} <= {(1, True)}
    of_case = len(cases.json("case", "history", CASE)["events"])
    assert len(cases.run("replay", "--case", CASE).done().out.splitlines()) == of_case


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
    (rebuilt,) = cases.json("projections", "rebuild", "balances")["rebuilt"]
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
    call = ("--channel", "email", "--purpose", "thanks", "--outcome", "reached", "--wait")
    assert cases.json("case", "contact", CASE, *call)["accepted"]
    with LogHistory(its_settings) as history:
        assert sum(history.last_positions().values()) == sum(before.values()) + 1
    assert cases.json("verify")["sound"]


def _until(program: Program, ask: Any) -> Any:
    """What ``ask`` finds, once it finds something."""
    for _ in patiently():
        if found := ask():
            return found
    raise AssertionError(f"nothing came, and the logs in {program.folder / 'logs'} say why")
