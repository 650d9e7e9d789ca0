"""A person asks for their data and gets all of it, in files of their own; who is due to be forgotten is proposed."""

from __future__ import annotations

import json
import stat

import pytest

from tests.acceptance.program import Program

NAME, ADDRESS = "Åsa Öberg-Ekström", "asa.oberg.ekstrom@example.org"


@pytest.fixture(scope="module")
def asa(ledger: Program) -> str:
    registered = ledger.json("person", "register", "--name", NAME, "--email", ADDRESS, "--wait")
    return str(registered["aggregate_id"])


def test_nobody_gets_everything_about_somebody_who_has_not_asked(ledger: Program, asa: str) -> None:
    refused = ledger.run("person", "access", asa, "--out", "curious.txt", "--channel", "letter")
    assert refused.code == 3
    assert "access_not_requested" in refused.err
    assert not (ledger.folder / "curious.txt").exists()


def test_who_asks_gets_all_of_it_in_files_that_are_closed_to_others(ledger: Program, asa: str) -> None:
    ledger.run("person", "access-request", asa, "--channel", "email").done()
    given = ledger.run(
        "person", "access", asa, "--out", "asa.txt", "--out", "asa.json", "--channel", "letter", "--wait"
    ).done()
    assert NAME not in given.out + given.err
    content = json.loads((ledger.folder / "asa.json").read_text("utf-8"))
    [matter] = content["matters"]
    types = [event["type"] for event in matter["events"]]
    assert types == ["PersonRegistered", "ContactDetailsChanged", "AccessRequested"]
    for name in ("asa.txt", "asa.json"):
        path = ledger.folder / name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert NAME in path.read_text("utf-8")
        assert ADDRESS in path.read_text("utf-8")
    history = ledger.json("person", "history", asa)["events"]
    assert history[-1]["type"] == "AccessGiven"
    assert history[-1]["data"]["events"] == 3


def test_a_file_that_is_there_is_not_written_over(ledger: Program, asa: str) -> None:
    again = ledger.run("person", "access", asa, "--out", "asa.txt", "--channel", "letter")
    assert again.code == 2
    assert "nothing is written over" in again.said


def test_retention_proposes_and_does_nothing(ledger: Program, asa: str) -> None:
    found = ledger.json("person", "retention")
    [mine] = [one for one in found["persons"] if one["person_id"] == asa]
    assert (mine["due"], [one["code"] for one in mine["obstacles"]]) == (False, ["no_case"])
    assert found["not_due"]["no_case"] >= 1
    assert "person_id,due,last_closed_on" in ledger.run("person", "retention", "--format", "csv").done().out
    assert ledger.json("person", "history", asa)["events"][-1]["type"] == "AccessGiven"
