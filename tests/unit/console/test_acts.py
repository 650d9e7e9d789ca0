"""What the ledger names by its command line, a page names by its form."""

from __future__ import annotations

import re
from typing import Any

import pytest
import typer.main

from domain.catalogue import COMMANDS
from infra.cli.acts_of import acts_of
from infra.cli.main import app
from infra.console.texts import LANGUAGES, Texts
from infra.console.texts.acts import ACTS, with_acts
from tests.unit.console.test_said import everything_said

AT_THE_TERMINAL = {"approvals decline", "case show", "ledger close PERIOD", "ledger verify", "verify"}
"""What no form does, or a page that is always at hand."""
BY_NAME = {cls.__name__: cls for cls in COMMANDS.values()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_line_that_is_said_is_a_form_here_or_known_to_be_none(language: str) -> None:
    named = Texts(language).named
    left = {line for text in everything_said() for line in re.findall(r"`caseledger ([^`]+)`", with_acts(text, named))}
    assert left <= AT_THE_TERMINAL


def test_each_form_does_what_its_command_line_does() -> None:
    program: Any = typer.main.get_command(app)
    sends = {(f"case {words}", cls.__name__) for words, cls in acts_of(program.commands["case"], BY_NAME)}
    of_cases = {(line.partition(" CASE")[0], name) for line, name in ACTS.items() if line.startswith("case ")}
    assert of_cases - sends == {("case settle", "OfferSettlement")}, "a group, of which this is the first"
    assert {*ACTS.values()} <= BY_NAME.keys()


def test_what_is_to_be_chosen_stands_behind_it() -> None:
    said = with_acts("End it: `caseledger case close CASE --outcome time_barred --reason CODE`.", Texts("en").named)
    assert said == "End it: “Close case” (What came of it: time barred)."


def test_a_line_that_no_form_does_stays_as_it_is() -> None:
    assert with_acts("See `caseledger verify`, `nothing`.", Texts("en").named) == "See `caseledger verify`, `nothing`."
