"""The registry of our schemas: its answers, and behind a server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.registry.answers import RegistryAnswers
from infra.registry.subjects import Subjects
from tests.unit.registry.serving import serving_the_registry


@pytest.fixture(scope="session")
def answers() -> RegistryAnswers:
    return RegistryAnswers(Subjects.read())


@pytest.fixture(scope="module")
def registry_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving_the_registry(tmp_path_factory.mktemp("registry")) as url:
        yield url
