"""Connections to PostgreSQL."""

from __future__ import annotations

import psycopg2
from psycopg2.extensions import connection, parse_dsn

APPLICATION = "caseledger"

KEEPALIVE = {"keepalives": 1, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""A server that vanished without a word is noticed within a minute, not after two hours."""

CONNECT_LIMIT_S = 10


class DatabaseUnavailable(Exception):
    """PostgreSQL cannot be reached or lets us not in."""


def connect(database_url: str, application: str = APPLICATION) -> connection:
    """A connection whose times are UTC and whose name shows in `pg_stat_activity`.

    What the URL says itself (`sslmode`, `connect_timeout`, `application_name`, …) goes before our defaults.

    Raises:
        DatabaseUnavailable: there is no connection; the message names the checkpoint, never the password.
    """
    try:
        given = parse_dsn(database_url)
    except psycopg2.ProgrammingError:
        raise DatabaseUnavailable(
            "CASELEDGER_DATABASE_URL is not a database address that PostgreSQL's library can read (its value is "
            "not shown, it may hold a password). Write it as postgresql://user:password@host:5432/database"
        ) from None
    ours = {"application_name": application, "connect_timeout": CONNECT_LIMIT_S, **KEEPALIVE}
    # `options` is added to, not replaced: the URL may set a search_path there.
    options = f"{given.get('options', '')} -c timezone=UTC".strip()
    try:
        opened: connection = psycopg2.connect(**{**ours, **given, "options": options})
    except psycopg2.OperationalError as error:
        raise DatabaseUnavailable(_unavailable(database_url, given.get("password"), str(error))) from None
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


def _unavailable(url: str, password: str | None, reason: str) -> str:
    reason = " ".join(reason.split())
    if password:
        reason = reason.replace(password, "********")
    return (
        f"PostgreSQL at {database_place(url)} cannot be used: {reason}. Nothing was changed: the events are on "
        "Kafka. Start the local stack with `caseledger up`, or check CASELEDGER_DATABASE_URL, and try again."
    )
