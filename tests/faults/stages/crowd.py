"""Workers of every kind are killed in quick succession, some before they have come back from the last time."""

from __future__ import annotations

import time
from collections import Counter
from random import Random

from tests.faults.world import READERS, WRITERS, World

KILLS, MANY_KILLS = 20, 100


def anybody_is_killed(world: World, dice: Random) -> None:
    """SIGKILL at any moment to anybody, a writer one time in three."""
    _kill(world, dice, KILLS)


def a_hundred_are_killed(world: World, dice: Random) -> None:
    """The same, for as long as it takes."""
    _kill(world, dice, MANY_KILLS)


def _kill(world: World, dice: Random, kills: int) -> None:
    killed: Counter[str] = Counter()
    with world.under_load():
        for _ in range(kills):
            time.sleep(dice.uniform(0.05, 0.6))
            name = dice.choice(WRITERS if dice.random() < 1 / 3 else READERS)
            world.crew.await_running(name)
            world.crew.kill(name)
            killed[name] += 1
        took = world.await_service(time.monotonic())
    print(", ".join(f"{name} killed {times} times" for name, times in killed.items()))
    print(f"every partition had answered again {took:.1f} s after the last")
