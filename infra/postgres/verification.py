"""Do the read models hold what they must? For ``caseledger verify`` and for tests; it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg2.extensions import connection

from projections.catalogue import MODELS
from projections.kit.named_sql import statements

_SQL = statements(__package__, "verification.sql")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that must hold and does not: ``check`` names it, ``what`` says where."""

    model: str
    check: str
    what: str


def problems(opened: connection, log_positions: Mapping[int, int] | None = None) -> list[Problem]:
    """Everything that is wrong with the read models; empty when all is well.

    ``log_positions`` are the last positions of the log by partition: a model that is behind is then told too. Reads
    whole tables, in one snapshot if the caller has begun one.
    """
    found = [*_counted(opened), *(_behind(opened, log_positions) if log_positions else ())]
    for model in MODELS:
        for check, statement in model.checks.items():
            found += [Problem(model.name, check, what) for (what,) in _rows(opened, statement)]
    return found


def _counted(opened: connection) -> Iterator[Problem]:
    for model, partition, position, folded, parked in _rows(opened, _SQL["counts"]):
        if position != folded + parked:
            what = f"partition {partition} is at position {position}, with {folded} events folded and {parked} parked"
            yield Problem(model, "every_event_is_folded_or_parked", what)


def _behind(opened: connection, log_positions: Mapping[int, int]) -> Iterator[Problem]:
    reached = {(model, partition): position for model, partition, position, *_ in _rows(opened, _SQL["counts"])}
    for model in MODELS:
        for partition, last in log_positions.items():
            position = reached.get((model.name, partition), 0)
            if position != last:
                what = f"partition {partition} is at position {position} and the log at {last}"
                yield Problem(model.name, "is_where_the_log_is", what)


def _rows(opened: connection, statement: str) -> list[tuple[Any, ...]]:
    with opened.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()
