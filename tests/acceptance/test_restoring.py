"""A ledger that is lost and comes back from its copy: Kafka's folder and two files of keys, as docs/backup.md says."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.demo.calendar import CLAIMS_COME_IN
from infra.runtime.clock import FileClock
from tests.acceptance.program import Program, environment
from tests.release_made import ROOT

KEYS = ("wrapping-keys", "person-index-key")
LATER = ("creditor", "register", "sydkraft", "--name", "Sydkraft")


def stack_in(home: Path) -> Program:
    """A local stack of its own, so that its folders can be taken away."""
    return Program(environment(CASELEDGER_HOME=str(home), CASELEDGER_PARTITIONS="2", CASELEDGER_PAGES="no"), home)


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Program, Path]]:
    """A stack that was copied when it was stopped, with its heads, and went on after that; and the copy."""
    home, copy = Path(tempfile.mkdtemp(prefix="cl-")), tmp_path_factory.mktemp("copy")
    FileClock.set(home / "clock.json", CLAIMS_COME_IN)
    program = stack_in(home)
    program.run("up").done()
    try:
        program.run("creditor", "register", "norrkraft", "--name", "Norrkraft Energi AB").done()
        program.run("import", "claims", str(ROOT / "examples/claims.csv"), "--wait").done()
        program.run("verify", "--heads", "heads.json").done()
        program.run("down").done()
        shutil.copytree(home / "kafka", copy / "kafka")
        for name in KEYS:
            shutil.copy2(home / name, copy / name)
        program.run("up").done()
        program.run(*LATER).done()
        program.run("balances", "--wait").done()
        program.run("down").done()
        yield program, copy
    finally:
        program.run("down").done()
        shutil.rmtree(home)


def drilled(program: Program) -> dict[str, Any]:
    """What the drill says of a stack, in one document with its exit code."""
    ended = program.run("restore", "check", "--against", "heads.json", "--json")
    assert ended.code in (0, 1), ended.said
    return {"code": ended.code, **ended.document, "codes": sorted({one["code"] for one in ended.document["findings"]})}


def test_a_copy_comes_back_whole_elsewhere_and_works_on(lost: tuple[Program, Path]) -> None:
    program, copy = lost
    home = Path(tempfile.mkdtemp(prefix="cl-"))
    shutil.copytree(copy, home, dirs_exist_ok=True)
    shutil.copy2(program.folder / "heads.json", home)
    shutil.copy2(program.folder / "clock.json", home)
    elsewhere = stack_in(home)
    try:
        elsewhere.run("up", "--no-workers").done()
        told = elsewhere.run("restore", "check", "--against", "heads.json").done()
        assert "Complete." in told.said and "sealed texts opened" in told.said
        (home / KEYS[0]).rename(home / "away")
        without = drilled(elsewhere)
        assert (without["code"], without["codes"]) == (1, ["wrapping_key_missing"])
        (home / "away").rename(home / KEYS[0])
        elsewhere.run("up").done()
        portfolios = elsewhere.json("balances", "--wait")["portfolios"]
        assert sum(one["cases"] for one in portfolios) == 4, "the read models were made anew from the log alone"
        elsewhere.run(*LATER).done()
        elsewhere.run("verify", "--against", "heads.json").done()
    finally:
        elsewhere.run("down").done()
        shutil.rmtree(home)


def test_what_was_accepted_after_the_copy_and_a_file_that_came_back_short_are_named(lost: tuple[Program, Path]) -> None:
    program, copy = lost
    kafka = program.folder / "kafka"
    shutil.rmtree(kafka)
    shutil.copytree(copy / "kafka", kafka)
    program.run("up", "--no-workers").done()
    told = drilled(program)
    assert (told["code"], told["codes"]) == (1, ["accepted_and_gone"]), told
    assert {one["known_from"] for one in told["gone"]} == {"read models"}
    assert "Accepted, and gone" in program.run("restore", "check", "--against", "heads.json").said
    program.run("down").done()
    segment = max((kafka / "data").glob("caseledger.events-*/*.log"), key=lambda path: path.stat().st_size)
    with segment.open("r+b") as file:
        file.truncate(segment.stat().st_size // 2)
    program.run("up", "--no-workers").done()
    short = drilled(program)
    assert short["code"] == 1 and {"cut_off", "accepted_and_gone"} <= set(short["codes"]), short
    partition = segment.parent.name.rpartition("-")[2]
    assert f"partition {partition}" in {one["where"] for one in short["findings"] if one["code"] == "cut_off"}
