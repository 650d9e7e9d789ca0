"""A read model of only what had happened by one time and was on record by another: what any answer of then must be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import groupby
from random import Random
from uuid import UUID

from psycopg2 import sql
from psycopg2.extensions import cursor

from consumers.projector.folding import empty_staging
from domain.kernel.recorded import RecordedEvent
from infra.audit.history import known_then
from infra.messages.events import read_event
from infra.postgres.builds import Build
from projections.kit.then import Then
from tests.integration.projector.folded import Folded
from tests.unit.checker.little_world import BEGAN, LittleWorld

_FOLDED = ("balances", "sla", "audit_trail")
_HOURS = (0, 0, 3, 30, 300)
_CHECKS = """
SELECT nspname, relname, conname
FROM pg_constraint
JOIN pg_class ON pg_class.oid = conrelid
JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE contype = 'c' AND nspname = ANY (%s)
"""
_TABLES = """
SELECT table_schema, table_name FROM information_schema.tables
WHERE table_schema = ANY (%s) AND table_type = 'BASE TABLE' ORDER BY table_name = 'creditor', table_name
"""


def events_of(world: LittleWorld, choose: Random | None = None) -> list[RecordedEvent]:
    """Its events, partition by partition.

    With ``choose`` an hour lies between two commands, in the order of the log, and what happened on some aggregates had
    happened so many hours before it was recorded.
    """
    found = [read_event(*record[:4], record.headers) for record in world.records]  # type: ignore[arg-type]
    if choose is not None:
        late = {one: timedelta(hours=choose.choice(_HOURS)) for one in sorted({event.aggregate_id for event in found})}
        hour = {one: hours for hours, one in enumerate(dict.fromkeys(event.causation_id for event in found))}
        recorded = [BEGAN + timedelta(hours=hour[event.causation_id]) for event in found]
        found = [
            event._replace(recorded_at=at, occurred_at=at - late[event.aggregate_id])
            for event, at in zip(found, recorded, strict=True)
        ]
    return sorted(found, key=lambda one: (one.partition, one.position))


def events_then(events: Sequence[RecordedEvent], then: Then) -> list[RecordedEvent]:
    """Those that had come, money from the bank's day on; of an aggregate that had not begun, none."""
    of: dict[UUID, list[RecordedEvent]] = {}
    for event in events:
        of.setdefault(event.aggregate_id, []).append(event)
    known = [known_then(one, then) for one in of.values()]
    begun = [one for found in known if found and found[0].version == 1 for one in found]
    return sorted(begun, key=lambda one: (one.partition, one.position))


def events_by_the_clock(events: Sequence[RecordedEvent], then: Then) -> list[RecordedEvent]:
    """Those that had happened and were on record, whichever day the bank says: what clocks and the trail go by."""
    happened, recorded = then.happened_by, then.recorded_by
    return [
        one
        for one in events
        if (happened is None or one.occurred_at <= happened) and (recorded is None or one.recorded_at <= recorded)
    ]


def times_of(events: Sequence[RecordedEvent], zone: str) -> list[Then]:
    """When something comes by one of the two times."""
    any_ = Then(events[0].occurred_at, None, zone)
    days = {any_.begins(day) for one in events if (day := one.event.effective_on()) is not None}
    happened = sorted({one.occurred_at for one in events} | days)
    recorded = sorted({one.recorded_at for one in events})
    of_both = [Then(one, recorded[len(recorded) * 2 // 3], zone) for one in happened]
    return [*(Then(one, None, zone) for one in happened), *(Then(None, one, zone) for one in recorded), *of_both]


def fold_events(folded: Folded, events: Sequence[RecordedEvent]) -> None:
    """All of them, for good."""
    with folded.opened, folded.opened.cursor() as cursor:
        for build in _builds(folded):
            _fold(cursor, build, events)


@contextmanager
def only(folded: Folded, events: Sequence[RecordedEvent], then: Then) -> Iterator[None]:
    """Within it the read models hold what of the events had come, and nothing else; afterwards what they held before.

    Without the tables' checks: of a payment whose bank's day had not come, what took it back may have.
    """
    builds = _builds(folded)
    schemas = [build.schema for build in builds]
    with folded.opened.cursor() as cursor:
        cursor.execute(_CHECKS, (schemas,))
        for schema, table, name in cursor.fetchall():
            cursor.execute(
                sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(schema, table), sql.Identifier(name))
            )
        cursor.execute(_TABLES, (schemas,))
        for schema, table in cursor.fetchall():
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(schema, table)))
        for build in builds:
            come = events_then if build.model.name == "balances" else events_by_the_clock
            _fold(cursor, build, come(events, then))
    try:
        yield
    finally:
        folded.opened.rollback()


def _builds(folded: Folded) -> list[Build]:
    return [build for build in folded.builds if build.model.name in _FOLDED]


def _fold(cursor: cursor, build: Build, events: Sequence[RecordedEvent]) -> None:
    build.enter(cursor)
    for _, batch in groupby(events, key=lambda one: one.partition):
        build.model.fold(cursor, list(batch))
        empty_staging(cursor, build)
