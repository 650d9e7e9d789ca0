"""Connections to a real PostgreSQL, and to ones that are not there."""

from __future__ import annotations

from contextlib import closing
from urllib.parse import urlsplit, urlunsplit

import pytest
from psycopg2.extensions import make_dsn

from infra.postgres.connect import DatabaseUnavailable, connect, database_place
from infra.postgres.errors import DatabaseRefuses
from infra.postgres.turned_away import needs_a_person
from tests.conftest import Servers


def ask(url: str, question: str) -> object:
    with closing(connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
    assert row is not None
    return row[0]


def test_a_connection_says_who_it_is_and_counts_in_utc(stack: Servers) -> None:
    assert ask(stack.database_url, "SHOW timezone") == "UTC"
    assert ask(stack.database_url, "SHOW application_name") == "caseledger"


def test_what_the_address_says_goes_before_our_defaults_and_its_options_are_kept(stack: Servers) -> None:
    url = f"{stack.database_url}?application_name=report&options=-c%20search_path%3Dpg_catalog"
    assert ask(url, "SHOW application_name") == "report"
    assert ask(url, "SHOW search_path") == "pg_catalog"
    assert ask(url, "SHOW timezone") == "UTC"


@pytest.mark.parametrize(
    ("path", "reason"), [("/not_there", 'database "not_there" does not exist'), ("?sslmode=require", "SSL")]
)
def test_a_database_that_lets_us_not_in_is_named_without_the_password(stack: Servers, path: str, reason: str) -> None:
    parts = urlsplit(stack.database_url)
    url = urlunsplit(parts._replace(path="")) + path
    with pytest.raises(DatabaseRefuses) as caught:
        connect(url)
    message = str(caught.value)
    assert reason in message
    assert f"{parts.hostname}:{parts.port}" in message
    assert parts.password is None or parts.password not in message


@pytest.mark.parametrize("part", ["password", "user", "host"])
def test_a_wrong_password_user_or_host_is_for_a_person_to_put_right(stack: Servers, part: str) -> None:
    wrong = {"password": "not-it", "user": "nobody-we-know", "host": "no-such-host.invalid"}
    with pytest.raises(DatabaseRefuses, match="CASELEDGER_DATABASE_URL"):
        connect(make_dsn(stack.database_url, **{part: wrong[part]}))


def test_a_server_that_is_starting_or_full_is_only_away_for_now() -> None:
    for said in ("FATAL:  the database system is starting up", "FATAL:  sorry, too many clients already"):
        assert not needs_a_person({"host": "127.0.0.1", "port": "1"}, said)


def test_nobody_listening_says_what_to_start() -> None:
    with pytest.raises(DatabaseUnavailable, match=r"127\.0\.0\.1:1/cases.*[cC]onnection refused\. .*caseledger up"):
        connect("postgresql://ledger:hush@127.0.0.1:1/cases")


def test_an_address_that_is_none_is_not_shown_because_it_may_hold_a_password() -> None:
    with pytest.raises(DatabaseRefuses) as caught:
        connect("ledger:hush@db")
    assert "hush" not in str(caught.value)
    assert "postgresql://user:password@host:5432/database" in str(caught.value)


@pytest.mark.parametrize(
    ("url", "checkpoint"),
    [
        ("postgresql://u:p@db.example:5433/cases?sslmode=require", "db.example:5433/cases"),
        ("host=/run/postgresql dbname=cases password='a b'", "/run/postgresql:5432/cases"),
        ("postgresql://u:p@/cases", "local socket:5432/cases"),
        ("p@ss", "an address that cannot be read"),
    ],
)
def test_the_place_of_a_database_is_told_without_its_user_and_password(url: str, checkpoint: str) -> None:
    assert database_place(url) == checkpoint
