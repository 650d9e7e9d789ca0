"""Whatever the command line shows of people is put on record first; a question that nobody classified counts as one."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any, get_args
from uuid import UUID

import pytest
import typer.main

from infra.cli import database, reads
from infra.cli.failures import Unavailable
from infra.cli.holding import SHOWS, Shows, shows
from infra.cli.main import app
from infra.cli.options import Purpose
from infra.cli.questions.questions import asked
from infra.cli.session import Session
from infra.postgres.progress import PositionedAnswer
from infra.reads.purposes import ReadingPurpose
from infra.reads.read import Door, Read
from infra.reads.recording import ReadNotRecorded

PERSON, CASE = UUID(int=1), UUID(int=2)
SERVERS = {"demo", "up", "down", "serve"}
"""They answer nothing but how they are."""
PURPOSE_OPTION = get_args(Purpose)[1]


def leaves(command: Any, *names: str) -> Iterator[tuple[str, Any]]:
    if hasattr(command, "commands"):
        for name in command.commands:
            yield from leaves(command.commands[name], *names, name)
    else:
        yield " ".join(names), command


COMMANDS = dict(leaves(typer.main.get_command(app)))


def options(name: str) -> set[str]:
    return {option for parameter in COMMANDS[name].params for option in parameter.opts}


def is_act(name: str) -> bool:
    return "--command-id" in options(name)


def asks_the_read_models(name: str) -> bool:
    """Whether its function, or one of the same module that it calls, asks them."""
    function = inspect.unwrap(COMMANDS[name].callback)
    module: ModuleType | None = inspect.getmodule(function)
    assert module is not None
    bodies = {one.name: one for one in ast.parse(inspect.getsource(module)).body if isinstance(one, ast.FunctionDef)}
    seen, wanted = set[str](), [function.__name__]
    while wanted:
        if (at := wanted.pop()) in seen or at not in bodies:
            continue
        seen.add(at)
        wanted += [one.id for one in ast.walk(bodies[at]) if isinstance(one, ast.Name)]
        calls = [one.func for one in ast.walk(bodies[at]) if isinstance(one, ast.Call)]
        if any(isinstance(one, ast.Name) and one.id == "asked" for one in calls):
            return True
    return False


def test_of_every_question_it_is_said_what_its_answer_may_hold() -> None:
    questions = {name for name in COMMANDS if not is_act(name)} - SERVERS
    acts = {name for name in COMMANDS if is_act(name) and asks_the_read_models(name)}
    assert set(SHOWS) == questions | acts
    assert shows("a question of tomorrow") is Shows.NAMES, "whatever nobody has thought about is taken for the worst"


def test_what_shows_personal_data_takes_a_purpose_and_nothing_else_does() -> None:
    said = PURPOSE_OPTION.help
    asks = {
        name for name, command in COMMANDS.items() if any(getattr(one, "help", "") == said for one in command.params)
    }
    assert asks == {name for name, what in SHOWS.items() if what is not Shows.NOTHING}


@dataclass(frozen=True)
class Found:
    person_id: UUID
    case_ids: list[UUID]
    name: str = "Asa Oberg"


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> list[Read]:
    """What was put on record, of an answer with one person and one case in it."""
    found = PositionedAnswer([Found(PERSON, [CASE])], {})
    monkeypatch.setattr(database, "asked", lambda *_, **__: found)
    monkeypatch.setattr(Session, "served", None)
    on_record: list[Read] = []
    monkeypatch.setattr(reads, "_record", lambda _, read: on_record.append(read))
    return on_record


def session_for(command: str) -> Session:
    session = Session(environ={})
    session.command, session.purpose = command, ReadingPurpose.COMPLAINT
    return session


@pytest.mark.parametrize("command", ["person find", "person show", "a question of tomorrow"])
def test_an_answer_with_names_is_on_record_with_whom_it_is_of_and_why(recorded: list[Read], command: str) -> None:
    asked(session_for(command), lambda _: None, wait=False)
    (read,) = recorded
    assert (read.persons, read.cases, read.rows) == ((PERSON,), (CASE,), 1)
    assert (read.question, read.purpose, read.door) == (command, ReadingPurpose.COMPLAINT, Door.COMMAND_LINE)
    assert read.in_the_clear and b"Asa" not in read.value()


def test_an_answer_without_names_is_not(recorded: list[Read]) -> None:
    asked(session_for("balances"), lambda _: None, wait=False)
    assert not recorded


def test_what_cannot_be_put_on_record_is_not_shown(recorded: list[Read], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> None:
        raise ReadNotRecorded("the topic takes no reads now.")

    monkeypatch.setattr(reads, "_record", refuses)
    with pytest.raises(Unavailable, match=r"put on record first.*Nothing was shown\. the topic takes no reads now"):
        asked(session_for("person show"), lambda _: None, wait=False)
    assert not recorded
