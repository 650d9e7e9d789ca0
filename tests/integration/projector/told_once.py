"""Stories that are folded once for all tests: those that only read share the read models, the others get copies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cache

from psycopg2.extensions import connection

from infra.postgres.connect import connect
from tests.integration.projector.folded import Folded
from tests.own_places import a_database

Story = Callable[[Folded], object]
"""Folds something into read models that are empty."""


class ToldOnce:
    """Read models by the story that they tell; each is folded when it is first asked for."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._open = ExitStack()
        self._of = cache(self._fold)
        self._read = cache(self._connect)

    def only_read(self, story: Story) -> connection:
        """The connection of all who only read: PostgreSQL lets them do nothing else."""
        opened = self._read(story)
        opened.rollback()  # what the test before this one has left open
        return opened

    @contextmanager
    def copy(self, story: Story) -> Iterator[connection]:
        """A connection to read models of one's own, to change."""
        with a_database(self._server, like=self._of(story)) as url, closing(connect(url)) as opened:
            yield opened

    def close(self) -> None:
        """Drops all of them."""
        self._open.close()

    def _fold(self, story: Story) -> str:
        url = self._open.enter_context(a_database(self._server))
        with closing(connect(url)) as opened:
            story(Folded(opened))
        return url

    def _connect(self, story: Story) -> connection:
        opened = self._open.enter_context(self.copy(story))
        opened.set_session(readonly=True)
        return opened
