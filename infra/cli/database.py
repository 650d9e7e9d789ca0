"""Submission PostgreSQL: a connection for one command, and answers that say which positions they reflect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from psycopg2.extensions import connection

from infra.postgres.connect import connect
from infra.postgres.migrate import check_migrated
from infra.postgres.progress import PositionedAnswer, answer, wait_for
from infra.runtime.settings import Settings
from infra.runtime.settings_error import SettingsError

Value = TypeVar("Value")

WAIT_LIMIT_S = 60.0
"""For ``--wait``: a projector that is well is a fraction of a second behind; one that begins from nothing, longer."""


@contextmanager
def connected(settings: Settings) -> Iterator[connection]:
    """A connection that is closed afterwards. Raises SettingsError when none is named, DatabaseUnavailable."""
    if settings.database_url is None:
        wanted = "postgresql://user:password@host:5432/database, or start a stack: caseledger up"
        raise SettingsError("CASELEDGER_DATABASE_URL", "", wanted)
    opened = connect(settings.database_url)
    try:
        yield opened
    finally:
        opened.close()


def wait_until_reflected(settings: Settings, positions: Mapping[int, int], limit_s: float = WAIT_LIMIT_S) -> None:
    """Wait until every read model shows these positions: {partition: position}. Raises NotReflectedYet."""
    with connected(settings) as opened:
        check_migrated(opened)
        wait_for(opened, positions, timeout_s=limit_s)


def asked(settings: Settings, ask: Callable[[connection], Value], *, wait: bool = False) -> PositionedAnswer[Value]:
    """What the read models answer; with ``wait``, once they hold all that the log holds now.

    Raises DatabaseNotReady and the others of ``check_migrated``, NotReflectedYet.
    """
    with connected(settings) as opened:
        check_migrated(opened)
        if wait:
            from infra.audit.history import LogHistory

            with LogHistory(settings) as history:
                wait_for(opened, history.last_positions(), timeout_s=WAIT_LIMIT_S)
        return answer(opened, ask)
