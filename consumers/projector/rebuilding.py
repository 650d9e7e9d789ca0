"""Rebuilding a read model beside the one that serves, and switching: rule 5 of the read protocol.

1. Of one model there is one rebuild at a time. What an earlier one that was killed left behind is dropped.
2. A new build is created: empty tables in a schema of its own, all checkpoints at the start.
3. The log is folded into it, batch by batch, each a transaction like the projector's, until little is left.
4. In one transaction: the checkpoints of the build that serves are locked, so that the projector waits; the rest is
   folded, to exactly where it stands in each partition; the new build is made to serve. A reader sees the old build
   until the commit and the new one, at the same positions, after it. The projector finds its checkpoints gone, looks
   which build serves now, and goes on with that one. Readers in the middle of a transaction are waited for, a few
   seconds at a time, so that neither the projector nor other readers are held up for long.
5. The old build is dropped, when no reader holds it any more.

Nothing that serves has changed before the commit of 4, so it may be killed at any time. An event that cannot be
folded, or a record that cannot be read, stops it: the point of a rebuild is to have everything. What is parked in
the build that serves is not parked in the new one, because it has been folded there.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import psycopg2
from psycopg2.extensions import connection, cursor

from consumers.projector.building import Building, OpenReader, RebuildStopped
from consumers.projector.folding import NO_KEYS, Opens, empty_staging, prepare_session
from infra.metrics.catalogue import REBUILD_DONE, REBUILD_TARGET
from infra.postgres.builds import Build, create_build, drop_builds_not_serving, readers, serve, serving_builds
from infra.postgres.checkpoints import Checkpoint, checkpoints_of
from infra.postgres.errors import DatabaseNotReady
from infra.postgres.install import check_follows
from infra.postgres.session_lock import LockHeld, session_lock
from infra.runtime.crash_points import crash_point
from projections.catalogue import BY_NAME
from projections.kit.model import ReadModel

log = logging.getLogger("caseledger.rebuild")

OnProgress = Callable[[int, int], None]

# Once less than this is left, the projector may wait for the rest: about a second of folding.
FEW_OFFSETS = 20_000
# How long the projector, and readers that come, may be held up by one try to switch; and how often it is tried.
SWITCH_WAIT_MS = 3_000
SWITCH_TRIES = 10
SWITCH_PAUSE_S = 1.0
# How long the drop of the old build waits for readers that still hold it; the next rebuild drops it otherwise.
DROP_WAIT_MS = 5_000


class RebuildUnderWay(Exception):
    """Another process rebuilds this model at this moment."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The build that serves now, and how many events were folded into it."""

    model: str
    build: int
    events: int


def rebuild(
    opened: connection,
    name: str,
    open_reader: OpenReader,
    on_progress: OnProgress,
    log_id: str | None = None,
    opens: Opens = NO_KEYS,
) -> Rebuilt:
    """Build the read model ``name`` anew from the log and switch to it.

    ``open_reader`` gives a reader of a partition; ``on_progress`` is told (events folded, events to fold in all).
    ``opens`` gives the personal texts that a model takes. With ``log_id``, it is checked that the read models follow
    that log.

    Raises RebuildStopped, RebuildUnderWay, AnotherLog, DatabaseNotReady when no projector has ever begun,
    LogUnavailable, and KeyError for a name that no model has.
    """
    model = BY_NAME[name]
    if log_id is not None:
        with opened, opened.cursor() as cursor:
            check_follows(cursor, log_id)
    try:
        with session_lock(opened, f"caseledger rebuild {name}"):  # 1
            return _rebuild(opened, model, open_reader, opens, on_progress)
    except LockHeld:
        raise RebuildUnderWay(f"Another process is rebuilding {name}; wait until it has ended.") from None


def _rebuild(
    opened: connection, model: ReadModel, open_reader: OpenReader, opens: Opens, on_progress: OnProgress
) -> Rebuilt:
    building = Building(_begin(opened, model), open_reader, opens)  # 2

    def show(targets: Mapping[int, Checkpoint]) -> None:
        in_all = max(building.folded, sum(target.position for target in targets.values()))
        REBUILD_DONE.by(model.name).set(building.folded)
        REBUILD_TARGET.by(model.name).set(in_all)
        on_progress(building.folded, in_all)

    try:
        _come_close(opened, building, show)  # 3
        _switch(opened, building, show)  # 4
    finally:
        building.close()
    _drop_others(opened, model)  # 5
    return Rebuilt(model.name, building.build.number, building.folded)


def _begin(opened: connection, model: ReadModel) -> Build:
    with opened, opened.cursor() as cursor:
        if dropped := drop_builds_not_serving(cursor, model):
            log.info("dropped what earlier rebuilds of %s left behind: builds %s", model.name, dropped)
        _serving(cursor, model)
        prepare_session(cursor, [model])
        return create_build(cursor, model)


def _come_close(opened: connection, building: Building, show: Callable[[Mapping[int, Checkpoint]], None]) -> None:
    """Fold up to where the serving build is, and again, until that is not far ahead any more."""
    while True:
        with opened, opened.cursor() as cursor:
            targets = checkpoints_of(cursor, _serving(cursor, building.build.model))
        show(targets)
        if building.left(targets) <= FEW_OFFSETS:
            return
        for partition, target in targets.items():
            for batch in building.batches(partition, target):
                with opened, opened.cursor() as cursor:
                    cursor.execute("SET LOCAL synchronous_commit TO off")
                    building.fold(cursor, batch)
                show(targets)
                crash_point("rebuild-after-batch")


def _switch(opened: connection, building: Building, show: Callable[[Mapping[int, Checkpoint]], None]) -> None:
    """Try until no reader is in the way: a transaction that reads the old build must end before it can be replaced."""
    mark = building.mark()
    for _ in range(SWITCH_TRIES):
        try:
            _try_to_switch(opened, building, show)
            return
        except psycopg2.errors.LockNotAvailable:
            building.go_back(mark)
            time.sleep(SWITCH_PAUSE_S)
    with opened, opened.cursor() as cursor:
        in_the_way = ", ".join(readers(cursor, building.build.model)) or "none any more"
    raise RebuildStopped(
        f"The rebuild of {building.build.model.name} is complete but could not take over: for {SWITCH_TRIES} tries "
        f"there were transactions that read the old build. In the way now: {in_the_way}. What serves is as it was. "
        "Let them end, and start the rebuild again."
    )


def _try_to_switch(opened: connection, building: Building, show: Callable[[Mapping[int, Checkpoint]], None]) -> None:
    with opened, opened.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", (f"{SWITCH_WAIT_MS}ms",))
        targets = checkpoints_of(cursor, _serving(cursor, building.build.model), lock=True)
        for partition, target in targets.items():
            for batch in building.batches(partition, target):
                building.fold(cursor, batch)
                empty_staging(cursor, building.build)
                show(targets)
            _check_reached(building, partition, target)
        serve(cursor, building.build)
        crash_point("rebuild-before-switch")


def _check_reached(building: Building, partition: int, target: Checkpoint) -> None:
    if (reached := building.checkpoint(partition)).position != target.position:
        raise RebuildStopped(
            f"In partition {partition} the rebuild of {building.build.model.name} found the log up to position "
            f"{reached.position}, and the read model that serves is at {target.position}: the log lacks events. What "
            "serves is as it was. Check the log with `caseledger verify`."
        )


def _drop_others(opened: connection, model: ReadModel) -> None:
    try:
        with opened, opened.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", (f"{DROP_WAIT_MS}ms",))
            drop_builds_not_serving(cursor, model)
    except psycopg2.errors.LockNotAvailable:
        log.warning("the old build of %s is still being read; the next rebuild drops it", model.name)


def _serving(cursor: cursor, model: ReadModel) -> Build:
    number, _ = serving_builds(cursor).get(model.name, (0, 0))
    if not number:
        raise DatabaseNotReady(f"No build of {model.name} serves yet. Start the projector: it makes the first.")
    return Build(model, number)
