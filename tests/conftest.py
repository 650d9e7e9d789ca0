"""A real Kafka and a real PostgreSQL for the tests that ask for them, started once for the whole run.

With CASELEDGER_KAFKA_BOOTSTRAP and CASELEDGER_DATABASE_URL set, those servers are used and nothing is started. With
BROKERS=3 there are three brokers, and the logs of tests have three copies.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from infra.runtime.settings import Settings
from tests.own_places import BROKERS, COPIES_HERE, a_database, a_log

# How long one example takes says more about the machine than about the code.
hypothesis_settings.register_profile("caseledger", deadline=None)
hypothesis_settings.register_profile("quick", deadline=None, max_examples=20)
hypothesis_settings.load_profile("caseledger")

# A job in a shell's background ignores it, and so would the programs that tests start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


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
    from infra.stack import postgres
    from infra.stack.local_stack import LocalStack

    home = Path(tempfile.mkdtemp(prefix="cl-"))
    try:
        with pytest.MonkeyPatch.context() as patch:
            # Hundreds of databases are dropped here, each with a wait for the disk. Nobody cuts this server's power.
            patch.setitem(postgres.SERVER_SETTINGS, "fsync", "off")
            with LocalStack(home, brokers=BROKERS) as endpoints:
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
    with a_log(kafka_bootstrap) as name:
        yield name


@pytest.fixture(scope="session")
def copies() -> Mapping[str, int]:
    """What a log on the shared servers says of its copies."""
    return COPIES_HERE


@pytest.fixture
def database_url(stack: Servers) -> Iterator[str]:
    """An empty database that no other test uses; it is dropped afterwards."""
    with a_database(stack.database_url) as url:
        yield url


@pytest.fixture
def settings(
    kafka_bootstrap: str, log_name: str, database_url: str, copies: Mapping[str, int], tmp_path: Path
) -> Settings:
    """The settings of a process under test: its own log, its own database, its own folder."""
    return Settings(
        home=tmp_path / "home",
        log=log_name,
        partitions=2,
        kafka_bootstrap=kafka_bootstrap,
        database_url=database_url,
        **copies,
    )
