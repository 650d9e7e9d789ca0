"""Builds of read models: each in a schema of its own, one of each model serving under the model's name.

The build 2 of ``balances`` has its tables in the schema ``balances_2``. The schema ``balances`` holds one view for
each of its tables, so queries and people never see which build it is that answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import cursor

from infra.postgres.errors import DatabaseNewerThanCode, ReadModelOutdated
from projections.kit.deferred_indexes import apart
from projections.kit.model import ReadModel
from projections.kit.named_sql import statements

_SQL = statements(__package__, "builds.sql")

_ROOM_FOR_AN_INDEX = "SET LOCAL maintenance_work_mem TO '128MB'"


@dataclass(frozen=True, slots=True)
class Build:
    """One build of a read model: they are numbered from 1."""

    model: ReadModel
    number: int

    @property
    def key(self) -> tuple[str, int]:
        """How the tables of the schema ``caseledger`` name it."""
        return self.model.name, self.number

    @property
    def schema(self) -> str:
        """Where its tables are."""
        return f"{self.model.name}_{self.number}"

    def enter(self, cursor: cursor, then: str = "") -> None:
        """Unqualified names mean this build's tables until the transaction ends; ``then`` is SQL sent with it."""
        enter_all(cursor, [self], then)


def enter_all(cursor: cursor, builds: Iterable[Build], then: str = "") -> None:
    """The same with builds of several models: no two models have a table of one name."""
    path = ", ".join(f'"{build.schema}"' for build in builds)
    cursor.execute(f"SET LOCAL search_path TO {path}; {then}")


def serving_builds(cursor: cursor) -> dict[str, tuple[int, int]]:
    """The number and the definition of the build that serves, by the model's name."""
    cursor.execute(_SQL["serving"])
    return {model: (build, definition) for model, build, definition in cursor}


def serving_build(cursor: cursor, model: ReadModel) -> Build | None:
    """The build that serves, or None when the model has none yet. Raises what ``check_definitions`` raises."""
    check_definitions(cursor, [model])
    number, _ = serving_builds(cursor).get(model.name, (0, 0))
    return Build(model, number) if number else None


def check_definitions(cursor: cursor, models: Iterable[ReadModel]) -> None:
    """Whether what serves of these was made by this program's definitions; a model that has no build yet is left out.

    Raises DatabaseNewerThanCode or ReadModelOutdated, which name all that were not.
    """
    serving = serving_builds(cursor)
    built = {model: serving[model.name][1] for model in models if model.name in serving}
    newer = [model for model, definition in built.items() if definition > model.definition]
    older = [model for model, definition in built.items() if definition < model.definition]
    said = ", ".join(f"{model.name} by definition {built[model]}, here {model.definition}" for model in newer or older)
    if newer:
        raise DatabaseNewerThanCode(
            f"Read models were built by a newer program: {said}. No read model was changed. Run the newer version of "
            "caseledger that built them."
        )
    if older:
        raise ReadModelOutdated(
            f"Read models were built by an earlier program: {said}. No read model was changed, and what is there still "
            f"answers. Run `caseledger projections rebuild {' '.join(model.name for model in older)}`: it builds the "
            "new ones beside them and switches."
        )


def create_build(cursor: cursor, model: ReadModel, *, with_indexes: bool = True) -> Build:
    """The model's next build, with empty tables; it does not serve yet.

    Without indexes, those of ``indexes_of`` are made before it serves.
    """
    cursor.execute(_SQL["next_build"], {"model": model.name})
    row = cursor.fetchone()
    assert row is not None
    build = Build(model, row[0])
    cursor.execute(_SQL["insert_build"], {"model": model.name, "build": build.number, "definition": model.definition})
    cursor.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(build.schema)))
    build.enter(cursor)
    cursor.execute(model.tables if with_indexes else apart(model.tables).tables)
    return build


def indexes_of(build: Build) -> tuple[str, ...]:
    """The statements that make what a build lacks which was created without indexes."""
    return apart(build.model.tables).indexes


def make_index(cursor: cursor, build: Build, statement: str) -> None:
    """Make one of ``indexes_of``. Raises psycopg2.errors.UniqueViolation for what may be there only once and is not."""
    build.enter(cursor, _ROOM_FOR_AN_INDEX)
    cursor.execute(statement)


def tell_planner(cursor: cursor, build: Build) -> None:
    """What the planner knows of the build's tables, once they are full and have their indexes."""
    cursor.execute(_SQL["tables"], {"schema": build.schema})
    for (table,) in cursor.fetchall():
        cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(build.schema, table)))


def serve(cursor: cursor, build: Build) -> None:
    """From the end of the transaction on this build answers, and the one that did is retired.

    Waits for readers, as long as the transaction's lock_timeout allows: psycopg2.errors.LockNotAvailable.
    """
    name = build.model.name
    cursor.execute(_SQL["keep_readers_out"])
    cursor.execute(_SQL["retire"], {"model": name})
    cursor.execute(_SQL["leave_places"], {"model": name})
    cursor.execute(_SQL["serve"], {"model": name, "build": build.number})
    cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(name)))
    cursor.execute(_SQL["tables"], {"schema": build.schema})
    tables = [row[0] for row in cursor]
    cursor.execute(_SQL["views"], {"schema": name})
    for view in [row[0] for row in cursor if row[0] not in tables]:
        cursor.execute(sql.SQL("DROP VIEW {}").format(sql.Identifier(name, view)))
    for table in tables:
        _show(cursor, name, build.schema, table)


def readers(cursor: cursor, model: ReadModel) -> list[str]:
    """The sessions that read the model in a transaction which has not ended, in words."""
    cursor.execute(_SQL["readers"], {"schema": model.name})
    return [row[0] for row in cursor]


def _show(cursor: cursor, name: str, schema: str, table: str) -> None:
    """The view of a table. It is replaced where its columns allow, so that grants and others' views on it stay."""
    names = {"view": sql.Identifier(name, table), "table": sql.Identifier(schema, table)}
    cursor.execute("SAVEPOINT show")
    try:
        cursor.execute(sql.SQL("CREATE OR REPLACE VIEW {view} AS SELECT * FROM {table}").format(**names))
    except psycopg2.errors.InvalidTableDefinition:
        cursor.execute("ROLLBACK TO SAVEPOINT show")
        cursor.execute(sql.SQL("DROP VIEW {view}").format(**names))
        cursor.execute(sql.SQL("CREATE VIEW {view} AS SELECT * FROM {table}").format(**names))
    cursor.execute("RELEASE SAVEPOINT show")


def drop_builds_not_serving(cursor: cursor, model: ReadModel) -> list[int]:
    """Drop what a rebuild left behind: builds that were never finished, and those that are retired."""
    cursor.execute(_SQL["not_serving"], {"model": model.name})
    numbers = [row[0] for row in cursor]
    for number in numbers:
        build = Build(model, number)
        cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(build.schema)))
        cursor.execute(_SQL["delete_build"], {"model": model.name, "build": number})
    return numbers
