"""The read model ``audit_trail``: rows that are only ever added, copied straight into the served table."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg2.extensions import cursor

from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from projections.audit_trail.rows import MENTIONS, TRAIL, actor_counts, mention_rows, trail_row
from projections.kit.model import TextsInTheClear
from projections.kit.named_sql import statements, text_of
from projections.kit.prepared import execute_prepared

_FOLD = statements(__package__, "fold.sql")


class AuditTrail:
    """One row for each event: who did what, when, why and because of what."""

    name = "audit_trail"
    definition = 5
    tables = text_of(__package__, "tables.sql")
    staging = ""
    checks = statements(__package__, "checks.sql")
    staging_tables: tuple[str, ...] = ()
    opened: frozenset[type[Event]] = frozenset()
    texts: tuple[TextsInTheClear, ...] = ()

    def fold(self, cursor: cursor, events: Sequence[RecordedEvent]) -> None:
        """See ReadModel.fold. An event that is there already breaks a unique key: nothing is told twice."""
        TRAIL.copy(cursor, map(trail_row, events))
        MENTIONS.copy(cursor, mention_rows(events))
        if events:
            execute_prepared(cursor, _FOLD["count_actors"], actor_counts(events))
