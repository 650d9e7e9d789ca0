"""Migrations: numbered SQL files, each applied once, all that are missing in one transaction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from psycopg2.extensions import connection, cursor

from infra.postgres.errors import DatabaseNewerThanCode, DatabaseNotReady, MigrationAltered

FOLDER = Path(__file__).parent / "migrations"
_FILE_NAME = re.compile(r"(\d{4})_(\w+)\.sql")

# Two processes that start at once must not both create the tables; the number only has to differ from other locks.
_LOCK = 0x63_61_73_65

_BEGIN = """
CREATE SCHEMA IF NOT EXISTS caseledger;
CREATE TABLE IF NOT EXISTS caseledger.migration (
    number          integer     PRIMARY KEY,
    name            text        NOT NULL,
    sha256          text        NOT NULL,
    applied_at      timestamptz NOT NULL DEFAULT statement_timestamp()
)
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file. Numbers run from 1 without a gap."""

    number: int
    name: str
    sql: str

    @property
    def digest(self) -> str:
        """Tells whether the file is the one that was applied."""
        return sha256(self.sql.encode()).hexdigest()


def migrations(folder: Path = FOLDER) -> list[Migration]:
    """The files in order. Raises ValueError for a file that is not named or numbered as it must be."""
    found = []
    for checkpoint, path in enumerate(sorted(folder.glob("*.sql")), start=1):
        match = _FILE_NAME.fullmatch(path.name)
        if match is None or int(match[1]) != checkpoint:
            raise ValueError(f"{path.name} should be named {checkpoint:04}_<what_it_does>.sql")
        found.append(Migration(checkpoint, match[2], path.read_text("utf-8")))
    return found


def migrate(opened: connection, known: Sequence[Migration] | None = None) -> list[Migration]:
    """Apply what is missing, and tell what that was. Safe to run from several processes at once.

    Raises:
        DatabaseNewerThanCode: the database has migrations that this program does not know.
        MigrationAltered: one that was applied is not the file it was.
    """
    known = migrations() if known is None else known
    with opened, opened.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        cursor.execute(_BEGIN)
        missing = _missing(cursor, known)
        for migration in missing:
            cursor.execute(migration.sql)
            cursor.execute(
                "INSERT INTO caseledger.migration (number, name, sha256) VALUES (%s, %s, %s)",
                (migration.number, migration.name, migration.digest),
            )
    return missing


def check_migrated(opened: connection, known: Sequence[Migration] | None = None) -> None:
    """For whoever only reads: the database is as this program expects it.

    Raises what ``migrate`` raises, and DatabaseNotReady when migrations are missing.
    """
    known = migrations() if known is None else known
    with opened, opened.cursor() as cursor:
        cursor.execute("SELECT to_regclass('caseledger.migration') IS NOT NULL")
        row = cursor.fetchone()
        missing = _missing(cursor, known) if row and row[0] else known
    if missing:
        names = ", ".join(f"{migration.number:04} {migration.name}" for migration in missing)
        raise DatabaseNotReady(
            f"The database lacks the migrations {names}, so it cannot answer yet. Start the projector (`caseledger "
            "up` does): it applies them before it folds anything."
        )


def _missing(cursor: cursor, known: Sequence[Migration]) -> list[Migration]:
    cursor.execute("SELECT number, name, sha256 FROM caseledger.migration ORDER BY number")
    applied: dict[int, tuple[str, str]] = {number: (name, digest) for number, name, digest in cursor.fetchall()}
    newest = known[-1].number if known else 0
    if applied and max(applied) > newest:
        number = max(applied)
        raise DatabaseNewerThanCode(
            f"The database has migration {number:04} ({applied[number][0]}) and this program knows migrations up to "
            f"{newest:04}. Nothing was changed. Run the newer version of caseledger that applied it, or name another "
            "database in CASELEDGER_DATABASE_URL."
        )
    for migration in known:
        if migration.number in applied and applied[migration.number][1] != migration.digest:
            raise MigrationAltered(
                f"Migration {migration.number:04} ({migration.name}) was applied to this database and has been edited "
                "since. Nothing was changed. Restore the file from version control and put the change in a new "
                "migration."
            )
    return [migration for migration in known if migration.number not in applied]
