"""Each fault once, one after another, on one log under load; after each, everything is held against everything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.faults.servers import Servers
from tests.faults.stages import STAGES, Stage
from tests.faults.world import READERS, WRITERS, World


class Ground:
    """The world in which the stages take place; a new one when a stage has left the last one in ruins."""

    def __init__(self, servers: Servers, home: Path, seed: int) -> None:
        self._servers, self._home, self._seed = servers, home, seed
        self._worlds: list[World] = []
        self.is_ruined = True

    @property
    def world(self) -> World:
        if self.is_ruined:
            home = self._home / str(len(self._worlds))
            world = World(self._servers, home, Random(f"{self._seed} {len(self._worlds)}"))
            self._worlds.append(world)
            world.start(*WRITERS, *READERS)
        return self._worlds[-1]

    def close(self) -> None:
        for world in self._worlds:
            world.close()


@pytest.fixture(scope="module")
def ground(servers: Servers, tmp_path_factory: pytest.TempPathFactory, seed: int) -> Iterator[Ground]:
    ground = Ground(servers, tmp_path_factory.mktemp("ground"), seed)
    yield ground
    ground.close()


@pytest.mark.timeout(240)
@pytest.mark.parametrize("stage", STAGES, ids=[stage.__name__ for stage in STAGES])
def test_nothing_is_lost_doubled_or_reordered_when(ground: Ground, stage: Stage, dice: Random) -> None:
    world = ground.world
    ground.is_ruined = True
    world.load.send(50)
    world.client.await_answers(60)
    stage(world, dice)
    report = world.check()
    ground.is_ruined = False
    print(f"sound: {report.commands} commands, {report.events} events, {report.rows} rows")
