"""The README begins with ten lines that a person can paste: they do what stands beside them."""

from __future__ import annotations

import re
import shlex
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.acceptance.program import Program
from tests.waiting import patiently

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "README.md").read_text("utf-8")
TEN = PAGE.split("```")[1].strip().splitlines()


@pytest.fixture(scope="module")
def pasted(place: Program) -> list[str]:
    """What the lines say, in a ledger where nothing was done before; servers are there."""
    typed = replace(place, is_loaded=False)
    shutil.copytree(ROOT / "examples", place.folder / "examples")
    said = []
    for line in TEN:
        words = shlex.split(line, comments=True)
        if words[:2] == ["make", "up"] or words[:2] == ["make", "down"]:
            typed.run(words[1]).done()
        elif words[0] == "caseledger":
            _wait_for_money(place, words)
            said.append(typed.run(*words[1:]).done().said)
    return said


def _wait_for_money(place: Program, words: list[str]) -> None:
    """A person who reads what each line says gives the policies more time than a test does."""
    if words[1] == "balances":
        for _ in patiently():
            if place.json("suspense", "--wait")["payments"]:
                return


def test_there_are_ten_lines_before_the_picture() -> None:
    assert len(TEN) == 10
    assert PAGE.index(TEN[-1]) < PAGE.index("CASE WRITER")
    assert PAGE.index(TEN[0]) < 600, "nothing but a sentence or two comes before them"


def test_the_ten_lines_do_what_they_say(pasted: list[str]) -> None:
    registered, claims, payments, balances, history, suspense, verified = pasted
    assert "is registered as norrkraft" in registered
    assert re.search(r"received 4 15,722.90 SEK", claims)
    assert re.search(r"received 3 6,632.50 SEK", payments)
    assert "Trial balance: 0.00 SEK" in balances
    assert "Deadline 1 (payment_demand) set" in history
    assert "no_reference" in suspense
    assert "Sound." in verified
