"""A log on a real broker, filled with recorded events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from threading import Event, Thread

from kafka import KafkaProducer

from consumers.projector import ProjectorWorker
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.postgres.parked import ParkedRecord
from infra.runtime.clock import SystemClock
from infra.runtime.log_access import connection_of, create_or_open_log
from infra.runtime.settings import Settings
from tests.waiting import PATIENCE_S, wait_until


class LogOnKafka:
    """The events topic of the settings' log."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.connection, self.topics, self.event_log = create_or_open_log(settings)
        self._transactions = 0

    def append(self, partition: int, records: Sequence[ParkedRecord], *, abort: bool = False) -> None:
        """The records as one transaction; one that is aborted leaves records that nobody may see."""
        self._transactions += 1
        producer = KafkaProducer(
            bootstrap_servers=self.connection.bootstrap,
            transactional_id=f"{self.settings.log}-test-{self._transactions}",
            enable_idempotence=True,
            acks="all",
        )
        with closing(producer):
            producer.init_transactions()
            producer.begin_transaction()
            for record in records:
                producer.send(
                    self.topics.events, record.value, record.key, headers=list(record.headers), partition=partition
                )
            if abort:
                producer.flush()
                producer.abort_transaction()
            else:
                producer.commit_transaction()

    def reader(self, partition: int) -> KafkaLogReader:
        """Reads one partition, as a rebuild does."""
        return KafkaLogReader(connection_of(self.settings), self.topics.events, partition)

    def ends(self) -> dict[int, int]:
        """Where the partitions end."""
        found = {}
        for partition in range(self.settings.partitions):
            with closing(self.reader(partition)) as reader:
                found[partition] = reader.end_offset()
        return found


class Running:
    """A projector in a thread of its own, as in a process of its own."""

    def __init__(self, settings: Settings) -> None:
        self.failure: BaseException | None = None
        self.is_ready = False
        self._stop = Event()
        self._settings = settings
        self._thread = Thread(target=self._live)

    def __enter__(self) -> Running:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End it as a signal would."""
        self._stop.set()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()

    def _live(self) -> None:
        try:
            with closing(ProjectorWorker(self._settings, SystemClock())) as worker:
                while not self._stop.is_set():
                    worker.step()
                    self.is_ready = not worker.waits_for()
        except BaseException as error:
            self.failure = error


def until(is_so: Callable[[], bool]) -> None:
    """Wait for it; the test fails if it does not come."""
    wait_until(is_so, lambda: "it did not come to pass", every_s=0.05)
