"""What a person types, and what a terminal gets to see of it."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from infra.cli.failures import CannotBeUsed
from infra.cli.main import app
from infra.cli.render.progress import counting
from infra.cli.render.screen import Screen, styled
from infra.cli.render.table import facts, number, table, text, whole
from infra.cli.times import Zone, read_day
from infra.cli.typed import Checked

ZONE = Zone("Europe/Stockholm")
NASTY = ["[/b]", "[bold]x[/bold]", "[/]", "portfolio[mars].csv", "[link=file:///x]", ":smile:", "a[/b", "\\[x]"]
STEERING = [
    "\x1b[31mRED\x1b[0m",
    "\x1b]0;title\x07",
    "\x9b2J",
    "\u202eevil",
    "a\rb",
    "\x08\x08",
    "\udce5",
    "\x1b[2J\x1b[H",
]


@contextmanager
def written() -> Iterator[tuple[Screen, io.StringIO]]:
    screen, stream = Screen(), io.StringIO()
    screen.out.file = screen.err.file = stream
    yield screen, stream


def ways_to_show(screen: Screen, value: str) -> None:
    """Every way that commands have to print something."""
    screen.show(value)
    screen.show(styled((value, "bold"), value))
    screen.show(table(value, [whole(value), text("b"), number("n")], [(value, value, 1)], caption=value))
    screen.show(facts(value, [(value, value)]))
    screen.note(value)
    screen.step(value)
    screen.warn(value)
    screen.fail(value)
    screen.out.out(value, highlight=False)
    screen.out.rule(styled(value))
    with counting(screen, value, 1) as counter:
        counter.note(value)
        counter.reach(1, 1)


@pytest.mark.parametrize("value", NASTY)
def test_brackets_are_letters_wherever_they_are_printed(value: str) -> None:
    with written() as (screen, stream):
        ways_to_show(screen, value)
    assert stream.getvalue().count(value) >= 17


@pytest.mark.parametrize("value", STEERING)
def test_nothing_that_is_printed_steers_a_terminal(value: str) -> None:
    with written() as (screen, stream):
        ways_to_show(screen, value)
    assert [one for one in stream.getvalue() if not one.isprintable() and one != "\n"] == []
    stream.getvalue().encode("utf-8")


@pytest.mark.parametrize("value", STEERING)
def test_a_document_holds_the_value_exactly_and_nothing_that_steers_a_terminal(value: str) -> None:
    with written() as (screen, stream):
        screen.document({"value": value, "file": Path(value.replace("/", ""))})
    assert [one for one in stream.getvalue() if not one.isprintable() and one != "\n"] == []
    assert json.loads(stream.getvalue())["value"] == value


def every_command(group: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from every_command(command, (*words, name))
        else:
            yield (*words, name), command


COMMANDS = dict(every_command(typer.main.get_command(app)))


def test_every_command_checks_its_texts() -> None:
    assert [words for words, command in COMMANDS.items() if not isinstance(command, Checked)] == []
    assert len(COMMANDS) > 15


CONTACT = ["case", "contact", "A/1", "--channel", "phone", "--purpose", "x", "--outcome", "y"]


@pytest.mark.parametrize(
    "words",
    [
        [*CONTACT, "--note", "ringde \udce5ter"],
        [*CONTACT, "--purpose", "\x1b[31mRED\x1b[0m"],
        [*CONTACT, "--outcome", "reached\u200b"],
        [*CONTACT, "--as", "agent\u202e7"],
        [*CONTACT, "--note", "x" * 4_001],
        ["case", "plan", "A/1", "--channel", "phone", "--instalment", "2026-04-01:500", "--instalment", "\x00"],
        ["case", "show", "A\x1b/1"],
        ["case", "show", "A/1", "--as-of", "2026-03-0\x7f9"],
        ["import", "claims", "no \x1b[31m such \udce5 file"],
        ["case", "shøw\x1b"],
        ["case", "show", "--\x1b[31m"],
    ],
)
def test_a_damaged_text_ends_a_command_with_its_reason_and_is_not_repeated(words: list[str]) -> None:
    outcome = CliRunner().invoke(app, words)
    assert outcome.exit_code == 2, outcome.output
    assert "\x1b" not in outcome.output
    assert "\x00" not in outcome.output


def test_a_text_comes_to_the_command_in_its_one_form() -> None:
    program = typer.Typer()
    seen: list[object] = []

    @program.command(cls=Checked)
    def act(case: str, file: Path, note: str = "", part: list[str] = []) -> None:  # noqa: B006
        seen.extend((case, file, note, part))

    CliRunner().invoke(program, ["\u00a0O\u0308 1 ", "\udce5\x1b", "--note", "a\r\nb", "--part", " x", "--part", "y "])
    assert seen == ["Ö 1", Path("\udce5\x1b"), "a\nb", ["x", "y"]]


def pipe(folder: Path) -> str:
    os.mkfifo(folder / "claims.pipe")
    return str(folder / "claims.pipe")


@pytest.mark.parametrize("file", ["a pipe", "/dev/stdin", "/dev/null", "/dev/fd/0"])
@pytest.mark.parametrize("what", ["claims", "payments"])
def test_what_can_be_read_once_only_is_refused_at_once(tmp_path: Path, what: str, file: str) -> None:
    outcome = CliRunner().invoke(app, ["import", what, pipe(tmp_path) if file == "a pipe" else file])
    assert outcome.exit_code == 2
    assert "Write what comes through it into a file" in " ".join(outcome.output.replace("│", " ").split())


@pytest.mark.parametrize(
    ("typed", "at_end", "instant"),
    [
        ("2026-03-12", False, datetime(2026, 3, 11, 23, tzinfo=UTC)),
        ("20260312", False, datetime(2026, 3, 11, 23, tzinfo=UTC)),
        ("2026-03-12", True, datetime(2026, 3, 12, 22, 59, 59, 999_999, tzinfo=UTC)),
        ("20260312", True, datetime(2026, 3, 12, 22, 59, 59, 999_999, tzinfo=UTC)),
        ("2026-W11-4", True, datetime(2026, 3, 12, 22, 59, 59, 999_999, tzinfo=UTC)),
        ("2026W114", True, datetime(2026, 3, 12, 22, 59, 59, 999_999, tzinfo=UTC)),
        ("2026-03-12 10:00", True, datetime(2026, 3, 12, 9, tzinfo=UTC)),
        ("20260312T1000", True, datetime(2026, 3, 12, 9, tzinfo=UTC)),
        ("2026-03-12T10:00:00Z", True, datetime(2026, 3, 12, 10, tzinfo=UTC)),
        ("2026-10-25T02:30+01:00", False, datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("2026-03-29 03:00", False, datetime(2026, 3, 29, 1, tzinfo=UTC)),
        ("2026-10-25", True, datetime(2026, 10, 25, 22, 59, 59, 999_999, tzinfo=UTC)),
        ("2199-12-31", True, datetime(2199, 12, 31, 22, 59, 59, 999_999, tzinfo=UTC)),
    ],
)
def test_a_day_is_a_day_and_a_time_a_time_however_they_are_written(typed: str, at_end: bool, instant: datetime) -> None:
    assert ZONE.read(typed, "--as-of", at_end_of_day=at_end) == instant


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("9999-12-31", "1900 to 2199"),
        ("0001-01-01", "1900 to 2199"),
        ("0001-01-01T00:00:00+14:00", "1900 to 2199"),
        ("9999-12-31T23:59:59-14:00", "1900 to 2199"),
        ("2200-01-01", "1900 to 2199"),
        ("2026-03-29 02:30", "is left out on 2026-03-29 in Europe/Stockholm"),
        ("2026-10-25 02:30", "Write 2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00"),
        ("2026-02-30", "no time"),
        ("2026-13-01", "no time"),
        ("yesterday", "no time"),
        ("2026-03-12 25:00", "no time"),
        ("2026", "no time"),
        ("", "no time"),
        ("２０２６-03-12", "no time"),
        ("2026-03-12T10:00+99:00", "no time"),
    ],
)
@pytest.mark.parametrize("at_end", [True, False])
def test_a_time_that_nobody_can_place_is_refused_with_the_reason(typed: str, at_end: bool, reason: str) -> None:
    with pytest.raises(CannotBeUsed, match="--happened: ") as refused:
        ZONE.read(typed, "--happened", at_end_of_day=at_end)
    assert reason in str(refused.value).replace("+0", "+0")


@pytest.mark.parametrize("typed", ["9999-12-31", "0001-01-01", "1.4.2026", "2026-04-31", "2026-04-01T10:00"])
def test_a_day_that_nobody_can_mean_is_refused(typed: str) -> None:
    with pytest.raises(CannotBeUsed, match="--due: "):
        read_day(typed, "--due")
