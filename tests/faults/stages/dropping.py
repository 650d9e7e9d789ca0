"""The database of the read models is dropped, and filled and rebuilt again."""

from __future__ import annotations

import time
from random import Random

from tests.faults.stages.read_models import caseledger
from tests.faults.world import World

REBUILD_STEPS = ("rebuild-before-switch",)  # a log this short has no batch before the last one
MODELS = ("balances", "audit_trail", "sla")


def the_database_is_dropped(world: World, dice: Random) -> None:
    """It is gone while the projector folds. An empty one fills by itself; then each rebuild of it is killed."""
    with world.under_load():
        time.sleep(0.5)
        world.create_database()
    model = dice.choice(MODELS)
    world.await_quiet()
    world.check()
    for step in REBUILD_STEPS:
        killed = caseledger(world, "projections", "rebuild", model, crash_at=step)
        assert killed.returncode == -9, f"{step}: {killed.stdout}{killed.stderr}"
    with world.under_load():
        rebuilt = caseledger(world, "projections", "rebuild", model)
    assert rebuilt.returncode == 0, rebuilt.stdout + rebuilt.stderr
    print(f"database dropped and filled again; rebuild of {model} killed at {', '.join(REBUILD_STEPS)}, then done")
