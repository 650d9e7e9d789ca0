"""Asking PostgreSQL: a connection for one command, and answers that say which positions they reflect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TypeVar

from psycopg2.extensions import connection

from infra.postgres.progress import PositionedAnswer, answer, wait_for
from infra.runtime.read_models_access import open_read_models
from infra.runtime.settings import Settings

Value = TypeVar("Value")

WAIT_LIMIT_S = 60.0
"""For ``--wait``: a projector that is well is a fraction of a second behind; one that begins from nothing, longer."""


@contextmanager
def connected(settings: Settings) -> Iterator[connection]:
    """A session on the read models of the settings' log, closed afterwards. Raises what ``open_read_models`` raises."""
    with closing(open_read_models(settings)) as opened:
        yield opened


def wait_until_reflected(settings: Settings, positions: Mapping[int, int], limit_s: float = WAIT_LIMIT_S) -> None:
    """Wait until every read model shows these positions: {partition: position}. Raises NotReflectedYet."""
    with connected(settings) as opened:
        wait_for(opened, positions, timeout_s=limit_s)


def asked(settings: Settings, ask: Callable[[connection], Value], *, wait: bool = False) -> PositionedAnswer[Value]:
    """What the read models answer; with ``wait``, once they hold all that the log holds now.

    Raises what ``open_read_models`` raises, and NotReflectedYet.
    """
    with connected(settings) as opened:
        if wait:
            from infra.audit.history import LogHistory

            with LogHistory(settings) as history:
                wait_for(opened, history.last_positions(), timeout_s=WAIT_LIMIT_S)
        return answer(opened, ask)
