"""The roles that we ship: the reader changes nothing, the writer no more than the read models."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

from infra.postgres.builds import create_build, serve
from infra.postgres.connect import connect
from infra.postgres.install import install
from infra.postgres.migrate import check_migrated
from infra.postgres.roles import RolesNotMade, make_roles, roles_sql
from projections.catalogue import MODELS

PASSWORD = "only for this test"
READS = (
    "SELECT count(*) FROM audit_trail.audit_trail",
    "SELECT count(*) FROM caseledger.checkpoint",
    "SELECT count(*) FROM balances.case_balance",
    "SELECT count(*) FROM caseledger.disclosure",
)
NOT_FOR_THE_READER = (
    "DELETE FROM audit_trail.audit_trail",
    "DELETE FROM audit_trail_1.audit_trail",
    "UPDATE audit_trail_1.audit_trail SET actor_id = 'somebody'",
    "INSERT INTO caseledger.followed_log VALUES (true, 'a', 'b')",
    "TRUNCATE audit_trail_1.audit_trail",
    "DELETE FROM caseledger.disclosure",
    "UPDATE caseledger.disclosure_checkpoint SET position = 0",
    "DROP TABLE audit_trail_1.audit_trail CASCADE",
    "ALTER TABLE audit_trail_1.audit_trail ADD COLUMN x int",
    "CREATE SCHEMA its_own",
    "CREATE TABLE public.its_own (x int)",
    "CREATE TEMPORARY TABLE its_own (x int)",
)
NOT_FOR_EITHER = (
    "CREATE ROLE another",
    "CREATE DATABASE another",
    "ALTER SYSTEM SET fsync = off",
    "SELECT pg_read_file('/etc/passwd')",
    "COPY pg_class TO PROGRAM 'true'",
    "SELECT rolpassword FROM pg_authid",
    "CREATE TABLE public.its_own (x int)",
    "SELECT * FROM of_others.secrets",
)


@pytest.fixture
def roles(database_url: str) -> Iterator[dict[str, str]]:
    """Addresses of the database for the writer and the reader; names of their own, for the cluster is shared."""
    name = urlsplit(database_url).path.lstrip("/")
    found = {kind: f"{kind}_{name}" for kind in ("writer", "reader")}
    with closing(connect(database_url)) as opened:
        yield {kind: as_user(database_url, role) for kind, role in found.items()}
        with opened, opened.cursor() as cursor:
            for role in found.values():
                cursor.execute(f'DROP OWNED BY "{role}" CASCADE; DROP ROLE "{role}"')


def as_user(url: str, user: str) -> str:
    parts = urlsplit(url)
    password = PASSWORD.replace(" ", "%20")
    return urlunsplit(parts._replace(netloc=f"{user}:{password}@{parts.hostname}:{parts.port}"))


def apply(database_url: str, roles: dict[str, str]) -> None:
    names = [str(urlsplit(roles[kind]).username) for kind in ("writer", "reader")]
    with closing(connect(database_url)) as opened:
        make_roles(opened, *names)
        with opened, opened.cursor() as cursor:
            for name in names:
                cursor.execute(f"ALTER ROLE \"{name}\" PASSWORD '{PASSWORD}'")


def test_the_writer_makes_the_read_models_and_the_reader_reads_them_whoever_made_them(
    database_url: str, roles: dict[str, str]
) -> None:
    with closing(connect(database_url)) as opened:
        install(opened, "log", "topic")
        with opened, opened.cursor() as cursor:
            cursor.execute("CREATE SCHEMA of_others; CREATE TABLE of_others.secrets (x int)")
    apply(database_url, roles)
    apply(database_url, roles)  # may be run again
    with closing(connect(roles["writer"])) as writing, closing(connect(roles["reader"])) as reading:
        install(writing, "log", "topic")
        with writing, writing.cursor() as cursor:
            serve(cursor, create_build(cursor, MODELS[0]))
        check_migrated(reading)
        for question in READS:
            assert asked(reading, question) == 0
        for statement in (*NOT_FOR_THE_READER, *NOT_FOR_EITHER):
            assert refused(reading, statement), f"the reader may: {statement}"
        for statement in NOT_FOR_EITHER:
            assert refused(writing, statement), f"the writer may: {statement}"


def asked(opened: psycopg2.extensions.connection, question: str) -> object:
    with opened, opened.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
    assert row is not None
    return row[0]


def refused(opened: psycopg2.extensions.connection, statement: str) -> bool:
    """Also when the session says that it writes: the role is what refuses. Some of them want no transaction."""
    opened.autocommit = True
    try:
        with opened.cursor() as cursor:
            cursor.execute("SET default_transaction_read_only = off")
            cursor.execute(statement)
    except psycopg2.errors.InsufficientPrivilege:
        return True
    finally:
        opened.autocommit = False
    return False


def test_who_may_make_no_roles_is_told_so(database_url: str, roles: dict[str, str]) -> None:
    apply(database_url, roles)
    with closing(connect(roles["writer"])) as opened, pytest.raises(RolesNotMade, match="Run this as a superuser"):
        make_roles(opened, "another_writer", "another_reader")


@pytest.mark.parametrize("name", ['x"; DROP', "", "x" * 64, "caseledger_reader"])
def test_a_name_that_is_none_is_no_part_of_the_sql(name: str) -> None:
    with pytest.raises(RolesNotMade):
        roles_sql(name)
