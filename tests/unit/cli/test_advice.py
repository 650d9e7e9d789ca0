"""Advice that somebody can follow: each command that a message, a help text or a page names is there, with its options.

Messages are collected from the source, so that nobody has to list them: a new refusal or error is walked as soon as it
is written.
"""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main

from infra.cli.main import app
from tests.for_each import for_each

PROGRAM: Any = typer.main.get_command(app)
SOURCES = [
    path for room in ("domain", "infra", "consumers", "projections") for path in sorted(Path(room).rglob("*.py"))
]
PAGES = [Path("README.md"), *sorted(Path("docs").rglob("*.md"))]
VALUE = "VALUE"
"""Stands for what is filled in when the message is made."""

QUOTED = re.compile(r"`(caseledger(?: [^`]*)?)`", re.DOTALL)
BARE = re.compile(r"(?:(?<!Example): |with |run |then )caseledger [a-z]+")
IN_PAGE = re.compile(r"^ *(?:\$ )?(caseledger [^#\n]*)", re.MULTILINE)

ADVISES = re.compile(
    r"\b(?:first|instead|before that|beforehand)\b"
    r"|(?:^|[.;:,] |\band |\bor )"
    r"(?:end|change|use|give|set|ask|send|register|correct|lift|resolve|place|match|reverse)\b",
    re.IGNORECASE,
)
FOLLOWED_ELSEWHERE = {
    "rule_missing": "a row of law is added by who maintains the program: docs/law.md",
}
"""Refusals whose advice is no command of ours, and who follows it."""


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text("utf-8"))))


def texts(path: Path) -> Iterator[str]:
    """Every text in a file, with its parts put together and VALUE where something is filled in."""
    inner: set[int] = set()
    for node in nodes(path):
        if isinstance(node, ast.JoinedStr):
            inner |= {id(part) for part in ast.walk(node) if part is not node}
        if id(node) not in inner and (found := as_text(node)):
            yield found


def as_text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(VALUE if isinstance(part, ast.FormattedValue) else as_text(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return as_text(node.left) + as_text(node.right)
    return ""


def refusals() -> Iterator[tuple[str, str]]:
    """The code and the message of every refusal that the domain can make."""
    for path in SOURCES:
        if path.parts[0] != "domain":
            continue
        for node in nodes(path):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Refusal":
                given = [*node.args, *(keyword.value for keyword in node.keywords)]
                if isinstance(given[0], ast.Attribute):
                    continue  # one that is told again, such as from the record of it
                yield as_text(given[0]), as_text(given[1]) if len(given) > 1 else ""


def problem_with(line: str) -> str | None:
    """What is wrong with a command line; None when a person can type it. Three dots stand for anything."""
    command, words = PROGRAM, shlex.split(line.replace("[/]", " ").replace("…", " ... "))[1:]
    options = names_of(command)
    for word in words:
        if word.startswith("--"):
            if word.partition("=")[0] not in options | ({"--json"} if "--format" in options else set()):
                return f"{line!r}: there is no option {word}"
        elif hasattr(command, "commands") and re.fullmatch(r"[a-z][a-z-]*", word):
            if word not in command.commands:
                return f"{line!r}: there is no command {word}"
            command = command.commands[word]
            options = options | names_of(command)
    return None


def names_of(command: Any) -> set[str]:
    return {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)} | {"--help"}


def command_lines(text: str) -> Iterator[str]:
    for found in QUOTED.findall(text):
        line = " ".join(found.split())
        yield from line.split(" | ")[0].split(" · ")


@for_each("path", SOURCES)
def test_every_command_that_a_message_names_can_be_typed(path: Path) -> None:
    problems = [problem for text in texts(path) for line in command_lines(text) if (problem := problem_with(line))]
    assert problems == []


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_every_command_that_a_page_names_can_be_typed(path: Path) -> None:
    page = path.read_text("utf-8")
    blocks = "\n".join(re.findall(r"^```(?:sh|text)?\n(.*?)^```", page, re.DOTALL | re.MULTILINE))
    prose = re.sub(r"^```.*?^```", "", page, flags=re.DOTALL | re.MULTILINE)
    lines = [*command_lines(prose), *(re.split(r"  +", line)[0] for line in IN_PAGE.findall(blocks))]
    assert [problem for line in lines if (problem := problem_with(line))] == []


@for_each("refusal", lambda: sorted(set(refusals())))
def test_a_refusal_that_advises_names_the_command_that_does_it(refusal: tuple[str, str]) -> None:
    code, message = refusal
    assert message, "a refusal without a sentence helps nobody"
    if ADVISES.search(message) and code not in FOLLOWED_ELSEWHERE:
        assert list(command_lines(message)), f"who reads this knows no way to do it: {message}"


@for_each("path", SOURCES)
def test_a_command_to_type_stands_between_backquotes_where_it_is_walked(path: Path) -> None:
    bare = [found for text in texts(path) if (found := BARE.search(text))]
    assert [found.group() for found in bare] == []


def test_a_command_that_is_not_there_would_be_found() -> None:
    assert problem_with("caseledger blances") == "'caseledger blances': there is no command blances"
    assert problem_with("caseledger case end-everything CASE") is not None
    assert problem_with("caseledger trail --actr x") == "'caseledger trail --actr x': there is no option --actr"
    assert problem_with("caseledger import claims FILE --pay-within 14") is None
    assert ADVISES.search("A plan is in force already; end or change that one first.")
    assert len(set(refusals())) > 20
