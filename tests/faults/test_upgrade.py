"""A rolling upgrade under load, old and new workers side by side, as docs/releasing.md tells an operator.

From the last release; before the first one from the commit before this one, with one read model by an earlier
definition, so that there is something to rebuild. ``make upgrade FROM=REVISION`` goes from any commit, and back again.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from random import Random

import pytest

from tests.faults.releases import (
    HERE,
    Program,
    Release,
    earlier_release,
    form_of_database,
    found_with,
    installed,
    prepare,
    rebuild,
)
from tests.faults.servers import Servers
from tests.faults.world import READERS, World

FROM = earlier_release()
WHOLLY = bool(os.environ.get("UPGRADE_FROM"))
"""Back again, too, and with more commands."""
COMMANDS = 600 if WHOLLY else 100
"""Before, during and after."""
TO_BE_PUT_RIGHT = 2
MACHINES = ("here", "there")
WRITING, READING = ([f"{kind}-{machine}" for machine in MACHINES] for kind in ("writer", "readers"))


@pytest.mark.skipif(isinstance(FROM, str), reason=str(FROM))
def test_workers_are_replaced_one_by_one_under_load(servers: Servers, tmp_path: Path, dice: Random) -> None:
    assert isinstance(FROM, Release)
    old = installed(FROM, tmp_path / "old")
    with World(servers, tmp_path, dice, found=partial(found_with, old)) as world:
        for name in (*WRITING, *READING):
            man(world, name, old)
        with world.under_load():
            world.await_answered(COMMANDS)
            upgrade(world, is_something_rebuilt=FROM.is_made_up or None)
            world.await_answered(2 * COMMANDS)
        report = world.check()
        assert report.commands >= 2 * COMMANDS
        if WHOLLY:
            go_back(world, old)
        assert all(world.crew.workers[name].deaths == [] for name in (*WRITING, *READING)), "none ended by itself"


def upgrade(world: World, is_something_rebuilt: bool | None) -> None:
    """Steps 1 to 4. ``is_something_rebuilt``: whether it must be; None: as it comes."""
    said = prepare(HERE, world.settings)
    assert is_something_rebuilt in (None, bool(said)), said
    replace_each(world, HERE, WRITING)
    if said:
        rebuild_beside(world, said)
    replace_each(world, HERE, READING, ended_with=[TO_BE_PUT_RIGHT] if said else [])
    found_with(HERE, world.settings)


def rebuild_beside(world: World, said: str) -> None:
    """What `caseledger up` has named, while old projectors serve; they end when they are to fold into what is new."""
    named = re.search(r"`caseledger projections rebuild ([a-z_ ]+)`", said)
    assert named, said
    assert all(world.crew.process_runs(name) for name in READING), "they have ended before anything was rebuilt"
    rebuild(HERE, world.settings, named[1])
    for name in READING:
        world.crew.await_death(name, 1)


def go_back(world: World, old: Program) -> None:
    """To an empty database, where the old version refuses the one that the new one has made."""
    if form_of_database(old) != form_of_database(HERE):
        for name in READING:
            world.crew.stop(name)
        world.create_database()
        found_with(old, world.settings)
    with world.under_load():
        replace_each(world, old, READING)
        replace_each(world, old, WRITING)
        world.await_answered(3 * COMMANDS)
    world.check()


def man(world: World, name: str, program: Program) -> None:
    """A worker of a version, in a home of its machine."""
    kind, machine = name.split("-")
    kinds = READERS if kind == "readers" else ("writer",)
    world.crew.add(name, *kinds, home=world.home / machine, python=program.python)


def replace_each(world: World, program: Program, names: Sequence[str], ended_with: Sequence[int] = ()) -> None:
    """Each by one of another version, one after another; all is served again each time.

    ``ended_with``: the exit codes with which they may have ended before, none: none may.
    """
    for name in names:
        world.crew.stop(name)
        assert set(world.crew.workers[name].deaths) == set(ended_with), world.crew.last_lines(name)
        since = time.monotonic()
        man(world, name, program)
        world.await_service(since)
        assert world.crew.process_runs(name), world.crew.last_lines(name)
