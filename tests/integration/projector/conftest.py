"""Read models in databases: empty ones, and copies of those that tell a story."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from psycopg2.extensions import connection

from infra.postgres.connect import connect
from infra.runtime.settings import Settings
from tests.conftest import Servers
from tests.integration.projector.folded import Folded
from tests.integration.projector.live_models import Live
from tests.integration.projector.told_once import Story, ToldOnce


@pytest.fixture
def database(database_url: str) -> Iterator[connection]:
    """A connection to it."""
    with closing(connect(database_url)) as opened:
        yield opened


@pytest.fixture
def folded(database: connection) -> Folded:
    """The read models in it, and a projector's hand to fold into them."""
    return Folded(database)


@pytest.fixture(scope="session")
def told_once(stack: Servers) -> Iterator[ToldOnce]:
    """Read models of stories, each folded once."""
    with closing(ToldOnce(stack.database_url)) as told_once:
        yield told_once


@pytest.fixture
def asked(told_once: ToldOnce, story: Story) -> connection:
    """The read models of the file's ``story``, to be read."""
    return told_once.only_read(story)


@pytest.fixture
def changed(told_once: ToldOnce, story: Story) -> Iterator[connection]:
    """The same, to be changed by one test."""
    with told_once.copy(story) as opened:
        yield opened


@pytest.fixture
def live(settings: Settings, database: connection) -> Live:
    """Two partitions' stories on Kafka, folded."""
    made = Live(settings, database)
    made.fold_all()
    return made
