"""Servers to be killed, a seed that is printed, and a world under load."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from random import Random

import pytest

from tests.faults.ground import Ground
from tests.faults.servers import Servers, running


@pytest.fixture(scope="session")
def seed() -> int:
    """Of all that is left to chance: from SEED, or a new one."""
    return int(os.environ.get("SEED") or time.time_ns() % 1_000_000)


@pytest.fixture
def dice(seed: int, request: pytest.FixtureRequest) -> Random:
    """The chances of one test: the same for the same seed."""
    print(f"SEED={seed}")
    return Random(f"{seed} {request.node.name}")


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Never those of the environment: these are killed."""
    with running() as servers:
        yield servers


@pytest.fixture(scope="module")
def ground(servers: Servers, tmp_path_factory: pytest.TempPathFactory, seed: int) -> Iterator[Ground]:
    """A world for the faults of one file."""
    ground = Ground(servers, tmp_path_factory.mktemp("ground"), seed)
    yield ground
    ground.close()
