"""The real Java client reads every schema of ours from the registry, also those of the public topics: the client that
Flink brings along, shaded."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from domain.catalogue import EVENTS
from infra.publishing.public_record import PublicRecords
from infra.stack.kafka_jars import Jar
from schemas.registry import Registry
from tests.integration.registry import java_client
from tests.java_jars import kafkas, others
from tests.unit.registry.serving import serving_the_registry
from tests.waiting import PATIENCE_S

FLINKS = Jar(
    "abb904c1de29af02d2ea5c21df117f12d1fe9dd89f2514913a5079fc742d49ea",
    *("org.apache.flink", "flink-sql-avro-confluent-registry", "2.3.0"),
)


@pytest.fixture(scope="module")
def jars(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Its own, kept for the next time, and of Kafka's what it logs with."""
    fallback = tmp_path_factory.mktemp("kafka")
    return [*others([FLINKS], fallback), *(jar for jar in kafkas(fallback) if jar.name.startswith("slf4j-"))]


def test_it_reads_every_schema_and_finds_each_again(jars: list[Path], tmp_path: Path) -> None:
    rows = Registry.load().rows
    public = [PublicRecords.of(name).type for name in EVENTS]
    subjects = {row.id: row.name for row in rows}
    subjects |= {each.row.id: f"{each.topic('caseledger')}-value" for each in public}
    rows = [*rows, *(each.row for each in public)]
    with serving_the_registry(tmp_path) as url:
        asked = [url, json.dumps(subjects), *map(str, jars)]
        command = [sys.executable, str(Path(java_client.__file__)), *asked]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["names"] == {str(row.id): row.name for row in rows}
    assert told["ids"] == {str(row.id): row.id for row in rows}
    assert told["versions"] == {str(row.id): row.version for row in rows}
    newest = {row.name: row.id for row in sorted(rows, key=lambda row: row.version)}
    assert told["latest"] == {str(row.id): newest[row.name] for row in rows}
    assert told["refused"] == [422, 42205]
