"""A rolling upgrade from the last release under load, old and new workers side by side; and back again.

There is none before the first release: then it is left out, and said so. ``make upgrade FROM=REVISION`` goes from any
commit.
"""

from __future__ import annotations

import os
import time
from functools import partial
from pathlib import Path
from random import Random

import pytest

from tests.faults.releases import earlier_release, form_of_database, found_with, installed
from tests.faults.servers import Servers
from tests.faults.world import READERS, World

COMMANDS = int(os.environ.get("UPGRADE_COMMANDS") or 600)
"""Before, during and after."""
SERVED_AGAIN_S = 60.0
MACHINES = ("here", "there")
WORKERS = {f"{kind}-{machine}": (kind, machine) for machine in MACHINES for kind in ("writer", "readers")}

FROM = earlier_release()


def man(world: World, name: str, python: Path) -> None:
    """A worker of a release in its place. Whoever had it before has not ended by itself."""
    kind, machine = WORKERS[name]
    assert name not in world.crew.workers or world.crew.workers[name].deaths == []
    kinds = READERS if kind == "readers" else ("writer",)
    world.crew.add(name, *kinds, home=world.home / machine, python=python)


def replace_each(world: World, python: Path) -> None:
    """Every worker by one of another release, one after another; all is served again each time."""
    for name in WORKERS:
        world.crew.stop(name)
        since = time.monotonic()
        man(world, name, python)
        world.await_service(since, SERVED_AGAIN_S)
        assert world.crew.process_runs(name), world.crew.last_lines(name)


def begin_database_anew(world: World, python: Path) -> None:
    """What a newer release has changed an older one refuses: it fills an empty database from the log."""
    for machine in MACHINES:
        world.crew.stop(f"readers-{machine}")
    world.create_database()
    found_with(python, world.settings)


@pytest.mark.timeout(900)
@pytest.mark.skipif(FROM is None, reason="there is no release yet: make upgrade FROM=REVISION goes from a commit")
def test_workers_are_replaced_one_by_one_under_load_and_back_again(
    servers: Servers, tmp_path: Path, dice: Random
) -> None:
    old, new = installed(FROM, tmp_path / "old"), installed(None, tmp_path / "new")
    with World(servers, tmp_path, dice, found=partial(found_with, old)) as world:
        for name in WORKERS:
            man(world, name, old)
        with world.under_load():
            world.await_answered(COMMANDS)
            found_with(new, world.settings)
            replace_each(world, new)
            world.await_answered(2 * COMMANDS)
        world.check()
        if form_of_database(old) != form_of_database(new):
            begin_database_anew(world, old)
        with world.under_load():
            replace_each(world, old)
            world.await_answered(3 * COMMANDS)
        report = world.check()
        assert report.commands >= 3 * COMMANDS
        assert {len(world.crew.workers[name].deaths) for name in WORKERS} == {0}, "none ended by itself"
