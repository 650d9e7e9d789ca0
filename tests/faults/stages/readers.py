"""The projector and the policies are killed at their named steps, and at random."""

from __future__ import annotations

import time
from random import Random

from tests.faults.world import POLICIES, READERS, World

PROJECTOR_STEPS = ("projector-before-commit", "projector-after-commit")
POLICY_STEPS = ("policy-before-send", "policy-after-send", "policy-after-commit")


def readers_die_at_their_steps(world: World, dice: Random) -> None:
    """Each of the policies at each of its steps, and the projector at each of its own: all of them in a row."""
    schedule = {policy: [f"{step}:{dice.randrange(1, 4)}" for step in POLICY_STEPS] for policy in POLICIES}
    schedule["projector"] = [f"{step}:{dice.randrange(1, 6)}" for step in PROJECTOR_STEPS]
    deaths: dict[str, int] = {}
    with world.under_load():
        for name, steps in schedule.items():
            dice.shuffle(steps)
            print(f"{name}: {', '.join(steps)}")
            deaths[name] = len(world.crew.workers[name].deaths) + 1 + len(steps)
            world.crew.restart_armed(name, *steps)
        for name, count in deaths.items():
            world.crew.await_death(name, count)


def readers_are_killed(world: World, dice: Random) -> None:
    """SIGKILL at any moment, several times over."""
    with world.under_load():
        for _ in range(6):
            time.sleep(dice.uniform(0.1, 0.8))
            name = dice.choice(READERS)
            print(f"{name} killed")
            world.crew.kill(name)
            world.crew.await_running(name)
