"""Kafka and PostgreSQL are killed and restarted under load."""

from __future__ import annotations

import signal
import time
from random import Random

from tests.faults.world import World


def postgres_is_killed(world: World, dice: Random) -> None:
    """SIGKILL: writes go on all the while, and the read models follow when it is back."""
    _kill(world, dice, "postgres")


def kafka_is_killed(world: World, dice: Random) -> None:
    """SIGKILL: nothing is answered until it is back, and nothing that was answered is gone."""
    _kill(world, dice, "kafka")


def _kill(world: World, dice: Random, name: str) -> None:
    with world.under_load():
        time.sleep(dice.uniform(0.2, 1.0))
        since = time.monotonic()
        world.servers.kill_and_start(name)
        world.tally.server_kills += 1
        took = world.await_service(since)
    print(f"{name} killed and started; every partition had answered again after {took:.1f} s")


def both_servers_restart(world: World, dice: Random) -> None:
    """Both at once, each of them stopped in good order or killed."""
    with world.under_load():
        time.sleep(dice.uniform(0.2, 1.0))
        since = time.monotonic()
        names = ["postgres", "kafka"]
        dice.shuffle(names)
        for name in names:
            if dice.random() < 0.5:
                world.servers.stop(name)
            else:
                world.servers.kill(name, signal.SIGKILL)
                world.tally.server_kills += 1
        for name in names:
            world.servers.start(name)
        took = world.await_service(since)
    print(f"Both ended and started; every partition had answered again after {took:.1f} s")
