"""Two machines with all workers each, under load; one of them is gone from one moment to the next."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

from infra.machines.elsewhere import WorkerElsewhere, workers_elsewhere
from tests.faults.servers import Servers
from tests.faults.world import READERS, World
from tests.waiting import wait_until

COMMANDS = int(os.environ.get("MACHINES_COMMANDS") or 1_000)
SILENT_S = 8.0


def test_a_machine_that_is_gone_takes_nothing_with_it(servers: Servers, tmp_path: Path, dice: Random) -> None:
    with World(servers, tmp_path, dice) as world:
        homes = {"here": tmp_path / "here", "there": tmp_path / "there"}
        for machine, home in homes.items():
            world.crew.add(f"writer-{machine}", "writer", home=home)
            world.crew.add(f"readers-{machine}", *READERS, home=home)
        with world.under_load():
            world.await_answered(COMMANDS // 2)
            _await_seen(world, homes)
            lost = dice.choice(list(homes))
            for worker in "writer", "readers":
                world.crew.kill(f"{worker}-{lost}", again=False)
            world.await_service(time.monotonic())
            world.await_answered(COMMANDS)
            _await_silent(world, homes[lost])
        report = world.check()
        assert report.commands >= COMMANDS
        assert (homes["here"] / "index").exists() and (homes["there"] / "index").exists(), "both had partitions"


def _await_seen(world: World, homes: Mapping[str, Path]) -> None:
    """From each home the other's workers are seen at work, and writers and projectors share the partitions."""

    def are_seen() -> bool:
        seen = [_seen_from(world, home) for home in homes.values()]
        at_work = [{one.worker for one in others if one.state == "running"} for others in seen]
        shared = {
            worker: sorted(
                number for others in seen for one in others if one.worker == worker for number in one.partitions
            )
            for worker in ("writer", "projector")
        }
        return all(names == {"writer", *READERS} for names in at_work) and all(
            numbers == list(range(world.settings.partitions)) for numbers in shared.values()
        )

    wait_until(
        are_seen, lambda: f"not all are seen: {[_seen_from(world, home) for home in homes.values()]}", every_s=0.5
    )


def _await_silent(world: World, lost: Path) -> None:
    """From anywhere else it is seen that the machine is not heard any more."""
    wait_until(
        lambda: {one.worker for one in _seen_from(world, world.home) if one.state == "silent"} == {"writer", *READERS},
        lambda: f"{lost} is not missed: {_seen_from(world, world.home)}",
        every_s=0.5,
    )


def _seen_from(world: World, home: Path) -> list[WorkerElsewhere]:
    return workers_elsewhere(replace(world.settings, home=home), SILENT_S)
