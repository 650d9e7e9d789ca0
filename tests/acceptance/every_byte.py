"""Every byte of a ledger: its topics, its tables, its files and its metrics pages, by where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from urllib.request import urlopen

import psycopg2
from kafka import KafkaAdminClient, TopicPartition
from psycopg2 import sql

from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from tests.acceptance.kafka_bytes import bytes_of
from tests.acceptance.program import Program

TOPICS = ("commands", "events", "keys", "rejected", "replies")


def values_of(settings: Settings, suffix: str) -> bytes:
    """Every key, value and header of a topic."""
    connection, topic, read = connection_of(settings), f"{settings.log}.{suffix}", []
    for partition in range(settings.partitions):
        with closing(KafkaLogReader(connection, topic, partition)) as reader:
            for chunk in reader.read(reader.beginning_offset(), reader.end_offset()):
                for record in chunk.records:
                    read += [record.key or b"", record.value or b""]
                    read += [part for name, value in record.headers for part in (name.encode(), value or b"")]
    return b"\n".join(read)


def tables_of(settings: Settings) -> dict[str, str]:
    """Every row of every table, by the table's name."""
    read = {}
    with closing(psycopg2.connect(settings.database_url)) as opened, opened.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema, table_name FROM information_schema.tables "
            "WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        )
        for schema, name in cursor.fetchall():
            cursor.execute(sql.SQL("SELECT * FROM {}.{}").format(sql.Identifier(schema), sql.Identifier(name)))
            read[f"{schema}.{name}"] = repr(cursor.fetchall())
    return read


def everything(ledger: Program, settings: Settings) -> Mapping[str, bytes]:
    """All of it, but for the files that came in."""
    found = {f"topic {suffix}": values_of(settings, suffix) for suffix in TOPICS}
    found |= {f"table {name}": rows.encode() for name, rows in tables_of(settings).items()}
    files = [file for file in settings.home.rglob("*") if file.is_file() and file.suffix != ".csv"]
    found |= {f"file {file.relative_to(settings.home)}": bytes_of(file) for file in files}
    for worker in ledger.json("status")["workers"]:
        with urlopen(f"{worker['metrics_url']}/metrics", timeout=10) as page:
            found[f"metrics of {worker['name']}"] = page.read()
    return found


def holders(texts: list[str], places: Mapping[str, bytes]) -> set[str]:
    """Where any of these texts stands."""
    return {place for place, content in places.items() if any(text.encode() in content for text in texts)}


def let_commands_go(settings: Settings) -> None:
    """As retention does it in a week, and with rejected commands in a month."""
    connection = connection_of(settings)
    ends = {}
    for suffix in ("commands", "rejected"):
        for partition in range(settings.partitions):
            topic = f"{settings.log}.{suffix}"
            with closing(KafkaLogReader(connection, topic, partition)) as reader:
                ends[TopicPartition(topic, partition)] = reader.end_offset()
    with closing(KafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap)) as admin:
        admin.delete_records(ends)
