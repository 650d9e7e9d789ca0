"""Partitions move between two, then three, then one writer while thousands of commands flow, one in ten sent twice."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from threading import Thread

from tests.faults.servers import Servers
from tests.faults.world import World

COMMANDS = int(os.environ.get("MOVING_COMMANDS") or 8_000)


def test_nothing_is_lost_doubled_or_reordered_while_partitions_move(
    servers: Servers, tmp_path: Path, dice: Random
) -> None:
    with World(servers, tmp_path, dice) as world:
        world.load.unanswered_max = 2_000
        world.start("writer-1", "writer-2", "projector")
        sending = Thread(target=world.load.send, args=(COMMANDS,), daemon=True)
        sending.start()
        world.await_answered(COMMANDS // 4)
        world.crew.add("writer-3", "writer", home=tmp_path / "another machine")
        world.await_answered(COMMANDS // 2)
        for name in ("writer-1", "writer-2"):
            world.crew.stop(name)
        sending.join()
        report = world.check()
        assert report.commands >= COMMANDS
        assert report.repeats > COMMANDS * 0.05
        print(f"sound: {report.commands} commands, {report.repeats} answered again, {report.events} events")
