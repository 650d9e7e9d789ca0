"""What a partition's replies tell its next owner: refusals, which no event carries, and how far commands are handled.

The last record of each transaction says the latter (rule 3 of the write protocol), so that nothing else has to be part
of it. Nobody but the owner writes to these replies: what this one has written the next need not read, but for that
record.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from typing import Any
from uuid import UUID

from kafka import TopicPartition
from kafka.errors import CorruptRecordError

from consumers.writer.rejects import NOT_REMEMBERED
from infra.eventlog.admin.topics import LogTopics, Retention
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import KafkaLogReader, RecordChunk
from infra.eventlog.transactions.transaction import OutgoingRecord
from infra.eventsourcing.recorders import KafkaApplicationRecorder
from infra.messages import Undecodable
from infra.messages.replies import (
    CommandAnswered,
    handled_by,
    handled_record,
    has_to_be_told,
    read_reply,
    reply_record,
)

# As long as the replies that say them: a refused command that is sent again later is decided anew.
REFUSALS_KEPT_MS = Retention().replies_ms


class PartitionReplies:
    """``handled``: all commands of the partition before this offset are, as its replies say; 0 if they say nothing."""

    def __init__(
        self,
        connection: KafkaConnection,
        topics: LogTopics,
        commands_id: str,
        partition: int,
        recorder: KafkaApplicationRecorder,
    ) -> None:
        self._connection = connection
        self._commands_id = commands_id
        self._place = TopicPartition(topics.replies, partition)
        self._recorder = recorder
        self._written: list[tuple[bytes, CommandAnswered]] = []
        self.handled = 0

    def catch_up(self, show_life: Callable[[], None]) -> None:
        """Read what other owners have written. Raises LogUnavailable."""
        with closing(KafkaLogReader(self._connection, *self._place, leave_out_unreadable=True)) as reader:
            for chunk in reader.read(*self._unread(reader)):
                self._recorder.remember_refusals(_refusals(_replies_in(chunk.records)), self._read_on(chunk))
                show_life()
        self._recorder.forget_refusals(time.time_ns() // 1_000_000 - REFUSALS_KEPT_MS)

    def records_of(
        self, answers: Iterable[CommandAnswered], traces: Mapping[UUID, str], handled: int
    ) -> list[OutgoingRecord]:
        """What a transaction writes to them: the answers that have to be told, and how far commands are handled."""
        told = list(filter(has_to_be_told, answers))
        records = [reply_record(answer, traces.get(answer.command_id, "")) for answer in told]
        self._written = [(value, answer) for (_, value, _), answer in zip(records, told, strict=True)]
        return [(*self._place, *record) for record in (*records, handled_record(self._commands_id, handled))]

    def remember(self) -> None:
        """That transaction is committed."""
        self._recorder.remember_refusals(_refusals(self._written), self._recorder.last_offset_in(self._place))

    def _unread(self, reader: KafkaLogReader) -> tuple[int, int]:
        """From where to where. An index that has read further than there is has read another topic, which is gone."""
        first, end, known = reader.beginning_offset(), reader.end_offset(), self._recorder.answers_offset
        return (max(first, known) if known <= end else first), end

    def _read_on(self, chunk: RecordChunk) -> int | None:
        """Where the next owner begins: at the last record that says how far commands are handled, if there is one."""
        for record in reversed(chunk.records):
            with suppress(CorruptRecordError):  # headers that are no text: not one of ours
                if (handled := handled_by(record, self._commands_id)) is not None:
                    self.handled = max(self.handled, handled)
                    return record.offset
        return None if self.handled else chunk.next_offset


def _replies_in(records: Sequence[Any]) -> list[tuple[bytes, CommandAnswered]]:
    """The answers in records of the replies, each with its value."""
    found: list[tuple[bytes, CommandAnswered]] = []
    for value in filter(None, (record.value for record in records)):
        with suppress(Undecodable):
            found.append((value, read_reply(value)))
    return found


def _refusals(answers: Sequence[tuple[bytes, CommandAnswered]]) -> list[tuple[bytes, bytes]]:
    """What to remember of answers that no event carries: (command id, the reply as it was sent)."""
    return [
        (answer.command_id.bytes, value)
        for value, answer in answers
        if not answer.position and not answer.repeated and answer.code not in NOT_REMEMBERED
    ]
