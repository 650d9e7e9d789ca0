"""Connections to PostgreSQL."""

from __future__ import annotations

import psycopg2
from psycopg2.extensions import connection, parse_dsn

from infra.postgres.errors import DatabaseRefuses
from infra.postgres.turned_away import needs_a_person

APPLICATION = "caseledger"

KEEPALIVE = {"keepalives": 1, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""A server that vanished without a word is noticed within a minute, not after two hours."""

CONNECT_LIMIT_S = 10


class DatabaseUnavailable(Exception):
    """PostgreSQL does not answer now; the same attempt may go well later."""


def connect(database_url: str, application: str = APPLICATION) -> connection:
    """A connection whose times are UTC and whose name shows in `pg_stat_activity`.

    What the URL says itself (`sslmode`, `connect_timeout`, `application_name`, …) goes before our defaults.

    Raises:
        DatabaseUnavailable: nobody answers there now.
        DatabaseRefuses: the address, the user, the password, the database or the way to speak must be put right.
            Both messages name the place, never the password.
    """
    try:
        given = parse_dsn(database_url)
    except psycopg2.ProgrammingError:
        raise DatabaseRefuses(
            "CASELEDGER_DATABASE_URL is not a database address that PostgreSQL's library can read (its value is "
            "not shown, it may hold a password). Write it as postgresql://user:password@host:5432/database"
        ) from None
    ours = {"application_name": application, "connect_timeout": CONNECT_LIMIT_S, **KEEPALIVE}
    # `options` is added to, not replaced: the URL may set a search_path there.
    options = f"{given.get('options', '')} -c timezone=UTC".strip()
    try:
        opened: connection = psycopg2.connect(**{**ours, **given, "options": options})
    except psycopg2.OperationalError as error:
        reason = _without(given.get("password"), _in_one_line(error))
        if needs_a_person(given, reason):
            raise DatabaseRefuses(
                f"PostgreSQL at {database_place(database_url)} does not let us in: {reason}. Nothing was changed. Put "
                "host, port, user, password, database and sslmode right in CASELEDGER_DATABASE_URL."
            ) from None
        raise DatabaseUnavailable(
            f"PostgreSQL at {database_place(database_url)} cannot be used: {reason}. Nothing was changed: the events "
            "are on Kafka. Start the local stack with `caseledger up`, or check CASELEDGER_DATABASE_URL, and try again."
        ) from None
    return opened


def database_place(database_url: str | None) -> str | None:
    """`host:port/database` of a URL, for messages: without user and password."""
    if database_url is None:
        return None
    try:
        given = parse_dsn(database_url)
    except psycopg2.ProgrammingError:
        return "an address that cannot be read"
    host, port = given.get("host", "local socket"), given.get("port", "5432")
    return f"{host}:{port}/{given.get('dbname', given.get('user', ''))}"


def _in_one_line(error: psycopg2.OperationalError) -> str:
    """What the server or the library says; not the question that the library asks back, such as whether it runs."""
    lines = (" ".join(line.split()) for line in str(error).splitlines())
    return "; ".join(line for line in lines if line and not line.endswith("?"))


def _without(password: str | None, reason: str) -> str:
    return reason.replace(password, "********") if password else reason
