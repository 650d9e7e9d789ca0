"""Folding events into one build: all at once, or with care.

With care, what cannot be folded is found by halving, and only its aggregate is left out. That takes a savepoint for
each try, which nearly no batch needs, so it is done only when folding all at once has failed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import psycopg2
import psycopg2.errors
from eventsourcing.persistence import PersistenceError
from psycopg2 import sql
from psycopg2.extensions import cursor

from domain.kernel.recorded import RecordedEvent
from infra.postgres.builds import Build
from infra.postgres.planner import find_rows_by_keys
from infra.runtime.settings_error import SettingsError
from projections.kit.model import ReadModel

OnCulprit = Callable[[RecordedEvent, Exception], None]
IsLeftOut = Callable[[RecordedEvent], bool]

# No key at hand, or no way to ask for one: no event's fault either.
_FAULTS_OF_THE_PLACE = (SettingsError, PersistenceError)

# The database's word on a row. Any other error of it (no connection, no room, no such table) is no event's fault.
_FAULTS_OF_A_ROW = (
    psycopg2.DataError,
    psycopg2.IntegrityError,
    psycopg2.errors.ProgramLimitExceeded,  # a text that is too long for an index
    psycopg2.errors.StatementTooComplex,
)


class Opens(Protocol):
    """Opens events: the interface of ``TopicOpener``."""

    def open_all(self, recorded: Sequence[RecordedEvent]) -> list[RecordedEvent]: ...


class NoKeys:
    """For models that take no personal text: whatever asks for one stops."""

    def open_all(self, recorded: Sequence[RecordedEvent]) -> list[RecordedEvent]:
        """Raises SettingsError."""
        raise SettingsError("CASELEDGER_KEK_FILE", "", "known where a read model with personal texts is folded")


NO_KEYS = NoKeys()


def prepare_session(cursor: cursor, models: Iterable[ReadModel]) -> None:
    """Make the temporary tables that folding copies into, and set the planner up: once for each connection."""
    find_rows_by_keys(cursor)
    for model in models:
        if model.staging:
            cursor.execute(model.staging)


class DoesNotFold(Exception):
    """Some event cannot be folded; nobody has asked yet which. The transaction is of no more use."""


def fold_all(cursor: cursor, model: ReadModel, events: Sequence[RecordedEvent], opens: Opens) -> int:
    """As ``fold``, for events that all fold, into the build that the search path leads to.

    Raises DoesNotFold, and errors that are no event's fault.
    """
    if events and (error := _folded(cursor, model, events, opens)):
        raise DoesNotFold from error
    return len(events)


def fold(
    cursor: cursor,
    build: Build,
    events: Sequence[RecordedEvent],
    opens: Opens,
    on_culprit: OnCulprit,
    is_left_out: IsLeftOut = lambda event: False,
) -> int:
    """Fold events of one partition, in order, inside the caller's transaction. Returns how many were folded.

    ``opens`` gives the texts that the model takes. An event that cannot be folded is given to ``on_culprit``, after
    which ``is_left_out`` must tell of each later event whether it may be folded. Raises what on_culprit raises, and
    errors that are no event's fault.
    """
    return _BatchFolding(cursor, build, opens, on_culprit, is_left_out).fold(events)


def empty_staging(cursor: cursor, build: Build) -> None:
    """Make the build's staging tables empty again within a transaction; its end does so by itself."""
    for table in build.model.staging_tables:
        cursor.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(table)))


class _BatchFolding:
    def __init__(
        self, cursor: cursor, build: Build, opens: Opens, on_culprit: OnCulprit, is_left_out: IsLeftOut
    ) -> None:
        self._cursor = cursor
        self._build = build
        self._opens = opens
        self._on_culprit = on_culprit
        self._is_left_out = is_left_out

    def fold(self, events: Sequence[RecordedEvent]) -> int:
        """All at once if that works; otherwise the first half, then what of the second may still be folded."""
        if not events:
            return 0
        error = self._try(events)
        if error is None:
            return len(events)
        if len(events) == 1:
            self._on_culprit(events[0], error)
            return 0
        middle = len(events) // 2
        folded = self.fold(events[:middle])
        empty_staging(self._cursor, self._build)
        return folded + self.fold([event for event in events[middle:] if not self._is_left_out(event)])

    def _try(self, events: Sequence[RecordedEvent]) -> Exception | None:
        self._build.enter(self._cursor, "SAVEPOINT fold")
        failure = _folded(self._cursor, self._build.model, events, self._opens)
        if failure:
            self._cursor.execute("ROLLBACK TO SAVEPOINT fold")
        self._cursor.execute("RELEASE SAVEPOINT fold")
        return failure


def _folded(cursor: cursor, model: ReadModel, events: Sequence[RecordedEvent], opens: Opens) -> Exception | None:
    """What stands against some event; None when they are folded. Raises errors that are no event's fault."""
    try:
        model.fold(cursor, _with_texts(model, events, opens))
    except _FAULTS_OF_A_ROW as error:
        return error
    except (psycopg2.Error, *_FAULTS_OF_THE_PLACE):
        raise
    except Exception as error:  # whatever a fold has against an event: a missing row, a type, an overflow
        return error
    return None


def _with_texts(model: ReadModel, events: Sequence[RecordedEvent], opens: Opens) -> Sequence[RecordedEvent]:
    """The events, those of them opened whose texts the model takes."""
    wanted = model.opened
    sealed = [event for event in events if type(event.event) in wanted] if wanted else ()
    if not sealed:
        return events
    opened = iter(opens.open_all(sealed))
    return [next(opened) if type(event.event) in wanted else event for event in events]
