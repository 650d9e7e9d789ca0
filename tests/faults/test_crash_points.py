"""Writers die at every numbered step of their protocol, and the next ones find everything right."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

from tests.faults.servers import Servers
from tests.faults.stages.writers import AT_TAKEOVER, IN_A_BATCH, steps
from tests.faults.world import World

ROOT = Path(__file__).parents[2]
LANES = 4
"""Logs at a time: a next writer waits most of its time for the group to notice that the last one is gone."""


def test_a_writer_that_dies_at_any_step_of_its_protocol_loses_and_doubles_nothing(
    servers: Servers, tmp_path: Path, dice: Random
) -> None:
    points = steps(dice)
    print("schedule:", *points)
    lanes = [(tmp_path / str(lane), points[lane::LANES], Random(dice.random())) for lane in range(LANES)]
    with ThreadPoolExecutor(LANES) as pool:
        deaths = list(pool.map(lambda lane: _dies_at(servers, *lane), lanes))
    assert sum(deaths) == len(points)


def _dies_at(servers: Servers, home: Path, points: list[str], dice: Random) -> int:
    """A log with one writer, which dies at each point in turn and is started again. How often it died."""
    with World(servers, home, dice, partitions=1).without_database() as world:
        world.crew.add("writer", "writer", crash_at=points)
        with world.under_load(25):
            world.crew.await_death("writer", len(points))
        world.load.send(20)
        world.check()
        return world.crew.deaths


def test_every_crash_point_of_the_writer_is_on_the_schedule() -> None:
    files = [*(ROOT / "infra" / "eventlog").rglob("*.py"), *(ROOT / "consumers" / "writer").glob("*.py")]
    there = {point for file in files for point in re.findall(r'crash_point\("([\w-]+)"\)', file.read_text("utf-8"))}
    assert there == {*AT_TAKEOVER, *IN_A_BATCH}
