"""Rebuilding read models beside those that serve, and switching: rule 5 of the read protocol.

1. Of one model there is one rebuild at a time. What an earlier one that was killed left behind is dropped.
2. A new build is created: empty tables in a schema of its own, all checkpoints at the start, without the indexes that
   no fold looks into.
3. The log is folded into it, batch by batch, each a transaction like the projector's, until little is left: into all
   that are rebuilt at once, by partition in several processes (``side_by_side``), as far as all of those that serve
   have come. Then the indexes are made, side by side (``indexing``), and one model after another what came meanwhile is
   folded. Something that may be there once and is there twice is found when its index is made: the rebuild stops.
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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

import psycopg2
from psycopg2.extensions import connection, cursor

from consumers.projector.building import Building, OnProgress, OpenReader, RebuildStopped
from consumers.projector.folding import NO_KEYS, Opens, empty_staging, prepare_session
from consumers.projector.indexing import make_indexes, make_indexes_side_by_side
from consumers.projector.side_by_side import fold_side_by_side
from infra.metrics.catalogue import REBUILD_DONE, REBUILD_TARGET
from infra.postgres.builds import (
    Build,
    create_build,
    drop_builds_not_serving,
    readers,
    serve,
    serving_builds,
)
from infra.postgres.checkpoints import Checkpoint, checkpoints_of
from infra.postgres.errors import DatabaseNotReady
from infra.postgres.install import check_follows
from infra.postgres.session_lock import LockHeld, session_lock
from infra.runtime.crash_points import crash_point
from infra.runtime.settings import Settings
from projections.catalogue import BY_NAME
from projections.kit.model import ReadModel

log = logging.getLogger("caseledger.rebuild")

Show = Callable[[Mapping[int, Checkpoint]], None]

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
    names: Iterable[str],
    open_reader: OpenReader,
    on_progress: OnProgress,
    *,
    settings: Settings | None = None,
    log_id: str | None = None,
    opens: Opens = NO_KEYS,
) -> list[Rebuilt]:
    """Build the read models of these names anew from the log and switch to each.

    With ``settings``, which say to other processes where everything is, all events of a long log are read once for all
    models, in as many processes as there are cores; without them in this process, for one model after another.
    ``open_reader`` gives a reader of a partition, and ``opens`` the personal texts that a model takes. With ``log_id``,
    it is checked that the read models follow that log.

    Raises RebuildStopped, RebuildUnderWay, AnotherLog, DatabaseNotReady when no projector has ever begun,
    LogUnavailable, WorkerDied when one of the processes is gone, and KeyError for a name that no model has. A model
    that has been switched to by then serves; of the others, what serves is as it was.
    """
    models = [BY_NAME[name] for name in sorted(set(names))]
    with _nobody_else(opened, [model.name for model in models], log_id):  # 1
        builds = [_begin(opened, model) for model in models]  # 2
        is_filled = settings is not None and _fill_side_by_side(opened, settings, builds, on_progress)  # 3
        return [_complete(opened, build, open_reader, opens, on_progress, has_indexes=is_filled) for build in builds]


@contextmanager
def _nobody_else(opened: connection, names: Sequence[str], log_id: str | None) -> Iterator[None]:
    if log_id is not None:
        with opened, opened.cursor() as cursor:
            check_follows(cursor, log_id)
    with ExitStack() as held:
        for name in names:
            try:
                held.enter_context(session_lock(opened, f"caseledger rebuild {name}"))
            except LockHeld:
                raise RebuildUnderWay(f"Another process is rebuilding {name}; wait until it has ended.") from None
        yield


def _fill_side_by_side(
    opened: connection, settings: Settings, builds: Sequence[Build], on_progress: OnProgress
) -> bool:
    """With all that those have which serve, and with their indexes; False when that is too little to begin with it."""
    models = [build.model for build in builds]
    targets = _where_all_have_come(opened, models)
    if sum(target.next_offset for target in targets.values()) <= FEW_OFFSETS:
        return False
    fold_side_by_side(settings, builds, targets, partial(_show, models, on_progress))
    make_indexes_side_by_side(settings, builds)
    return True


def _where_all_have_come(opened: connection, models: Iterable[ReadModel]) -> dict[int, Checkpoint]:
    """By partition, where the serving build is that is least far."""
    with opened, opened.cursor() as cursor:
        serving = [checkpoints_of(cursor, _serving(cursor, model)) for model in models]
    partitions = set.intersection(*(set(checkpoints) for checkpoints in serving))
    return {
        partition: min((one[partition] for one in serving), key=lambda checkpoint: checkpoint.next_offset)
        for partition in sorted(partitions)
    }


def _show(models: Iterable[ReadModel], on_progress: OnProgress, folded: int, in_all: int) -> None:
    for model in models:
        REBUILD_DONE.by(model.name).set(folded)
        REBUILD_TARGET.by(model.name).set(in_all)
    on_progress(folded, in_all)


def _complete(
    opened: connection,
    build: Build,
    open_reader: OpenReader,
    opens: Opens,
    on_progress: OnProgress,
    *,
    has_indexes: bool,
) -> Rebuilt:
    with opened, opened.cursor() as cursor:
        checkpoints = checkpoints_of(cursor, build)
    building = Building([build], open_reader, opens, checkpoints)

    def show(targets: Mapping[int, Checkpoint]) -> None:
        in_all = max(building.folded, sum(target.position for target in targets.values()))
        _show([build.model], on_progress, building.folded, in_all)

    try:
        _come_close(opened, build, building, show)  # 3
        if not has_indexes:
            make_indexes(opened, build)
        _come_close(opened, build, building, show)
        _switch(opened, build, building, show)  # 4
    finally:
        building.close()
    _drop_others(opened, build.model)  # 5
    return Rebuilt(build.model.name, build.number, building.folded)


def _begin(opened: connection, model: ReadModel) -> Build:
    with opened, opened.cursor() as cursor:
        if dropped := drop_builds_not_serving(cursor, model):
            log.info("dropped what earlier rebuilds of %s left behind: builds %s", model.name, dropped)
        _serving(cursor, model)
        prepare_session(cursor, [model])
        return create_build(cursor, model, with_indexes=False)


def _come_close(opened: connection, build: Build, building: Building, show: Show) -> None:
    """Fold up to where the serving build is, and again, until that is not far ahead any more."""
    while True:
        with opened, opened.cursor() as cursor:
            targets = checkpoints_of(cursor, _serving(cursor, build.model))
        show(targets)
        if building.left(targets) <= FEW_OFFSETS:
            return
        for partition, target in targets.items():
            for batch in building.batches(partition, target):
                building.fold_alone(opened, batch)
                show(targets)
                crash_point("rebuild-after-batch")


def _switch(opened: connection, build: Build, building: Building, show: Show) -> None:
    """Try until no reader is in the way: a transaction that reads the old build must end before it can be replaced."""
    mark = building.mark()
    for _ in range(SWITCH_TRIES):
        try:
            _try_to_switch(opened, build, building, show)
            return
        except psycopg2.errors.LockNotAvailable:
            building.go_back(mark)
            time.sleep(SWITCH_PAUSE_S)
    with opened, opened.cursor() as cursor:
        in_the_way = ", ".join(readers(cursor, build.model)) or "none any more"
    raise RebuildStopped(
        f"The rebuild of {build.model.name} is complete but could not take over: for {SWITCH_TRIES} tries "
        f"there were transactions that read the old build. In the way now: {in_the_way}. What serves is as it was. "
        "Let them end, and start the rebuild again."
    )


def _try_to_switch(opened: connection, build: Build, building: Building, show: Show) -> None:
    with opened, opened.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", (f"{SWITCH_WAIT_MS}ms",))
        targets = checkpoints_of(cursor, _serving(cursor, build.model), lock=True)
        for partition, target in targets.items():
            for batch in building.batches(partition, target):
                building.fold(cursor, batch)
                empty_staging(cursor, build)
                show(targets)
            _check_reached(build, building, partition, target)
        serve(cursor, build)
        crash_point("rebuild-before-switch")


def _check_reached(build: Build, building: Building, partition: int, target: Checkpoint) -> None:
    if (reached := building.checkpoint(partition)).position != target.position:
        raise RebuildStopped(
            f"In partition {partition} the rebuild of {build.model.name} found the log up to position "
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
