"""How far the read models are, as whoever reads them sees it (rule 6 of the read protocol)."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from psycopg2.extensions import connection

from projections.catalogue import BY_NAME
from projections.kit.named_sql import statements

_SQL = statements(__package__, "checkpoints.sql")
_BEGIN_WITH_SERVING = f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;{_SQL['serving']}"
_FIRST_PAUSE_S, _LAST_PAUSE_S = 0.005, 0.1

Positions = dict[str, dict[int, int]]
Value = TypeVar("Value")


class NotReflectedYet(Exception):
    """The read models did not come to the wanted position in time."""


@dataclass(frozen=True, slots=True)
class ModelProgress:
    """One model in one partition. ``folded`` and the events parked make up ``position``: none is missing."""

    model: str
    partition: int
    position: int
    next_offset: int
    folded: int
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class PositionedAnswer(Generic[Value]):
    """An answer, and the position of each model in each partition that it reflects."""

    value: Value
    positions: Positions


def progress(opened: connection) -> list[ModelProgress]:
    """Every model that serves, in every partition it has begun."""
    with opened.cursor() as cursor:
        cursor.execute(_SQL["serving"])
        return [ModelProgress(*row) for row in cursor]


def positions(opened: connection) -> Positions:
    """The position of each model in each partition: {model: {partition: position}}."""
    found: Positions = {name: {} for name in BY_NAME}
    for one in progress(opened):
        found.setdefault(one.model, {})[one.partition] = one.position
    return found


def answer(opened: connection, ask: Callable[[connection], Value]) -> PositionedAnswer[Value]:
    """What ``ask`` finds, together with the positions of the very same moment: both are read in one snapshot.

    ``ask`` neither begins nor ends a transaction.
    """
    opened.rollback()
    before, opened.autocommit = opened.autocommit, True  # the beginning goes along with the first statement so
    try:
        with opened.cursor() as cursor:
            cursor.execute(_BEGIN_WITH_SERVING)
            reflected: Positions = {name: {} for name in BY_NAME}
            for row in cursor:
                reflected.setdefault(row[0], {})[row[1]] = row[2]
        return PositionedAnswer(ask(opened), reflected)
    finally:
        with opened.cursor() as cursor:
            cursor.execute("ROLLBACK")
        opened.autocommit = before


def wait_for(
    opened: connection,
    wanted: Mapping[int, int],
    models: Collection[str] = tuple(BY_NAME),
    timeout_s: float = 10.0,
) -> None:
    """Wait until each of ``models`` reflects the wanted position of each partition: {partition: position}.

    Ends the connection's transaction. Raises NotReflectedYet, which says what lags, after ``timeout_s`` seconds.
    """
    deadline, pause_s = time.monotonic() + timeout_s, _FIRST_PAUSE_S
    while behind := _behind(positions(opened), wanted, models):
        if time.monotonic() >= deadline:
            raise NotReflectedYet(
                f"After {timeout_s:g} s these are still behind: {'; '.join(behind)}. Nothing is lost; the log has it. "
                "Ask again later, and see with `caseledger status` whether the projector runs."
            )
        opened.rollback()
        time.sleep(pause_s)
        pause_s = min(pause_s * 2, _LAST_PAUSE_S)
    opened.rollback()


def _behind(reached: Positions, wanted: Mapping[int, int], models: Collection[str]) -> list[str]:
    return [
        f"{model} partition {partition} at {reached.get(model, {}).get(partition, 0)} of {position}"
        for model in models
        for partition, position in wanted.items()
        if reached.get(model, {}).get(partition, 0) < position
    ]


@dataclass(frozen=True, slots=True)
class Lag:
    """How far one model is behind the log in one partition. ``offsets`` counts transaction markers too."""

    model: str
    partition: int
    position: int
    next_offset: int
    end_offset: int

    @property
    def offsets(self) -> int:
        """Zero when everything that the log held has been folded or parked."""
        return max(0, self.end_offset - self.next_offset)


def lag(opened: connection, end_offsets: Mapping[int, int]) -> list[Lag]:
    """The lag of every model in every partition, given where Kafka says that the partitions end."""
    reached = {(one.model, one.partition): one for one in progress(opened)}
    return [
        Lag(model, partition, one.position if one else 0, one.next_offset if one else 0, end)
        for model in BY_NAME
        for partition, end in sorted(end_offsets.items())
        for one in [reached.get((model, partition))]
    ]
