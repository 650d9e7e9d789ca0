"""How much room the log, the read models and the index take."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import psycopg2

from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings


def topic_bytes(settings: Settings, topic: str) -> int:
    """One copy of a topic as the broker stores it: records, batches and transaction markers, without its indexes."""
    with closing(connection_of(settings).admin()) as admin:
        brokers = admin.describe_log_dirs([topic])
    return sum(
        partition["partition_size"]
        for broker in brokers
        for folder in broker["log_dirs"]
        for found in folder["topics"]
        for partition in found["partitions"]
    )


def database_bytes(settings: Settings) -> int:
    """The whole database: tables, their indexes, and what updates have left behind in them."""
    with closing(psycopg2.connect(str(settings.database_url))) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        row = cursor.fetchone()
        assert row is not None
        return int(row[0])


def folder_bytes(folder: Path) -> int:
    """All files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
