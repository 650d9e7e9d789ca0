"""Flink reads a public topic as a table and keeps another in PostgreSQL, with the statements of the page."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest

from consumers.publisher.worker import PublisherWorker
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.publishing.public_schema import public_topic
from infra.runtime.clock import clock_from
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from infra.stack.kafka_jars import locked_jars
from tests.conftest import Servers
from tests.integration.policies.running import RunningWorker, eventually
from tests.integration.subscriber import flink_sql
from tests.integration.subscriber.conftest import CLAIMS, HAPPENED, case_of, write
from tests.java_jars import others
from tests.own_places import a_database
from tests.unit.domain.samples import allocation
from tests.unit.registry.serving import serving_the_registry

PAGE = (Path(__file__).parents[3] / "docs" / "subscribe.md").read_text("utf-8")
JARS = Path(__file__).with_name("flink_jars.lock")
TYPE = "PaymentAllocated"
VALUE_DAY = date(2026, 3, 10)


@pytest.fixture(scope="module")
def jars(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Flink's own, kept for the next time."""
    return others(locked_jars(JARS), tmp_path_factory.mktemp("kafka"))


@pytest.fixture
def reports(stack: Servers) -> Iterator[str]:
    """A database of somebody else's, as Java names it."""
    with a_database(stack.database_url) as url:
        with closing(psycopg2.connect(url)) as theirs, theirs:
            theirs.cursor().execute(TABLE)
        one = urlsplit(url)
        yield f"{one.hostname}:{one.port}{one.path}?user={one.username}&password={one.password or ''}"


def _statements(bootstrap: str, topic: str, registry: str, reports: str) -> str:
    """The page's, with other addresses; and what is there now is read, where the page goes on for ever."""
    shown: str
    (shown,) = re.findall(r"^```sql\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    replaced = {
        "127.0.0.1:19092": bootstrap,
        "caseledger.public.PaymentAllocated": topic,
        "http://127.0.0.1:8080/registry": registry,
        "127.0.0.1:15432/reports?user=reports&password=...": reports,
        "'scan.startup.mode'": "'scan.bounded.mode' = 'latest-offset', 'scan.startup.mode'",
    }
    for old, new in replaced.items():
        assert shown.count(old) == 1, old
        shown = shown.replace(old, new)
    return shown


def _run_flink(jars: list[Path], statements: Path) -> None:
    command = [sys.executable, str(Path(flink_sql.__file__)), str(statements), *map(str, jars)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr[-4_000:]


@pytest.fixture
def published(written: Settings) -> Iterator[tuple[Settings, dict[str, int]]]:
    """The log whose allocations are on their public topic, and how much each case was paid."""
    paid = {str(case_of(claim)): 24_000 + number for number, claim in enumerate(CLAIMS)}
    write(written, [(case_of(claim), allocation(paid[str(case_of(claim))], on=VALUE_DAY)) for claim in CLAIMS[1:]])
    settings = replace(written, published=TYPE)
    publisher = RunningWorker(lambda: PublisherWorker(settings, clock_from(settings)))
    try:
        eventually("the allocations are public", lambda: _count(settings) == len(paid))
    finally:
        publisher.stop()
    yield settings, paid


def _count(settings: Settings) -> int:
    """How many records the public topic shows to those who read what is committed."""
    topic, count = public_topic(settings.log, TYPE), 0
    for partition in range(settings.partitions):
        with closing(KafkaLogReader(connection_of(settings), topic, partition)) as reader:
            chunks = reader.read(reader.beginning_offset(), reader.written_offset())
            count += sum(len(chunk.records) for chunk in chunks)
    return count


def _rows(stack: Servers, reports: str) -> list[tuple[Any, ...]]:
    database = urlsplit(stack.database_url)._replace(path=urlsplit(f"//{reports}").path).geturl()
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT event_id, case_id, occurred_at, value_date, currency, amount_minor FROM payments")
        return cursor.fetchall()


TABLE = """CREATE TABLE payments (event_id text PRIMARY KEY, case_id text, occurred_at timestamp, value_date date,
    currency text, amount_minor bigint)"""


def test_flink_keeps_a_table_of_payments(
    published: tuple[Settings, dict[str, int]], stack: Servers, jars: list[Path], reports: str, tmp_path: Path
) -> None:
    settings, paid = published
    statements = tmp_path / "statements.sql"
    with serving_the_registry(tmp_path) as registry:
        topic = public_topic(settings.log, TYPE)
        statements.write_text(_statements(str(settings.kafka_bootstrap), topic, registry, reports), "utf-8")
        _run_flink(jars, statements)
        once = _rows(stack, reports)
        _run_flink(jars, statements)
    assert {case: amount for _, case, _, _, _, amount in once} == paid
    assert {row[2:5] for row in once} == {(HAPPENED.replace(tzinfo=None), VALUE_DAY, "SEK")}
    assert sorted(_rows(stack, reports)) == sorted(once), "read twice, it changes nothing"
