"""Writers are killed, stopped and stalled; another one serves, and a stalled one that comes back gets nothing in."""

from __future__ import annotations

import signal
import time
from random import Random

import psutil

from tests.faults.world import WRITERS, World
from tests.waiting import wait_until

AT_TAKEOVER = ("after-fence", "after-offset-fetch", "after-catch-up", "after-barrier")
IN_A_BATCH = ("after-poll", "after-begin", "before-commit", "after-commit", "after-index", "after-batch")
DEATHS = 4


def steps(dice: Random) -> list[str]:
    """Every named step of the writer's protocol, in any order; those in a batch at one of the first batches."""
    points = [f"{point}:1" for point in AT_TAKEOVER] + [f"{point}:{dice.randrange(1, 6)}" for point in IN_A_BATCH]
    dice.shuffle(points)
    return points


def a_writer_is_killed(world: World, dice: Random) -> None:
    """SIGKILL, at any moment: everything is served again, and how soon is kept."""
    name = dice.choice(WRITERS)
    with world.under_load():
        time.sleep(dice.uniform(0.2, 1.5))
        since = time.monotonic()
        world.crew.kill(name)
        took = world.await_service(since)
    world.tally.takeovers_after_kill_s.append(took)
    print(f"{name} killed; all partitions served again after {took:.1f} s")


def a_writer_dies_at_its_steps(world: World, dice: Random) -> None:
    """Some of the steps, one death after another, while the other writer takes the partitions over each time."""
    name, points = dice.choice(WRITERS), steps(dice)[:DEATHS]
    print(f"{name}: {', '.join(points)}")
    deaths = len(world.crew.workers[name].deaths) + 1 + len(points)
    with world.under_load():
        world.crew.restart_armed(name, *points)
        world.crew.await_death(name, deaths)


def a_writer_stops(world: World, dice: Random) -> None:
    """SIGTERM. The batch is finished, the partitions are handed over, all is served again, and how soon is kept."""
    name = dice.choice(WRITERS)
    with world.under_load():
        time.sleep(dice.uniform(0.2, 1.5))
        since = time.monotonic()
        stopped = world.crew.stop(name)
        took = world.await_service(since)
    world.tally.takeovers_after_stop_s.append(took)
    print(f"{name} stopped in {stopped:.1f} s; all partitions served again after {took:.1f} s")
    world.crew.start(name)


def a_writer_stalls(world: World, dice: Random) -> None:
    """SIGSTOP in the middle of a transaction, until another owner has served; then SIGCONT: a zombie is back."""
    name, point = dice.choice(WRITERS), f"{dice.choice(IN_A_BATCH)}:{dice.randrange(1, 6)}"
    with world.under_load():
        world.crew.restart_armed(name, f"{point}:STOP")
        _await_standstill(world, name)
        since = time.monotonic()
        took = world.await_service(since)
        said = world.crew.log_size(name)
        world.crew.signal(name, signal.SIGCONT)
        time.sleep(1.0)
        assert world.crew.process_runs(name), f"the zombie died: {world.crew.last_lines(name)}"
    print(f"{name} stalled {point}; others served after {took:.1f} s; back, it said:")
    print(world.crew.lines_since(name, said))


def _await_standstill(world: World, name: str) -> None:
    wait_until(
        lambda: psutil.Process(world.crew.workers[name].pid).status() == psutil.STATUS_STOPPED,
        lambda: f"{name} did not come to its point: {world.crew.last_lines(name)}",
    )
