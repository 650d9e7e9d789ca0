"""Sends commands to the log and does not wait for their answers: what policies need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kafka import KafkaProducer
from kafka.errors import KafkaError

from domain.kernel.message import Command
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.time_outs import DELIVERY_S
from infra.messages.commands import CommandEnvelope, Record, command_record, encoded_record
from infra.messages.rejections import PLACE_HEADER, REASON_HEADER


class CommandSender:
    """An idempotent producer on ``<log>.commands``.

    The key is the aggregate's id and the partitioner Kafka's own (murmur2), so a case's commands and events share a
    partition number (rule 1 of the write protocol). Commands to one aggregate arrive in the order of ``send``.
    """

    def __init__(self, connection: KafkaConnection, commands_topic: str, rejected_topic: str = "") -> None:
        """``rejected_topic`` is only needed by who uses ``keep_refused``."""
        self._topic = commands_topic
        self._rejected_topic = rejected_topic
        self._producer: KafkaProducer = connection.producer(linger_ms=2)
        self._failures: list[Exception] = []

    def send(
        self,
        envelope: CommandEnvelope,
        command: Command,
        on_failure: Callable[[Exception], None] | None = None,
        on_stored: Callable[[Any], None] | None = None,
    ) -> None:
        """Queue a command. A failure reaches ``on_failure``, or the next ``flush``; ``on_stored``, that it is kept."""
        self._queue(command_record(envelope, command), on_failure, on_stored)

    def send_encoded(self, envelope: CommandEnvelope, topic: str, value: bytes) -> None:
        """The same of a command of the type ``topic`` that was kept as it is on the wire."""
        self._queue(encoded_record(envelope, topic, value), None)

    def keep_refused(self, envelope: CommandEnvelope, command: Command, reason: str) -> None:
        """Queue a command that was refused for where a person sees it, and can send it again."""
        key, value, headers = command_record(envelope, command)
        noted = [*headers, (REASON_HEADER, reason.encode()), (PLACE_HEADER, envelope.sender.encode())]
        future = self._producer.send(self._rejected_topic, key=key, value=value, headers=noted)
        future.add_errback(self._failures.append)

    def flush(self, timeout_s: float = DELIVERY_S) -> None:
        """Wait until the cluster has every command sent so far. Raises KafkaError if it has not.

        Whoever gets the error may send the same commands again: their ids make them happen once.
        """
        self._producer.flush(timeout=timeout_s)
        if self._failures:
            failure, self._failures = self._failures[0], []
            raise KafkaError(f"commands could not be sent to {self._topic}: {failure}") from failure

    def _queue(
        self,
        record: Record,
        on_failure: Callable[[Exception], None] | None,
        on_stored: Callable[[Any], None] | None = None,
    ) -> None:
        key, value, headers = record
        future = self._producer.send(self._topic, key=key, value=value, headers=headers)
        future.add_errback(on_failure or self._failures.append)
        if on_stored is not None:
            future.add_callback(on_stored)

    def close(self) -> None:
        """Send what is queued and let go of the connection."""
        self._producer.close(timeout=10)
