"""A real Kafka and a real PostgreSQL for the tests that ask for them, started once for the whole run.

With CASELEDGER_KAFKA_BOOTSTRAP and CASELEDGER_DATABASE_URL set, those servers are used and nothing is started.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from hypothesis import settings as hypothesis_settings

from infra.runtime.settings import Settings

# How long one example takes says more about the machine than about the code.
hypothesis_settings.register_profile("caseledger", deadline=None)
hypothesis_settings.load_profile("caseledger")


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end: the search for garbage need not go through it each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _garbage_as_often_as_before() -> Iterator[None]:
    """A program that was run in this process may have asked to look for garbage seldom, as workers do."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@dataclass(frozen=True)
class Servers:
    """Where the servers of this test run are."""

    kafka_bootstrap: str
    database_url: str


@pytest.fixture(scope="session")
def stack() -> Iterator[Servers]:
    """The servers; the ones that were started here are stopped when the run ends, also when tests fail."""
    given = Settings.load()
    if "CASELEDGER_KAFKA_BOOTSTRAP" in os.environ and "CASELEDGER_DATABASE_URL" in os.environ:
        assert given.kafka_bootstrap and given.database_url
        yield Servers(given.kafka_bootstrap, given.database_url)
        return
    from infra.stack.local_stack import LocalStack

    home = Path(tempfile.mkdtemp(prefix="cl-"))
    try:
        with LocalStack(home) as endpoints:
            yield Servers(endpoints.kafka_bootstrap, endpoints.database_url)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def kafka_bootstrap(stack: Servers) -> str:
    """`host:port` of the broker."""
    return stack.kafka_bootstrap


@pytest.fixture
def log_name(kafka_bootstrap: str) -> Iterator[str]:
    """A log that no other test uses; its topics are deleted afterwards."""
    from kafka import KafkaAdminClient

    name = f"t{uuid.uuid4().hex[:12]}"
    yield name
    with closing(KafkaAdminClient(bootstrap_servers=kafka_bootstrap)) as admin:
        mine = [topic for topic in admin.list_topics() if topic.startswith(name)]
        if mine:
            admin.delete_topics(mine)


@pytest.fixture
def database_url(stack: Servers) -> Iterator[str]:
    """An empty database that no other test uses; it is dropped afterwards."""
    import psycopg2

    name = f"t{uuid.uuid4().hex[:12]}"
    with closing(psycopg2.connect(stack.database_url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
            yield urlunsplit(urlsplit(stack.database_url)._replace(path=f"/{name}"))
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def settings(kafka_bootstrap: str, log_name: str, database_url: str, tmp_path: Path) -> Settings:
    """The settings of a process under test: its own log, its own database, its own folder."""
    return Settings(
        home=tmp_path / "home",
        log=log_name,
        partitions=2,
        kafka_bootstrap=kafka_bootstrap,
        database_url=database_url,
    )
