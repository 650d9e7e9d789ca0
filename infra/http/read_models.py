"""Sessions on the read models, kept between requests: never more than there are threads that ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from queue import Empty, LifoQueue
from typing import TypeVar

import psycopg2
from psycopg2.extensions import connection

from infra.http.problems import HttpProblem, unavailable
from infra.postgres.connect import DatabaseUnavailable
from infra.postgres.errors import DatabaseToBePutRight
from infra.postgres.progress import NotReflectedYet, PositionedAnswer, answer, wait_for
from infra.runtime.read_models_access import open_read_models
from infra.runtime.settings import Settings
from infra.runtime.settings_error import SettingsError

APPLICATION = "caseledger-http"
WAIT_LIMIT_S = 10.0
"""For the position that a client sends back: a projector that is well is a fraction of a second behind."""

Value = TypeVar("Value")


class ReadModels:
    """A session for each thread that asks at a time, opened when it is first needed. Safe for several threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._idle: LifoQueue[connection] = LifoQueue()

    @contextmanager
    def session(self) -> Iterator[connection]:
        """One session for this thread. Raises HttpProblem when the database does not answer or is not as it must be."""
        try:
            opened = self._take()
            try:
                yield opened
            except BaseException:
                with suppress(psycopg2.Error):
                    opened.close()
                raise
            self._idle.put(opened)
        except (psycopg2.OperationalError, psycopg2.InterfaceError, DatabaseUnavailable) as error:
            raise unavailable(error) from error
        except psycopg2.DataError:
            raise HttpProblem("parameter_invalid", "A parameter is beyond what the read models can hold.") from None
        except (DatabaseToBePutRight, SettingsError) as error:
            raise HttpProblem("unavailable", str(error)) from error

    def ask(self, question: Callable[[connection], Value], after: Mapping[int, int]) -> PositionedAnswer[Value]:
        """What it finds in one snapshot, and the positions that it reflects: ``after`` at least. Raises HttpProblem."""
        with self.session() as opened:
            if after:
                try:
                    wait_for(opened, after, timeout_s=WAIT_LIMIT_S)
                except NotReflectedYet as error:
                    raise HttpProblem("not_reflected_yet", str(error)) from None
            return answer(opened, question)

    def close(self) -> None:
        """Let go of those that nobody uses."""
        with suppress(Empty):
            while True:
                self._idle.get_nowait().close()

    def _take(self) -> connection:
        with suppress(Empty):
            while True:
                opened = self._idle.get_nowait()
                if not opened.closed:
                    return opened
        return open_read_models(self._settings, APPLICATION)
