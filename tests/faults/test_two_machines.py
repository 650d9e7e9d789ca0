"""Two machines with all workers each, under load; one of them is gone from one moment to the next."""

from __future__ import annotations

import os
import time
from pathlib import Path
from random import Random

import pytest

from tests.faults.servers import Servers
from tests.faults.world import READERS, World

COMMANDS = int(os.environ.get("MACHINES_COMMANDS") or 1_000)
SERVED_AGAIN_S = 60.0
"""The session of a writer (6 s), and what is left of its partitions to catch up on; long, for a busy machine."""


@pytest.mark.timeout(300)
def test_a_machine_that_is_gone_takes_nothing_with_it(servers: Servers, tmp_path: Path, dice: Random) -> None:
    with World(servers, tmp_path, dice) as world:
        homes = {"here": tmp_path / "here", "there": tmp_path / "there"}
        for machine, home in homes.items():
            world.crew.add(f"writer-{machine}", "writer", home=home)
            world.crew.add(f"readers-{machine}", *READERS, home=home)
        with world.under_load():
            world.await_answered(COMMANDS // 2)
            lost = dice.choice(list(homes))
            for worker in "writer", "readers":
                world.crew.kill(f"{worker}-{lost}", again=False)
            world.await_service(time.monotonic(), SERVED_AGAIN_S)
            world.await_answered(COMMANDS)
        report = world.check()
        assert report.commands >= COMMANDS
        assert (homes["here"] / "index").exists() and (homes["there"] / "index").exists(), "both had partitions"
