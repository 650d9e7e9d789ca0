"""Where faults of one kind take place, one after another; after each, everything is held against everything."""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.faults.servers import Servers
from tests.faults.stages import Stage
from tests.faults.world import READERS, WRITERS, World


class Ground:
    """One world for all of them; a new one when a fault has left the last one in ruins."""

    def __init__(self, servers: Servers, home: Path, seed: int) -> None:
        self._servers, self._home, self._seed = servers, home, seed
        self._worlds: list[World] = []
        self._is_ruined = True

    def undergo(self, stage: Stage, dice: Random) -> None:
        """Let it happen, and check."""
        world = self._world()
        self._is_ruined = True
        world.load.send(50)
        world.client.await_answers()
        stage(world, dice)
        report = world.check()
        self._is_ruined = False
        print(f"sound: {report.commands} commands, {report.events} events, {report.rows} rows")

    def close(self) -> None:
        """End what lives in the last one."""
        if self._worlds:
            self._worlds[-1].close()

    def _world(self) -> World:
        if self._is_ruined:
            self.close()
            home = self._home / str(len(self._worlds))
            self._worlds.append(World(self._servers, home, Random(f"{self._seed} {len(self._worlds)}")))
            self._worlds[-1].start(*WRITERS, *READERS)
        return self._worlds[-1]
