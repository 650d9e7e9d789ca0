"""Who is let in, at the command line: links, people with passwords, and roles of the database."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from infra.cli.exit_codes import ExitCode
from infra.cli.failures import NotFound
from infra.cli.main import app
from infra.http.access.grantees import Grantee
from infra.http.access.roles import Role
from infra.http.access.sessions import Sessions
from infra.http.access.users import Users
from infra.postgres.roles import roles_sql


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CASELEDGER_HOME", str(tmp_path))
    return tmp_path


def said(*command: str, typed: str = "") -> str:
    answer = CliRunner().invoke(app, command, input=typed)
    assert answer.exit_code == ExitCode.DONE, answer.output
    return answer.stdout


def test_a_link_is_one_line_and_opens_what_was_asked_for(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASELEDGER_HTTP_URL", "https://" + "a-long-name." * 10 + "example.com")
    line = said("sign-in", "link", "--role", "case_worker", "--name", "agent-7", "--creditor", "norrsken").strip()
    found = re.fullmatch(r"https://\S+example\.com/sign-in\?token=([\w-]{43})", line)
    assert found is not None, line
    whose = Grantee(actor_id="agent-7", role=Role.CASE_WORKER, creditor_id="norrsken")
    assert Sessions(home / "sessions.sqlite").link(found[1]) == whose
    assert json.loads(said("sign-in", "link", "--json"))["role"] == "administrator"


def test_people_are_added_listed_given_another_password_and_disabled(home: Path) -> None:
    said("user", "add", "agent-7", "--role", "case_worker", typed="a first long one\n")
    users, sessions = Users(home / "users.json"), Sessions(home / "sessions.sqlite")
    assert users.of("agent-7", "a first long one") is not None

    def session_ends_with(*command: str, typed: str = "") -> None:
        session = sessions.begin(users.all()[0])
        said(*command, typed=typed)
        assert sessions.of(session) is None

    session_ends_with("user", "password", "agent-7", typed="another long one\n")
    assert users.of("agent-7", "a first long one") is None
    assert users.of("agent-7", "another long one") is not None
    session_ends_with("user", "disable", "agent-7")
    assert users.of("agent-7", "another long one") is None
    listed: dict[str, Any] = json.loads(said("user", "list", "--json"))
    assert [(one["actor_id"], one["disabled_at"] is None) for one in listed["users"]] == [("agent-7", False)]


def test_who_is_not_there_is_not_found() -> None:
    for command in (["user", "disable", "x"], ["user", "password", "x"]):
        answer = CliRunner().invoke(app, command, input="a long enough one\n")
        assert isinstance(answer.exception, NotFound)


def test_the_sql_of_the_roles_is_what_psql_reads() -> None:
    assert said("database", "roles").strip() == roles_sql().strip()
    assert json.loads(said("database", "roles", "--writer", "w", "--json"))["sql"] == roles_sql("w")
