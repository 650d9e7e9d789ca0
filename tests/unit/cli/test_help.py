"""A newcomer learns from the help, so nothing in it may be missing, and the page on the command line tells the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from infra.cli import commands
from infra.cli.exit_codes import MEANING, ExitCode
from infra.cli.main import EPILOG, app
from infra.cli.render.formats import Format
from infra.cli.render.help_text import flowing, in_plain_words
from infra.cli.render.screen import Screen
from infra.intake.importing.tally import Tally
from tests.for_each import for_each

PROGRAM: Any = typer.main.get_command(app)
PAGE = Path("docs/command-line.md").read_text("utf-8")


def every_command(group: Any = PROGRAM, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from every_command(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


COMMANDS = dict(every_command())


@for_each("name", COMMANDS)
def test_every_command_says_what_it_does_and_every_option_what_it_is_for(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    assert command.help.strip()
    without = [parameter.name for parameter in command.params if not getattr(parameter, "help", None)]
    assert [one for one in without if one not in ("help", "file")] == []


def test_the_help_shows_every_command_and_only_those_that_there_are() -> None:
    assert list(commands.COMMANDS) == PROGRAM.list_commands(None) == list(PROGRAM.commands)


@for_each("name", COMMANDS)
def test_the_page_on_the_command_line_knows_every_command(name: str) -> None:
    *groups, last = name.split()
    told = r"[ `|\w]*".join([*groups, rf"\b{last}\b"])  # as in `case hold place|extend|lift`
    assert re.search(told, PAGE), f"docs/command-line.md does not tell of {name!r}"


def test_the_page_and_the_help_know_every_exit_code() -> None:
    on_the_page = {int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)}
    assert on_the_page == set(ExitCode) == set(MEANING)
    assert all(f"{code:>3}  {meaning}" in EPILOG for code, meaning in MEANING.items())


def test_every_answering_command_answers_in_every_format() -> None:
    speaks = {name for name, command in COMMANDS.items() if any("--format" in p.opts for p in command.params)}
    assert set(COMMANDS) - speaks == {"demo", "up", "down", "serve"}


def test_json_is_short_for_the_format_and_no_text_that_follows_two_dashes() -> None:
    command = COMMANDS["balances"]
    for args, wanted in ((["--json"], Format.JSON), (["--format", "csv"], Format.CSV), ([], Format.TABLE)):
        assert command.make_context("balances", args).params["answer_as"] is wanted
    assert COMMANDS["case show"].make_context("show", ["--", "--json"]).params["case"] == "--json"


def test_every_list_has_pages() -> None:
    paged = {name for name, command in COMMANDS.items() if any("--limit" in p.opts for p in command.params)}
    lists = {name for name in COMMANDS if name.endswith(" list")}
    assert paged >= {"trail", "sla", "suspense", *lists}
    for name in paged:
        assert {"--after", "--newest-first"} <= {opt for p in COMMANDS[name].params for opt in p.opts}, name


def test_the_page_has_every_field_of_an_import() -> None:
    assert [name for name in Tally().as_json() if f'"{name}"' not in PAGE] == []


def test_paragraphs_flow_and_what_is_typed_stands_out() -> None:
    text = flowing("""Say
    this with `caseledger up`.

    Example: caseledger down
    """)
    assert text == "Say this with [cyan]caseledger up[/].\n\nExample: [cyan]caseledger down[/]"


@pytest.mark.parametrize(
    ("said", "plainly"),
    [
        ("Value error, 'phon' is not one of 'phone', 'sms'.", "'phon' is not one of 'phone', 'sms'."),
        (
            "Input should be a valid UUID, invalid group count: expected 5, found 3",
            "It is no id. Write the whole of it",
        ),
        ("Input should be a valid integer, unable to parse string as an integer", "It is no whole number."),
        ("Input should be greater than or equal to 1", "It must be 1 or more."),
        ("Input should be less than or equal to 365", "It must be 365 or less."),
        ("No such option: --limt", "No such option: --limt"),
    ],
)
def test_what_is_wrong_with_a_value_is_said_in_plain_words(said: str, plainly: str) -> None:
    assert in_plain_words(said).startswith(plainly)


@pytest.mark.parametrize(
    "args",
    [["case", "contact", "X", "--channel", "phon"], ["trail", "--limit", "0"], ["trail", "--limit", "abc"],
     ["person", "show", "nobody"], ["trail", "--limit", "1000000"], ["trail", "--format", "xml"]],
)  # fmt: skip
def test_the_library_says_nothing_in_its_own_words(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        PROGRAM(args)
    said = capsys.readouterr().err
    assert "Invalid value for" in said
    assert "Input should" not in said and "Value error" not in said


def test_answers_are_apart_from_everything_else(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen()
    screen.show("the answer")
    screen.note("beside it")
    screen.fail("wrong [bold]here[/]")
    captured = capsys.readouterr()
    assert captured.out == "the answer\n"
    assert "wrong [bold]here[/]" in captured.err, "what others wrote is never taken for markup"
