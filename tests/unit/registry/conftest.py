"""The registry of our schemas: its answers, and behind a server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.registry.answers import RegistryAnswers
from infra.registry.subjects import Subjects
from tests.unit.registry.serving import Served, serving


@pytest.fixture(scope="session")
def answers() -> RegistryAnswers:
    return RegistryAnswers(Subjects.read())


@pytest.fixture
def served() -> Iterator[Served]:
    with serving() as it:
        yield it
