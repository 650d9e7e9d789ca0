"""Three brokers: one is killed, and another hangs; the others serve meanwhile, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.faults.cluster.roles import Role
from tests.faults.cluster.stages import hangs, is_killed
from tests.faults.servers import Servers, running
from tests.faults.world import READERS, WRITERS, World

HANGS_S = 120
"""The others serve meanwhile. How soon is for the long round to measure: `make faults BROKERS=3`."""


@pytest.fixture(scope="module")
def three() -> Iterator[Servers]:
    with running(brokers=3) as servers:
        yield servers


def test_nothing_is_lost_when_a_broker_is_killed_and_another_hangs(
    three: Servers, tmp_path: Path, seed: int, dice: Random
) -> None:
    killed, hung = dice.sample(list(Role), 2)
    with World(three, tmp_path, Random(seed)) as world:
        world.start(*WRITERS, *READERS)
        world.load.send(50)
        world.client.await_answers()
        by_a_kill = is_killed(killed)(world, dice)
        assert by_a_kill.served is not None, "not every partition was served again without the broker that was killed"
        while_hung = hangs(hung, HANGS_S, until_served=True)(world, dice)  # and waits until all is served again
        assert while_hung.served is not None, f"not every partition was served while a broker hung for {HANGS_S} s"
        world.check()
