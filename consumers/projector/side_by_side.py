"""One pass over the log for several builds at once, in as many processes as there are cores.

A process folds one partition after another. Tables that cases of several partitions share have the partition in their
key, so no process waits for another. Each holds one batch of one partition, and its own keys, and nothing else grows
with the log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from consumers.projector.building import Building, OnProgress
from consumers.projector.folding import prepare_session
from infra.audit.side_by_side import cores, run_side_by_side
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.postgres.builds import Build
from infra.postgres.checkpoints import Checkpoint
from infra.runtime.crash_points import crash_point
from infra.runtime.garbage import search_rarely
from infra.runtime.key_access import opener_for_once
from infra.runtime.law_in_force import put_law_in_force
from infra.runtime.log_access import open_log
from infra.runtime.read_models_access import open_read_models
from infra.runtime.settings import Settings
from projections.catalogue import BY_NAME


@dataclass(frozen=True, slots=True)
class PartitionToFold:
    """A partition, and up to where it is to be folded into which builds: (model, number) each."""

    settings: Settings
    builds: tuple[tuple[str, int], ...]
    partition: int
    target: Checkpoint


def fold_side_by_side(
    settings: Settings, builds: Sequence[Build], targets: Mapping[int, Checkpoint], on_progress: OnProgress
) -> None:
    """Fold the log from its beginning up to the targets, by partition, into builds that hold nothing yet.

    ``on_progress`` is told (events folded, events to fold). Raises RebuildStopped, LogUnavailable, DatabaseUnavailable,
    and WorkerDied when a process is gone.
    """
    keys = tuple(build.key for build in builds)
    tasks = [PartitionToFold(settings, keys, partition, target) for partition, target in targets.items()]
    folded, in_all = dict[int, int](), sum(target.position for target in targets.values())

    def progress(number: int, events: int) -> None:
        folded[number] = events
        on_progress(sum(folded.values()), in_all)

    run_side_by_side(fold_partition, tasks, cores(), progress)


def fold_partition(task: PartitionToFold, told: Callable[[int], None]) -> None:
    """What a process does with one partition. ``told`` is how many events are folded."""
    put_law_in_force(task.settings)
    search_rarely()
    connection, topics, _ = open_log(task.settings)
    builds = [Build(BY_NAME[name], number) for name, number in task.builds]

    def open_reader(partition: int) -> KafkaLogReader:
        return KafkaLogReader(connection, topics.events, partition)

    with (
        closing(open_read_models(task.settings, "caseledger rebuild")) as opened,
        opener_for_once(task.settings) as opener,
        closing(Building(builds, open_reader, opener)) as building,
    ):
        with opened, opened.cursor() as cursor:
            prepare_session(cursor, [build.model for build in builds])
        for batch in building.batches(task.partition, task.target):
            building.fold_alone(opened, batch)
            told(building.folded)
            crash_point("rebuild-after-batch")
