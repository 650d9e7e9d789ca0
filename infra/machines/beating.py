"""Says every few seconds that this process lives, and at its end that it has ended. Nothing else ever waits for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread
from types import TracebackType
from typing import Self

from eventsourcing.persistence import PersistenceError
from kafka import TopicPartition
from kafka.errors import KafkaError

from infra.eventlog.records.record_encoding import encode_body
from infra.eventlog.transactions.kept_producer import KeptProducer
from infra.machines.beat import Beat, WorkerBeat, beat_of, beats_topic
from infra.metrics.health import Health
from infra.runtime.faults import where_it_failed
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings

BEAT_S = 5.0
SENT_WITHIN_S = 8.0
LAST_WORD_S = 2.0

log = logging.getLogger("caseledger.beats")


class Beating:
    """A context manager: inside, the process is heard. ``health`` says how its workers do."""

    def __init__(self, settings: Settings, health: Callable[[], Health]) -> None:
        self._settings, self._health = settings, health
        self._place = TopicPartition(beats_topic(settings.log), 0)
        self._producer = KeptProducer(lambda: connection_of(settings))
        self._ending = Event()
        self._has_failed = False
        self._thread = Thread(target=self._beat, name="beats", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._thread.join(LAST_WORD_S)

    def _beat(self) -> None:
        """Nothing is said before a worker has worked: who is not let in says so elsewhere."""
        has_begun = False
        while not self._ending.wait(BEAT_S if has_begun else BEAT_S / 10):
            workers = worker_beats(self._health())
            has_begun = has_begun or any(one.state == "running" for one in workers.values())
            if has_begun:
                self._say(beat_of(self._settings.home, workers))
        if has_begun:
            self._say(beat_of(self._settings.home, {}, has_ended=True))
        self._producer.close()

    def _say(self, beat: Beat) -> None:
        bodies = {self._place: [encode_body(*beat.as_record(), [])]}
        try:
            self._producer.write([self._place.topic], lambda _: bodies, SENT_WITHIN_S)
        except (KafkaError, PersistenceError) as error:
            if not self._has_failed:  # an outage is told by the workers; a topic that is lacking, once
                log.warning("other machines do not hear of this process: %s", where_it_failed(error))
            self._has_failed = True
        else:
            self._has_failed = False


def worker_beats(health: Health) -> dict[str, WorkerBeat]:
    """What `/live` says of each worker, as far as others need it."""
    return {
        name: WorkerBeat(one["state"], one.get("waits_for", ""), tuple(int(number) for number in one.get("aside", ())))
        for name, one in health.workers.items()
    }
