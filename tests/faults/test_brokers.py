"""Three brokers: one is killed, another hangs, and it goes on without them; nothing is lost."""

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
"""At most, on a machine that does very much else: Kafka itself needs its time there to move the leaders."""


@pytest.fixture(scope="module")
def three() -> Iterator[Servers]:
    with running(brokers=3) as servers:
        yield servers


@pytest.mark.timeout(600)
def test_without_a_broker_that_is_killed_or_hangs_everything_goes_on(
    three: Servers, tmp_path: Path, seed: int, dice: Random
) -> None:
    killed, hung = dice.sample(list(Role), 2)
    with World(three, tmp_path, Random(seed)) as world:
        world.start(*WRITERS, *READERS)
        world.load.send(50)
        world.client.await_answers(120)
        for stage in (is_killed(killed), hangs(hung, HANGS_S, until_served=True)):
            felt = stage(world, dice)
            assert felt.served is not None, f"{felt.fault}: not every partition was served again"
        world.check()
