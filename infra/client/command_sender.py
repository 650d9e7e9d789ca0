"""Sends commands to the log one by one, as they come, and does not wait for their answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kafka import KafkaProducer
from kafka.errors import KafkaError

from domain.kernel.message import Command
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.time_outs import DELIVERY_S
from infra.messages.commands import CommandEnvelope, command_record


class CommandSender:
    """An idempotent producer on ``<log>.commands``.

    The key is the aggregate's id and the partitioner Kafka's own (murmur2), so a case's commands and events share a
    partition number (rule 1 of the write protocol). Commands to one aggregate arrive in the order of ``send``.
    """

    def __init__(self, connection: KafkaConnection, commands_topic: str) -> None:
        self._topic = commands_topic
        self._producer: KafkaProducer = connection.producer(linger_ms=2)
        self._failures: list[Exception] = []

    @property
    def knows_where(self) -> bool:
        """Whether the topic's partitions are known: else ``send`` asks the cluster for them first, and waits."""
        return self._producer._metadata.partitions_for_topic(self._topic) is not None

    def send(
        self,
        envelope: CommandEnvelope,
        command: Command,
        on_failure: Callable[[Exception], None] | None = None,
        on_stored: Callable[[Any], None] | None = None,
    ) -> None:
        """Queue a command. A failure reaches ``on_failure``, or the next ``flush``; ``on_stored``, that it is kept."""
        key, value, headers = command_record(envelope, command)
        future = self._producer.send(self._topic, key=key, value=value, headers=headers)
        future.add_errback(on_failure or self._failures.append)
        if on_stored is not None:
            future.add_callback(on_stored)

    def flush(self, timeout_s: float = DELIVERY_S) -> None:
        """Wait until the cluster has every command sent so far. Raises KafkaError if it has not.

        Whoever gets the error may send the same commands again: their ids make them happen once.
        """
        self._producer.flush(timeout=timeout_s)
        if self._failures:
            failure, self._failures = self._failures[0], []
            raise KafkaError(f"commands could not be sent to {self._topic}: {failure}") from failure

    def close(self) -> None:
        """Send what is queued and let go of the connection."""
        self._producer.close(timeout=10)
