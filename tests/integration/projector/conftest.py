"""A database with empty read models."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from psycopg2.extensions import connection

from infra.postgres.connect import connect
from tests.integration.projector.folded import Folded


@pytest.fixture
def database(database_url: str) -> Iterator[connection]:
    """A connection to it."""
    with closing(connect(database_url)) as opened:
        yield opened


@pytest.fixture
def folded(database: connection) -> Folded:
    """The read models in it, and a projector's hand to fold into them."""
    return Folded(database)
