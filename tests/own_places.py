"""A database, or a log, that no other test uses, and that is gone afterwards."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from kafka import KafkaAdminClient

from infra.stack.state import COPIES

BROKERS = int(os.environ.get("BROKERS") or 1)
"""Of the servers that all tests share: three when the run is told so (`make test BROKERS=3`)."""
COPIES_HERE: Mapping[str, int] = dict(zip(("replication_factor", "min_insync_replicas"), COPIES[BROKERS], strict=True))
"""What the settings of a log on them say of its copies."""


def a_name() -> str:
    """Of a log or a database, which nothing else has."""
    return f"t{uuid.uuid4().hex[:12]}"


def database_called(name: str, url: str) -> str:
    """The URL of another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def a_database(server: str, name: str = "", like: str = "template1") -> Iterator[str]:
    """The URL of a new database, which holds what ``like`` holds: nobody may be connected to that one.

    ``server`` is the URL of any other database of the server, and ``like`` that of one of them, or its name.
    """
    name = name or a_name()
    with closing(psycopg2.connect(server)) as opened:
        opened.autocommit = True
        with opened.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {urlsplit(like).path.removeprefix('/')}")
            try:
                yield database_called(name, server)
            finally:
                cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def a_log(bootstrap: str) -> Iterator[str]:
    """The name of a new log; all topics whose names begin with it are deleted in the end."""
    name = a_name()
    try:
        yield name
    finally:
        delete_topics_of(name, bootstrap)


def delete_topics_of(log: str, bootstrap: str) -> None:
    """All whose names begin with that of the log."""
    with closing(KafkaAdminClient(bootstrap_servers=bootstrap)) as admin:
        if mine := [topic for topic in admin.list_topics() if topic.startswith(log)]:
            admin.delete_topics(mine)
