"""Texts in the clear go with their keys: the read models' columns that hold any are emptied when a key is gone.

A model says where it holds texts (``ReadModel.texts``), and everything here follows from that. The events of an erased
person stay in the log and are folded as ever, their texts unreadable: so a model that is built anew and one that was
emptied here hold the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import cursor

from infra.messages.crypto.key_record import Owner
from infra.postgres.builds import Build
from projections.kit.model import ReadModel, TextsInTheClear
from projections.kit.named_sql import statements

_SQL = statements(__package__, "forgetting.sql")


def builds_of(cursor: cursor, model: ReadModel) -> list[Build]:
    """All its builds, whether they serve or not: one that a rebuild left behind is read by nobody, and there."""
    cursor.execute(_SQL["builds"], {"model": model.name})
    return [Build(model, number) for (number,) in cursor]


def forget(cursor: cursor, build: Build, partition: int, owners: Collection[Owner]) -> None:
    """Empty what a build holds of these persons from events of the partition."""
    for texts in build.model.texts:
        persons = [str(owner.person) for owner in owners if owner.category == texts.category]
        if persons:
            _empty(cursor, build, texts, "of_persons", {"partition": partition, "persons": persons})


def forget_without_keys(cursor: cursor, build: Build, keys_ends: Mapping[int, int]) -> None:
    """Empty whatever a build holds from events of these partitions without there being a key for it.

    Nothing of a partition is emptied unless its keys in PostgreSQL are up to date: read up to {partition: offset}.
    """
    for texts in build.model.texts:
        ends = {"partitions": list(keys_ends), "keys_ends": list(keys_ends.values())}
        _empty(cursor, build, texts, "without_keys", {"category": texts.category, **ends})


def rows_with_texts(cursor: cursor, build: Build, texts: TextsInTheClear, person: UUID) -> int:
    """How many rows of a table hold something of a person in the clear."""
    statement = sql.SQL("SELECT count(*) FROM {table} AS held WHERE ({something}) AND person_id = %s").format(
        table=sql.Identifier(build.schema, texts.table), something=_something(texts)
    )
    cursor.execute(statement, (str(person),))
    ((number,),) = cursor.fetchall()
    return int(number)


def _something(texts: TextsInTheClear) -> sql.Composed:
    return sql.SQL(" OR ").join(
        sql.SQL("held.{} IS NOT NULL").format(sql.Identifier(column)) for column in texts.columns
    )


def _empty(cursor: cursor, build: Build, texts: TextsInTheClear, condition: str, given: Mapping[str, object]) -> None:
    statement = sql.SQL("UPDATE {table} AS held SET {emptied} WHERE ({something}) AND {condition}").format(
        table=sql.Identifier(build.schema, texts.table),
        emptied=sql.SQL(", ").join(sql.SQL("{} = NULL").format(sql.Identifier(column)) for column in texts.columns),
        something=_something(texts),
        condition=sql.SQL(_SQL[condition].rstrip().rstrip(";")),
    )
    cursor.execute("SAVEPOINT forget")
    try:
        cursor.execute(statement, given)
    except psycopg2.errors.UndefinedTable:  # a build that was just dropped, and its texts with it
        cursor.execute("ROLLBACK TO SAVEPOINT forget")
    cursor.execute("RELEASE SAVEPOINT forget")
