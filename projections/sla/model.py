"""The read model ``sla``: stored clocks are read for a whole batch at once, turned in Python, and written back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from psycopg2.extensions import cursor

from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from projections.kit.binary_copy import ID, INSTANT, INT4, INT8, OPTIONAL_INSTANT, WORD, CopyRows
from projections.kit.model import CannotFold, TextsInTheClear
from projections.kit.named_sql import statements, text_of
from projections.kit.prepared import execute_prepared
from projections.kit.staged_rows import StagedRows
from projections.sla.clock_run import ClockRun, State
from projections.sla.clocks import BY_NAME, REOPENABLE
from projections.sla.rows import SlaRows, starts_a_clock, touched

_FOLD = statements(__package__, "fold.sql")
_STATES = {state.value: state for state in State}  # calling the class takes five times as long

_COLUMNS = {
    "aggregate_id": ID, "number": INT4, "partition": INT4, "started_at": INSTANT, "due_at": INSTANT,
    "position": INT8, "turned_at": INSTANT, "recorded_at": INSTANT,
    "clock": WORD, "jurisdiction": WORD, "state": WORD, "kind": WORD,
    "paused_at": OPTIONAL_INSTANT, "ended_at": OPTIONAL_INSTANT,
}  # fmt: skip
_STAGING = text_of(__package__, "staging.sql")
_NEW = CopyRows("clock", **_COLUMNS)
_CHANGED = StagedRows(_STAGING, "staged_clock", **_COLUMNS)
_BEFORE = CopyRows(
    "clock_before",
    partition=INT4, aggregate_id=ID, number=INT4, started_at=INSTANT, due_at=INSTANT, position=INT8, turned_at=INSTANT,
    recorded_at=INSTANT, clock=WORD, state=WORD, paused_at=OPTIONAL_INSTANT, ended_at=OPTIONAL_INSTANT,
)  # fmt: skip
_JURISDICTIONS = CopyRows("jurisdiction", aggregate_id=ID, partition=INT4, jurisdiction=WORD)


class Sla:
    """Clocks that start, pause and stop on events."""

    name = "sla"
    definition = 20
    tables = text_of(__package__, "tables.sql")
    staging = _STAGING
    checks = statements(__package__, "checks.sql")
    staging_tables = ("staged_clock",)
    opened: frozenset[type[Event]] = frozenset()
    texts: tuple[TextsInTheClear, ...] = ()

    def fold(self, cursor: cursor, events: Sequence[RecordedEvent]) -> None:
        """See ReadModel.fold."""
        rows = _stored(cursor, events)
        rows.apply(events)
        partition = events[0].partition
        changed = list(rows.changed())
        _NEW.copy(cursor, [_row(one, partition) for one in changed if one.is_new])
        _write_changed(cursor, [one for one in changed if not one.is_new], partition)
        _BEFORE.copy(cursor, [(partition, *stood) for stood in rows.before])
        _JURISDICTIONS.copy(cursor, [(key, partition, value) for key, value in rows.new_jurisdictions.items()])


def _stored(cursor: cursor, events: Sequence[RecordedEvent]) -> SlaRows:
    """The clocks that the events may turn, as they are stored."""
    rows = SlaRows()
    clocks = touched(events)
    if not clocks:
        return rows
    asked_for = [(aggregate_id, name) for aggregate_id, names in clocks.items() for name in names]
    names = "{" + ",".join(name for _, name in asked_for) + "}"
    ids = _array(aggregate_id for aggregate_id, _ in asked_for)
    execute_prepared(cursor, _FOLD["stored_clocks"], {"touched": ids, "clocks": names, "reopenable": REOPENABLE})
    for place, number, jurisdiction, started_at, due_at, state, paused_at, ended_at, position, *last in cursor:
        (aggregate_id, clock), (turned_at, recorded_at, kind) = asked_for[place - 1], last
        run = ClockRun(
            BY_NAME[clock], aggregate_id, number, jurisdiction, started_at, due_at, turned_at, recorded_at,
            _STATES[state], paused_at, ended_at, position, kind,
        )  # fmt: skip
        rows.runs.setdefault(aggregate_id, []).append(run)
    starting = {recorded.aggregate_id for recorded in events if starts_a_clock(recorded.event)}
    if asked := [aggregate_id for aggregate_id in clocks if aggregate_id in starting]:
        execute_prepared(cursor, _FOLD["stored_jurisdictions"], {"touched": _array(asked)})
        rows.jurisdictions.update({asked[place - 1]: jurisdiction for place, jurisdiction in cursor})
    return rows


def _write_changed(cursor: cursor, changed: Sequence[ClockRun], partition: int) -> None:
    if not changed:
        return
    stored = _CHANGED.stage(cursor, (_row(one, partition) for one in changed)).execute(_FOLD["change_clocks"])
    if stored != len(changed):
        raise CannotFold(f"{len(changed)} clocks were turned and {stored} of them could be stored")


def _row(one: ClockRun, partition: int) -> tuple[Any, ...]:
    # A row of either table: both have the same columns.
    return (
        one.aggregate_id, one.number, partition, one.started_at, one.due_at, one.position,
        one.turned_at, one.recorded_at,
        one.clock.name, one.jurisdiction, one.state.value, one.kind, one.paused_at, one.ended_at,
    )  # fmt: skip


def _array(ids: Iterable[UUID]) -> str:
    """As PostgreSQL writes an array: adapting each id by itself would cost more than the query."""
    return "{" + ",".join(one.hex for one in ids) + "}"
