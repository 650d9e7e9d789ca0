"""A database with empty read models."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from psycopg2.extensions import connection

from infra.postgres.connect import connect
from infra.runtime.settings import Settings
from tests.integration.projector.folded import Folded
from tests.integration.projector.live_models import Live


@pytest.fixture
def database(database_url: str) -> Iterator[connection]:
    """A connection to it."""
    with closing(connect(database_url)) as opened:
        yield opened


@pytest.fixture
def folded(database: connection) -> Folded:
    """The read models in it, and a projector's hand to fold into them."""
    return Folded(database)


@pytest.fixture
def live(settings: Settings, database: connection) -> Live:
    """Two partitions' stories on Kafka, folded."""
    made = Live(settings, database)
    made.fold_all()
    return made
