"""Migrations: applied once and in order, equal to the schema as written down, and refused by older code."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from psycopg2.extensions import connection

from infra.postgres import migrate as module
from infra.postgres.connect import connect
from infra.postgres.errors import DatabaseNewerThanCode, DatabaseNotReady, MigrationAltered
from infra.postgres.migrate import FOLDER, Migration, check_migrated, migrate, migrations
from projections.kit.named_sql import statements

SCHEMA = FOLDER.parent / "schema.sql"
EXTRA = Migration(len(migrations()) + 1, "add_a_table", "CREATE TABLE caseledger.extra (id int)")


def test_all_migrations_applied_give_the_schema_that_is_written_down(database: connection) -> None:
    migrate(database)
    migrated = described(database)
    with database, database.cursor() as cursor:
        cursor.execute("DROP SCHEMA caseledger CASCADE")
        cursor.execute(SCHEMA.read_text("utf-8"))
    assert described(database) == migrated
    assert any("caseledger.checkpoint" in line for line in migrated)


def test_a_second_run_applies_nothing(database: connection) -> None:
    assert [migration.number for migration in migrate(database)] == [migration.number for migration in migrations()]
    assert migrate(database) == []


def test_what_is_missing_is_added_to_what_is_there(database: connection) -> None:
    migrate(database)
    assert migrate(database, [*migrations(), EXTRA]) == [EXTRA]


def test_a_migration_that_fails_leaves_the_database_as_it_was(database: connection) -> None:
    migrate(database)
    before = described(database)
    broken = Migration(EXTRA.number + 1, "break", "SELECT 1 / 0")
    with pytest.raises(Exception, match="division by zero"):
        migrate(database, [*migrations(), EXTRA, broken])
    assert described(database) == before


def test_a_database_that_is_newer_than_the_code_is_refused_with_what_to_do(database: connection) -> None:
    migrate(database, [*migrations(), EXTRA])
    with pytest.raises(DatabaseNewerThanCode, match=r"migration 000\d \(add_a_table\).*Run the newer version"):
        migrate(database)
    with pytest.raises(DatabaseNewerThanCode):
        check_migrated(database)


def test_a_migration_that_was_edited_after_it_was_applied_is_refused(database: connection) -> None:
    migrate(database)
    first, *others = migrations()
    with pytest.raises(MigrationAltered, match="Restore the file"):
        migrate(database, [Migration(first.number, first.name, first.sql + " "), *others])


def test_whoever_only_reads_is_told_that_the_database_is_not_ready(database: connection) -> None:
    with pytest.raises(DatabaseNotReady, match="0001"):
        check_migrated(database)
    migrate(database)
    check_migrated(database)


def test_processes_that_start_at_once_migrate_once(database_url: str, database: connection) -> None:
    applied: list[Migration] = []

    def run() -> None:
        with closing(connect(database_url)) as opened:
            applied.extend(migrate(opened))

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(applied) == len(migrations())


def test_a_file_that_is_numbered_wrongly_is_refused(tmp_path: Path) -> None:
    (tmp_path / "0002_second.sql").write_text("SELECT 1")
    with pytest.raises(ValueError, match="0001_<what_it_does>"):
        module.migrations(tmp_path)


def described(database: connection) -> list[str]:
    """Everything in the schema ``caseledger``, as PostgreSQL itself describes it."""
    found: list[str] = []
    with database, database.cursor() as cursor:
        for statement in statements(__package__, "described.sql").values():
            cursor.execute(statement)
            found += [row[0] for row in cursor]
    return found
