"""``caseledger webhook …`` at a desk whose book is in memory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from infra.cli.main import app
from infra.cli.session import Session
from infra.webhooks.deliveries import Delivery
from infra.webhooks.progress import HookProgress, Retry
from infra.webhooks.subscription import LanePlace
from tests.unit.webhooks.desks import NOW, DeskInMemory
from tests.unit.webhooks.receiving import Reply, receiving


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DeskInMemory:
    desk = DeskInMemory(tmp_path)
    monkeypatch.setenv("CASELEDGER_HOME", str(tmp_path))
    monkeypatch.setattr("infra.webhooks.opening.open_desk", lambda settings, clock: desk)
    monkeypatch.setattr(Session, "served", property(lambda self: self.settings))
    return desk


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["webhook", *words])


def told(*words: str) -> Any:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_from_the_first_secret_to_the_end(desk: DeskInMemory) -> None:
    made = told("add", "https://example.com/hooks", "--type", "CaseClosed", "--from", "beginning")
    identity = made["id"]
    assert made["secret"].startswith("whsec_")
    desk.book.note(identity, HookProgress(1, {0: LanePlace(9, 4)}, {0: Retry("0b1c", 5, 2, NOW)}, delivered=4))
    desk.log.append(Delivery(identity, NOW, "0b1c", "caseledger.case.CaseClosed", 0, 5, 2, "status_5xx", 500, 12, NOW))
    (listed,) = told("list")["webhooks"]
    assert listed == told("show", identity)
    assert (listed["state"], listed["positions"], listed["retries"][0]["attempts"]) == ("failing", {"0": 4}, 2)
    (call,) = told("deliveries", identity)["deliveries"]
    assert (call["outcome"], call["status"], call["attempt"]) == ("status_5xx", 500, 2)
    for words in (("list",), ("show", identity), ("deliveries", identity)):
        assert made["secret"][6:] not in run(*words).output
        assert identity in run("show", identity).output
    assert told("rotate", identity, "--overlap", "0")["secret"] != made["secret"]
    told("pause", identity)
    assert told("show", identity)["state"] == "paused"
    told("resume", identity)
    told("replay", identity, "--from", "0:3")
    assert told("show", identity)["positions"] == {"0": 2}
    told("remove", identity)
    assert told("list")["webhooks"] == []


def test_a_trial_ends_with_1_unless_the_receiver_has_it(desk: DeskInMemory) -> None:
    with receiving() as receiver:
        identity = told("add", receiver.url)["id"]
        assert run("test", identity).exit_code == 0
        receiver.answer = lambda _: Reply(404)
        failed = run("test", identity)
    assert failed.exit_code == 1
    assert "status_4xx (404)" in failed.stdout


def test_what_cannot_be_done_says_why(desk: DeskInMemory) -> None:
    from infra.cli.failures import CannotBeUsed, NotFound

    refused = run("add", "https://192.168.0.1/")
    assert isinstance(refused.exception, CannotBeUsed) and "public internet" in str(refused.exception)
    unknown = run("show", "wh_1")
    assert isinstance(unknown.exception, NotFound) and "webhook list" in str(unknown.exception)
    assert isinstance(run("replay", "wh_1", "--from", "soon").exception, CannotBeUsed)
