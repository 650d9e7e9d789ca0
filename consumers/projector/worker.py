"""The projector's process: reads the log and folds it into every read model, exactly once.

The six rules of the read protocol, and where they are kept:

1. One batch of a partition is one transaction, with compare-and-set of the position: ``transaction``.
2. On assignment, read from where PostgreSQL says: ``_place``.
3. The rebalance listener only takes notes, and nothing is held back from one poll to the next: ``subscription``.
4. What cannot be folded is parked with its whole aggregate, and the others flow: ``transaction``, ``retrying``. A
   partition that cannot be read, or lacks an event, is put aside, and the others flow: ``_put_aside``.
5. A rebuild builds beside and switches; ``_follow_switch`` goes on with the build that serves: ``rebuilding``.
6. Every answer can carry its positions, and a reader can wait for one: ``infra.postgres.progress``.

Personal texts in the clear go with their keys, also when an erasure comes while nobody projects: ``forgetting``.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from contextlib import ExitStack, closing

from kafka.errors import CorruptRecordError
from psycopg2.extensions import cursor

from consumers.projector import figures
from consumers.projector.contents import batch_of
from consumers.projector.folding import prepare_session
from consumers.projector.forgetting import TextsOfTheErased
from consumers.projector.keys import database_opener
from consumers.projector.subscription import Polled, Subscription
from consumers.projector.transaction import fold_batch
from infra.eventlog.errors import LogCorrupted
from infra.messages.crypto.wrapping_file import WrappingKeyFile
from infra.messages.trace import traceparent_in
from infra.metrics.aside import ASIDE
from infra.postgres.builds import Build, serving_build
from infra.postgres.checkpoints import Checkpoint, begin_checkpoints
from infra.postgres.connect import connect
from infra.postgres.errors import AnotherLog, DatabaseNotReady, PositionGap, ReadModelSwitched
from infra.postgres.install import install
from infra.runtime.clock import Clock
from infra.runtime.log_access import open_log
from infra.runtime.read_models_access import database_url_of
from infra.runtime.settings import Settings
from infra.runtime.tracing import batch_span

log = logging.getLogger("caseledger.projector")

IDLE_MS = 500
SHOW_EVERY_S = 2.0


class ProjectorWorker:
    """Several processes may run: the group divides the partitions among them, PostgreSQL keeps them honest."""

    name = "projector"

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._clock = clock
        self._checkpoints: dict[int, dict[str, Checkpoint]] = {}
        with ExitStack() as held:
            self._connect(settings, held)
            self._held = held.pop_all()
        self._show_at = 0.0
        self._catching_up: dict[int, int] = {}
        self._new: set[int] = set()

    def step(self) -> None:
        """Checkpoint what was assigned, then fold what comes; waits for it about half a second."""
        self._place_all(self._subscription.to_be_placed())
        for partition, polled in self._subscription.poll(IDLE_MS).items():
            try:
                self._project(partition, polled)
            except (PositionGap, LogCorrupted, CorruptRecordError) as error:
                self._put_aside(partition, error)
        self._keys.follow(self._subscription.assigned() - self._subscription.unplaced())
        self._texts.forget_noted()
        if time.monotonic() >= self._show_at:
            self._show()
            self._show_at = time.monotonic() + SHOW_EVERY_S

    def waits_for(self) -> str:
        """Ready: a member of the group that has once folded all that its partitions held when it began with them."""
        if not self._subscription.has_a_say():
            return "its group has not said yet which partitions are its own"
        behind = sorted(self._catching_up.keys() & self._subscription.assigned() - ASIDE.of(self.name).keys())
        return f"it catches up with partitions {', '.join(map(str, behind))}" if behind else ""

    def close(self) -> None:
        """Leave the group and the database. Nothing is under way between two steps."""
        for partition in ASIDE.of(self.name):
            ASIDE.take_back(self.name, partition)
        self._held.close()

    def _connect(self, settings: Settings, held: ExitStack) -> None:
        """What is opened is let go of in reverse, also when what comes after it cannot be opened."""
        database_url = database_url_of(settings)
        connection, topics, event_log = open_log(settings)
        self._topic = topics.events
        self._database = held.enter_context(closing(connect(database_url, "caseledger projector")))
        self._builds = install(self._database, event_log.log_id, topics.events)
        self._prepare()
        self._key_database = held.enter_context(closing(connect(database_url, "caseledger projector's keys")))
        self._texts = TextsOfTheErased(self._database)
        wrapping = WrappingKeyFile(settings.wrapping_keys)
        self._keys = held.enter_context(
            closing(database_opener(connection, topics, self._key_database, wrapping, self._texts.note))
        )
        self._subscription = held.enter_context(
            closing(Subscription(connection, topics.events, topics.group_of("projector")))
        )

    def _place_all(self, partitions: Collection[int]) -> None:
        """2. And whatever was to be forgotten while nobody had these partitions is, before anything is folded."""
        for partition in sorted(partitions):
            self._place(partition)
        self._texts.forget_without_keys(self._builds, {one: self._keys.read_on(one) for one in partitions})

    def _place(self, partition: int) -> None:
        """2. Read on from the model that is least far; each model leaves out what it has."""
        with self._database, self._database.cursor() as cursor:
            checkpoints = begin_checkpoints(cursor, self._builds, partition)
        next_offset = min(checkpoint.next_offset for checkpoint in checkpoints.values())
        end = self._subscription.ends([partition])[partition]
        if next_offset > end:
            raise AnotherLog(
                f"The read models have read {self._topic}, partition {partition}, up to offset {next_offset}, and it "
                "ends before that: it is not the log that they were folded from, or a part of it is lost. Nothing "
                "was changed. Restore the log, or give this one an empty database."
            )
        self._checkpoints[partition] = checkpoints
        self._catching_up[partition] = end
        if not next_offset:
            self._new.add(partition)
        self._note_caught_up(partition, next_offset)
        self._subscription.checkpoint(partition, next_offset)

    def _note_caught_up(self, partition: int, next_offset: int) -> None:
        if next_offset >= self._catching_up.get(partition, 0):
            self._catching_up.pop(partition, None)
            self._new.discard(partition)

    def _put_aside(self, partition: int, error: Exception) -> None:
        """What is wrong with one partition holds up no other; it is read again from its checkpoint after a while."""
        self._subscription.put_aside(partition)
        ASIDE.put(self.name, partition, str(error))

    def _project(self, partition: int, polled: Polled) -> None:
        readable, bad = polled.before_trouble()
        self._fold(partition, readable)
        if bad is not None:
            problem = f"a batch of records cannot be read: {bad.problem}"
            raise LogCorrupted(self._topic, partition, bad.first_offset, None, problem)
        if polled.records:
            ASIDE.take_back(self.name, partition)

    def _fold(self, partition: int, polled: Polled) -> None:
        checkpoints = self._checkpoints[partition]
        if not polled.records and all(
            checkpoint.next_offset >= polled.next_offset for checkpoint in checkpoints.values()
        ):
            self._note_caught_up(partition, polled.next_offset)
            return
        batch = batch_of(partition, polled.records, polled.next_offset)
        told = {"messaging.batch.message_count": len(polled.records), "caseledger.partition": partition}
        try:
            with figures.fold_duration(), batch_span("fold", lambda: _traces_of(polled), told):
                outcome = fold_batch(self._database, self._builds, checkpoints, batch, self._clock.now(), self._keys)
        except ReadModelSwitched:
            self._follow_switch()
            return
        self._checkpoints[partition] = outcome.checkpoints
        if partition not in self._new:  # what a new read model folds of an old log came late to nobody
            figures.show_visible(polled.records)
        self._note_caught_up(partition, polled.next_offset)
        figures.show_outcome(self._topic, batch, outcome)

    def _follow_switch(self) -> None:
        """5. Go on with the builds that serve now, from where each of them is."""
        with self._database, self._database.cursor() as cursor:
            self._builds = [self._serving(cursor, build) for build in self._builds]
        log.info("going on with %s", ", ".join(build.schema for build in self._builds))
        self._prepare()
        self._place_all(self._subscription.assigned() - self._subscription.unplaced())

    @staticmethod
    def _serving(cursor: cursor, build: Build) -> Build:
        serving = serving_build(cursor, build.model)
        if serving is None:
            raise DatabaseNotReady(f"No build of {build.model.name} serves any more. Start the projector again.")
        return serving

    def _prepare(self) -> None:
        with self._database, self._database.cursor() as cursor:
            prepare_session(cursor, [build.model for build in self._builds])

    def _show(self) -> None:
        """How far behind and how much is parked, on the metrics page; and how far the group is, for Kafka's tools."""
        assigned = self._subscription.assigned()
        for partition in ASIDE.of(self.name).keys() - assigned:
            ASIDE.take_back(self.name, partition)
        partitions = assigned - self._subscription.unplaced()
        next_offsets = {
            partition: min(checkpoint.next_offset for checkpoint in self._checkpoints[partition].values())
            for partition in partitions
        }
        if next_offsets:
            self._subscription.show_offsets(next_offsets)
            figures.show_lag(self.name, self._subscription.ends(partitions), next_offsets)
        with self._database, self._database.cursor() as cursor:
            figures.show_parked(cursor)
            figures.show_clearing(self._database)
            figures.show_client_funds(self._database)


def _traces_of(polled: Polled) -> list[str]:
    return [traceparent_in(dict(record.headers)) for record in polled.records]
