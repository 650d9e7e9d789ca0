"""Sends many commands at once and waits until the cluster has them: what policies and imports need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kafka import TopicPartition
from kafka.errors import AuthorizationError, KafkaError, MessageSizeTooLargeError

from domain.kernel.message import Command
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.kafka_python.rights import refused
from infra.eventlog.records.event_writing import RECORD_BYTES_MAX
from infra.eventlog.records.partitioner import partition_of
from infra.eventlog.records.record_encoding import encode_body
from infra.eventlog.time_outs import DELIVERY_S
from infra.eventlog.transactions.kept_producer import Bodies, KeptProducer
from infra.messages.commands import CommandEnvelope, Record, command_record, encoded_record
from infra.messages.headers import Header
from infra.messages.rejections import PLACE_HEADER, REASON_HEADER


class BatchSender:
    """What ``CommandSender`` is for one command at a time. Nothing leaves before ``flush``. For use by one thread.

    Commands to one aggregate arrive in the order in which they were given. Their partition is Kafka's own choice
    (murmur2 over the aggregate's id), so a case's commands and events share a partition number.
    """

    def __init__(self, connection: KafkaConnection, commands_topic: str, rejected_topic: str = "") -> None:
        """``rejected_topic`` is only needed by who uses ``keep_refused``. Connects to nothing yet."""
        self._producer = KeptProducer(lambda: connection)
        self._topic = commands_topic
        self._rejected_topic = rejected_topic
        self._waiting: dict[str, list[tuple[bytes, bytes]]] = {}

    def send(self, envelope: CommandEnvelope, command: Command) -> None:
        """Have a command sent. Raises MessageSizeTooLargeError."""
        self._add(self._topic, command_record(envelope, command))

    def send_encoded(self, envelope: CommandEnvelope, topic: str, value: bytes) -> None:
        """The same of a command of the type ``topic`` that is as it is on the wire already."""
        self._add(self._topic, encoded_record(envelope, topic, value))

    def keep_refused(self, envelope: CommandEnvelope, command: Command, reason: str) -> None:
        """Have a command that was refused put where a person sees it, and can send it again."""
        noted = [(REASON_HEADER, reason.encode()), (PLACE_HEADER, envelope.sender.encode())]
        self._add(self._rejected_topic, command_record(envelope, command), noted)

    def flush(self, timeout_s: float = DELIVERY_S) -> None:
        """Send what was given, and wait until the cluster has all of it. Raises KafkaError if it has not,
        ClusterRefuses where a right is lacking.

        Whoever gets the error may give the same commands again: some may have been sent, and their ids make them
        happen once.
        """
        waiting, self._waiting = self._waiting, {}
        if not waiting:
            return
        try:
            self._producer.write(list(waiting), lambda partitions: _placed(waiting, partitions), timeout_s)
        except AuthorizationError as error:
            raise refused(error, f"to write to {', '.join(waiting)}") from error
        except KafkaError as error:
            raise KafkaError(f"commands could not be sent to {', '.join(waiting)}: {error!r}") from error

    def drop(self) -> None:
        """Forget what was given and not sent."""
        self._waiting.clear()

    def close(self) -> None:
        """Let go of the connection. What was not flushed is not sent."""
        self._producer.close()

    def _add(self, topic: str, record: Record, more: Sequence[Header] = ()) -> None:
        key, value, headers = record
        body = encode_body(key, value, [*headers, *more])
        if len(body) > RECORD_BYTES_MAX:
            raise MessageSizeTooLargeError(f"a command of {len(body):,} bytes")
        self._waiting.setdefault(topic, []).append((key, body))


def _placed(waiting: Mapping[str, Sequence[tuple[bytes, bytes]]], partitions: Mapping[str, int]) -> Bodies:
    """The bodies of each topic's records for each of its partitions, in the order in which they were given."""
    placed: dict[TopicPartition, list[bytes]] = {}
    for topic, records in waiting.items():
        for key, body in records:
            placed.setdefault(TopicPartition(topic, partition_of(key, partitions[topic])), []).append(body)
    return placed
