"""From the records of the commands topic to commands: whatever cannot be one is rejected here, alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from kafka.errors import CorruptRecordError

from consumers.writer.rejects import UNDECODABLE, WRONG_PARTITION, Rejects
from domain.kernel.message import Command
from infra.eventlog.kafka_python.quick_fetching import UnreadableBatch
from infra.eventlog.records.partitioner import partition_of
from infra.messages import Undecodable
from infra.messages.commands import CommandEnvelope, read_command
from infra.metrics.catalogue import UNDECODABLE_RECORDS


class ReadCommand(NamedTuple):
    """A record that holds a command, and the command."""

    record: Any
    envelope: CommandEnvelope
    command: Command
    fingerprint: str


def read_commands(records: Sequence[Any], partitions: int, rejects: Rejects) -> list[ReadCommand]:
    """The commands in records of one partition of ``partitions``, in their order; the others go to ``rejects``."""
    commands: list[ReadCommand] = []
    for record in records:
        try:
            command = _read(record)
        except Undecodable as error:
            UNDECODABLE_RECORDS.by("writer", record.topic).inc()
            rejects.add(record, UNDECODABLE, f"The command could not be read: {error}.")
            continue
        right = partition_of(record.key, partitions)
        if right == record.partition:
            commands.append(command)
        else:
            rejects.add(
                record,
                WRONG_PARTITION,
                f"The command stands on partition {record.partition}, and its aggregate's is {right}: its sender does "
                "not use Kafka's own partitioner (murmur2 over the key). Nothing was done.",
                command.fingerprint,
            )
    return commands


def _read(record: Any) -> ReadCommand:
    if isinstance(record, UnreadableBatch):
        raise Undecodable(f"its batch of records is damaged, or compressed in a way not known here: {record.problem}")
    try:
        headers = record.split_headers
    except CorruptRecordError as error:
        raise Undecodable("its headers are not in Kafka's format") from error
    return ReadCommand(record, *read_command(record.key, record.value, headers))
