"""What the topics know that a history does not: commands of other clients and of policies, and their answers.

They are kept for seven days. They tell less of the order than a history that clients recorded: commands come in the
order in which each partition has them, and all answers after all commands.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from types import MappingProxyType
from typing import Any
from uuid import UUID

from kafka.errors import CorruptRecordError

from infra.audit.checker.history import History, answered_line, sent_line
from infra.audit.checker.log import LogRecord
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.messages.commands import CommandEnvelope
from infra.messages.errors import Undecodable
from infra.messages.headers import actor_of, time_of
from infra.messages.replies import SENDER_HEADER, read_reply, sees_what_was_done
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings


class Topics:
    """The commands and replies of a log, read on with each call."""

    def __init__(self, settings: Settings, partitions: int) -> None:
        connection = connection_of(settings)
        self._commands = TopicOfAnybody(connection, settings.commands_topic, partitions)
        self._replies = TopicOfAnybody(connection, settings.replies_topic, partitions)

    def add_commands(self, history: History) -> bool:
        """Add the commands that the history lacks. Whether it has every command now: none is too old for the topic.

        Raises LogUnavailable.
        """
        recorded = set(history.by_id)
        for line in _sent(self._commands.read_on()):
            if UUID(line["sent"]) not in recorded:
                history.add(line, is_timed=False)
        return self._commands.is_whole()

    def add_answers(self, history: History, recorded: Container[UUID]) -> None:
        """Add the answers to commands, but for those whose answers have been ``recorded``. Raises LogUnavailable."""
        for line in _answered(self._replies.read_on()):
            if UUID(line["answered"]) not in recorded:
                history.add(line, is_timed=False)


class TopicOfAnybody:
    """A topic that anybody may have written anything to: what cannot be read is left out. Each call reads on.

    The first begins at the offsets that are ``begun`` with, and in partitions that these do not name at the beginning.
    """

    def __init__(
        self, connection: KafkaConnection, topic: str, partitions: int, begun: Mapping[int, int] = MappingProxyType({})
    ) -> None:
        self._place = (connection, topic)
        self._next = {number: begun.get(number, 0) for number in range(partitions)}

    def read_on(self) -> Iterator[LogRecord]:
        """The records up to the end that the topic has now, partition after partition. Raises LogUnavailable."""
        for partition, begin in self._next.items():
            with closing(KafkaLogReader(*self._place, partition, leave_out_unreadable=True)) as reader:
                for chunk in reader.read(max(begin, reader.beginning_offset()), reader.end_offset()):
                    self._next[partition] = chunk.next_offset
                    for record in chunk.records:
                        with suppress(CorruptRecordError):  # headers that are no text: no command, and no answer
                            yield LogRecord(partition, record.offset, record.key, record.value, record.headers)

    def is_whole(self) -> bool:
        """Whether nothing has been removed from its beginning. Raises LogUnavailable."""
        for partition in self._next:
            with closing(KafkaLogReader(*self._place, partition)) as reader:
                if reader.beginning_offset():
                    return False
        return True


def _sent(records: Iterable[LogRecord]) -> Iterator[dict[str, Any]]:
    for record in records:
        headers = {name: value or b"" for name, value in record.headers}
        try:
            envelope = _envelope(headers)
        except (KeyError, ValueError, Undecodable):
            continue  # no command: the writer keeps it apart
        yield sent_line(_sender(headers, envelope), envelope, record.value or b"")


def _sender(headers: dict[str, bytes], envelope: CommandEnvelope) -> str:
    """A policy under its own name as a sender, which says that nobody had to answer what was accepted."""
    sender = headers.get(SENDER_HEADER, b"").decode("utf-8", "replace")
    return sender if sees_what_was_done(sender) else f"{envelope.actor.id}, as the topic has it"


def _envelope(headers: dict[str, bytes]) -> CommandEnvelope:
    """Read by the checker's own hands. Raises KeyError, ValueError, Undecodable."""
    command_id, aggregate_id = (UUID(headers[name].decode()) for name in ("ce_id", "ce_subject"))
    expected = headers.get("expected_version", b"")
    return CommandEnvelope(
        id=command_id,
        aggregate_id=aggregate_id,
        occurred_at=time_of(headers, "ce_time"),
        actor=actor_of(headers),
        correlation_id=aggregate_id,
        expected_version=int(expected) if expected.isdigit() else None,
    )


def _answered(records: Iterable[LogRecord]) -> Iterator[dict[str, Any]]:
    for record in records:
        try:
            yield answered_line(read_reply(record.value or b""))
        except Undecodable:
            continue
