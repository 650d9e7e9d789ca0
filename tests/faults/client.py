"""A client that writes down all it sends and all it is told, and that is never at a loss.

It has its own ear for answers: a plain reader of the replies topic, so that it hears also what comes late or twice.
What the broker would not take is sent again under the same id, as every client may.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Any
from uuid import UUID

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from domain.kernel.message import Command
from infra.audit.checker.history import HistoryFile
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.messages.commands import CommandEnvelope, command_record
from infra.messages.replies import read_reply
from infra.runtime.settings import Settings
from tests.waiting import PATIENCE_S, wait_until

POLL_MS = 100


@dataclass(slots=True)
class Sent:
    """A command on its way. Times are monotonic seconds; ``partition`` is known once the broker has taken it."""

    record: tuple[bytes, bytes, list[tuple[str, bytes]]]
    at: float
    partition: int | None = None
    answered_at: float | None = None


@dataclass
class Client:
    """Sends to one log; safe for several threads."""

    settings: Settings
    history: HistoryFile
    name: str = "a client"
    sent: dict[UUID, Sent] = field(default_factory=dict)
    send_failures: int = 0

    def __post_init__(self) -> None:
        assert self.settings.kafka_bootstrap is not None
        self._connection = KafkaConnection(self.settings.kafka_bootstrap)
        self._producer = self._connection.producer(linger_ms=5)
        self._lock = Lock()
        self._closing = Event()
        self._waiting: set[UUID] = set()
        self._ear = Thread(target=self._listen, name="ear", daemon=True)
        self._ear.start()

    def send(self, envelope: CommandEnvelope, command: Command, times: int = 1) -> None:
        """Send a command, several times if so wanted."""
        record = command_record(envelope, command)
        with self._lock:
            if envelope.id not in self.sent:
                self.sent[envelope.id] = Sent(record, time.monotonic())
                self._waiting.add(envelope.id)
        for _ in range(times):
            self._hand_over(envelope, record)

    @property
    def unanswered(self) -> int:
        """How many commands nobody has answered yet."""
        with self._lock:
            return len(self._waiting)

    def has_answered(self, command_ids: set[UUID]) -> bool:
        """Whether all of these have been answered."""
        with self._lock:
            return not command_ids & self._waiting

    def await_answers(self) -> None:
        """Wait until every command has been answered: the promise of a system that has been healed.

        Those that are sent meanwhile need not be.
        """
        with self._lock:
            awaited = set(self._waiting)
        wait_until(
            lambda: self.has_answered(awaited), lambda: f"of {len(awaited)} commands, not each has been answered"
        )

    def served_after(self, since: float, partitions: int) -> float | None:
        """When each partition had answered a command that was sent after ``since``; None when one has not yet."""
        first: dict[int, float] = {}
        with self._lock:
            for sent in self.sent.values():
                if sent.at > since and sent.answered_at is not None and sent.partition is not None:
                    first[sent.partition] = min(first.get(sent.partition, sent.answered_at), sent.answered_at)
        return max(first.values()) if len(first) == partitions else None

    def close(self) -> None:
        """Let go of the connections."""
        self._closing.set()
        with suppress(KafkaError):  # what it could not send, it need not send any more
            self._producer.close(timeout=5)
        self._ear.join(PATIENCE_S)

    def _hand_over(self, envelope: CommandEnvelope, record: Any) -> None:
        key, value, headers = record
        self.history.sent(self.name, envelope, value)
        try:
            future = self._producer.send(self.settings.commands_topic, key=key, value=value, headers=headers)
        except KafkaError:
            self._send_again_later(envelope, record)
            return
        future.add_callback(self._taken, envelope.id)
        future.add_errback(lambda _: self._send_again_later(envelope, record))

    def _taken(self, command_id: UUID, metadata: Any) -> None:
        self.sent[command_id].partition = metadata.partition

    def _send_again_later(self, envelope: CommandEnvelope, record: Any) -> None:
        self.send_failures += 1
        if not self._closing.wait(0.2):
            Thread(target=self._hand_over, args=(envelope, record), daemon=True).start()

    def _listen(self) -> None:
        """Hear every answer once, also across failures of the broker."""
        partitions = [TopicPartition(self.settings.replies_topic, p) for p in range(self.settings.partitions)]
        places = dict.fromkeys(partitions, 0)
        while not self._closing.is_set():
            with suppress(KafkaError, AssertionError):
                self._listen_from(places)

    def _listen_from(self, places: dict[TopicPartition, int]) -> None:
        consumer: KafkaConsumer = self._connection.consumer(group_id=None)
        try:
            consumer.assign(list(places))
            for partition, place in places.items():
                consumer.seek(partition, place)
            while not self._closing.is_set():
                for partition, records in consumer.poll(timeout_ms=POLL_MS).items():
                    for record in records:
                        if record.value:  # else it says how far commands are handled
                            self._hear(record.value)
                        places[partition] = record.offset + 1
        finally:
            consumer.close(autocommit=False)

    def _hear(self, value: bytes) -> None:
        answer = read_reply(value)
        with self._lock:
            sent = self.sent.get(answer.command_id)
            if sent is None:
                return
            self._waiting.discard(answer.command_id)
            if sent.answered_at is None:
                sent.answered_at = time.monotonic()
        self.history.answered(answer)
