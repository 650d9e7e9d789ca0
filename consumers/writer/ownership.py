"""What a writer holds while it owns a partition: the recorder, the remembered states, and the draft in hand.

It is made new at every takeover, so nothing that was decided before a failure can leak into what comes after it.
The numbers in the code are those of the six rules in ``consumers.writer.partition``.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import JSONTranscoder, PersistenceError
from kafka.errors import KafkaError

from consumers.writer.creditors import PartitionCreditors
from consumers.writer.partition_replies import PartitionReplies
from consumers.writer.reading import ReadCommand, read_commands
from consumers.writer.rejects import DECISION_FAILED, Rejects
from consumers.writer.snapshots import WriterSnapshots
from consumers.writer.states import CommittedStates
from consumers.writer.tally import count_batch, count_waits
from consumers.writer.transaction_draft import FirstAnswer, TransactionDraft, first_answer
from domain.catalogue import EVENTS
from domain.kernel.message import Event, records_refusal
from domain.kernel.quick_uuid import uuid_of_bytes
from domain.kernel.refusal import Refusal
from infra.creditors.directory import CreditorDirectory
from infra.eventlog.admin.log_identity import EventLog, topic_id_of
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.index.answers import RecordedAnswer
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.eventsourcing.recorders import KafkaApplicationRecorder
from infra.messages import values
from infra.messages.crypto.key_ring import KeyRing
from infra.messages.crypto.wrapping import WrappingKeys
from infra.messages.crypto.wrapping_file import WrappingKeyFile
from infra.messages.mapper import AvroMapper
from infra.messages.replies import CommandAnswered, read_reply
from infra.messages.trace import trace_id_of
from infra.metrics.catalogue import TRANSACTION_DURATION
from infra.runtime.clock import Clock
from infra.runtime.crash_points import crash_point
from infra.runtime.creditor_access import creditor_directory
from infra.runtime.faults import where_it_failed
from infra.runtime.key_access import key_cache
from infra.runtime.log_access import doubts_about_copies, open_log
from infra.runtime.log_lines import about
from infra.runtime.settings import Settings
from infra.runtime.settings_error import SettingsError
from infra.runtime.tracing import batch_span

log = logging.getLogger("caseledger.writer")

# What stops deciding for all commands alike: the index, the disk, the cluster, the wrapping key, the machine's memory.
NO_FAULT_OF_A_COMMAND = (PersistenceError, KafkaError, SettingsError, sqlite3.Error, OSError, MemoryError)

# States remembered for all partitions together, about 3.9 kB each: a process that has them all takes 160 MB for them,
# however many partitions there are.
STATES_REMEMBERED = 40_000
# Persons' keys ready for use, for all partitions together, about 600 bytes each.
KEYS_UNWRAPPED = 20_000


@dataclass(frozen=True)
class WriterSettings:
    """What the writers of all partitions share."""

    connection: KafkaConnection
    topics: LogTopics
    event_log: EventLog
    commands_id: str
    """Kafka's own id of the topic of commands."""
    index_folder: Path
    group_id: str
    clock: Clock
    wrapping: WrappingKeys
    creditors: CreditorDirectory
    snapshots: WriterSnapshots | None = None

    @classmethod
    def of(cls, settings: Settings, clock: Clock) -> WriterSettings:
        """From the process's settings. Raises TopicSettingsError, WrappingKeyMissing."""
        connection, topics, event_log = open_log(settings)
        for doubt in doubts_about_copies(connection, topics):
            log.warning("%s", doubt)
        wrapping = WrappingKeyFile(settings.wrapping_keys)
        index, group_id = settings.home / "index", topics.group_of("writer")
        commands_id = topic_id_of(connection, topics.commands)
        creditors = creditor_directory(connection, topics)
        snapshots = WriterSnapshots(settings.snapshots, index, event_log) if settings.snapshots else None
        return cls(connection, topics, event_log, commands_id, index, group_id, clock, wrapping, creditors, snapshots)


class Ownership:
    """One ownership of one partition."""

    def __init__(self, shared: WriterSettings, partition: int) -> None:
        self._shared = shared
        self._partition = partition
        self._source = f"/caseledger/{shared.topics.log}".encode()
        self._recorder = KafkaApplicationRecorder(
            shared.connection,
            shared.event_log,
            partition,
            shared.index_folder,
            transactional_id=shared.topics.transactional_id(partition),
            resolve_uncertain=False,  # 6. an uncertain commit ends this ownership
        )
        self._mapper = AvroMapper(JSONTranscoder())
        self._states = CommittedStates(
            self._recorder, self._mapper.to_domain_event, STATES_REMEMBERED // shared.event_log.partitions
        )
        self._keys = KeyRing(
            shared.wrapping,
            key_cache(shared.index_folder, shared.topics, shared.event_log, partition),
            lambda: KafkaLogReader(shared.connection, shared.topics.keys, partition),
            (shared.topics.keys, partition, shared.event_log.partitions),
            KEYS_UNWRAPPED // shared.event_log.partitions,
        )
        self._creditors = PartitionCreditors(shared.creditors, shared.topics.creditors)
        self._replies = PartitionReplies(
            shared.connection, shared.topics, shared.commands_id, partition, self._recorder
        )

    def take_over(self) -> None:
        """2. Fence every earlier owner. Raises Fenced, LogUnavailable."""
        self._recorder.take_over()

    def catch_up(self, show_life: Callable[[], None]) -> int:
        """3. Read the log, the keys and the creditors to their ends, and 5. the refusals that are not in the log.

        Returns the offset before which all commands are handled, as the replies say; 0 if they say nothing. Raises
        LogCorrupted, LogUnavailable, KeyDamaged, WrappingKeyMissing.
        """
        self._recorder.catch_up(lambda *_: show_life())
        self._keys.catch_up(show_life)
        self._shared.creditors.read_on()
        self._replies.catch_up(show_life)
        crash_point("after-barrier")
        return self._replies.handled

    def handle(self, records: Sequence[Any], handled: int) -> None:
        """Decide these commands and commit what comes of them as one transaction. All before the offset ``handled`` are
        handled then.

        Raises Fenced, CommitRefused, CommitUncertain; this ownership is then of no more use.
        """
        rejects = Rejects(self._shared.topics.rejected, self._partition)
        commands = read_commands(records, self._shared.event_log.partitions, rejects)
        told = {"messaging.batch.message_count": len(records), "caseledger.partition": self._partition}
        with batch_span("write", lambda: [one.envelope.traceparent for one in commands], told):
            self._decide_and_commit(commands, rejects, handled)

    def _decide_and_commit(self, commands: Sequence[ReadCommand], rejects: Rejects, handled: int) -> None:
        answered: list[tuple[str, CommandAnswered]] = []
        draft = self._new_draft(commands)
        for record, envelope, command, fingerprint in commands:
            try:
                answered.append((type(command).__name__, draft.handle(envelope, command, fingerprint)))  # 4, 5
            except NO_FAULT_OF_A_COMMAND:
                raise
            except Exception as error:
                # A fault of ours in one command must not stop the partition for all others. The error's text is not
                # for a log: it may repeat what the command says.
                place = f"{self._partition}/{record.offset}"
                told = about(
                    command_id=envelope.id, aggregate_id=envelope.aggregate_id, partition=self._partition,
                    trace_id=trace_id_of(envelope.traceparent),
                )  # fmt: skip
                log.error("command %s: deciding failed: %s", place, where_it_failed(error), extra=told)
                reason = f"Deciding the command failed: {type(error).__name__}."
                rejects.add(record, DECISION_FAILED, reason, fingerprint)
        traces = {one.envelope.id: one.envelope.traceparent for one in commands if one.envelope.traceparent}
        self._commit(draft, [answer for _, answer in answered], rejects, handled, traces)
        count_waits([one.record for one in commands])
        count_batch([*answered, *(("unreadable", answer) for answer in rejects.answers)], draft.events)

    def keep_apart(self, record: Any, reason: str, handled: int) -> None:
        """Pass over a record that no transaction could be made of, noting its place among the rejected."""
        rejects = Rejects(self._shared.topics.rejected, self._partition)
        rejects.add_place(record, DECISION_FAILED, reason)
        self._commit(self._new_draft([]), [], rejects, handled, {})

    def follow_others(self) -> None:
        """Read from time to time which persons were erased elsewhere, and what creditors are called now.

        Raises LogUnavailable.
        """
        self._keys.follow()
        self._shared.creditors.follow()

    def close(self) -> None:
        """Let go of every connection. Whoever comes next fences us anyway."""
        self._keys.close()
        self._recorder.close()

    def _new_draft(self, commands: Sequence[ReadCommand]) -> TransactionDraft:
        found = self._recorder.answers_of(one.envelope.id for one in commands)
        self._states.expect(one.envelope.aggregate_id for one in commands)
        self._keys.expect(one.command for one in commands)
        self._creditors.begin_batch()
        return TransactionDraft(
            states=self._states,
            keys=self._keys,
            creditors=self._creditors,
            first_answers={uuid_of_bytes(command_id): _first_answer(answer) for command_id, answer in found.items()},
            partition=self._partition,
            next_position=self._recorder.last_position + 1,
            recorded_at=self._shared.clock.now(),
            to_stored=self._mapper.to_stored_event,
            source=self._source,
        )

    def _commit(
        self,
        draft: TransactionDraft,
        answers: list[CommandAnswered],
        rejects: Rejects,
        handled: int,
        traces: Mapping[UUID, str],
    ) -> None:
        with TRANSACTION_DURATION.by().time():
            self._recorder.insert_events(
                draft.stored,
                headers=draft.headers,
                records=[
                    *self._keys.take_records(),
                    *self._creditors.take_records(),
                    *rejects.records,
                    *self._replies.records_of([*answers, *rejects.answers], traces, handled),
                ],
            )
        self._states.commit(draft.overlay)
        self._replies.remember()
        crash_point("after-batch")


def _recorded_refusal(topic: str | None, state: bytes | None) -> Refusal | None:
    """What an event says of its command: that it was refused, or nothing."""
    event_type = EVENTS.get(topic or "")
    if event_type is None or state is None or not records_refusal(event_type):
        return None
    return cast(Event, values.decode(state)).refusal()


def _first_answer(answer: RecordedAnswer) -> FirstAnswer:
    if answer.refusal is None:
        assert answer.version is not None
        assert answer.position is not None
        refusal = _recorded_refusal(answer.topic, answer.state)
        return first_answer((answer.fingerprint or b"").decode(), answer.version, answer.position, refusal)
    reply = read_reply(answer.refusal)
    return FirstAnswer(reply.fingerprint, reply.version, 0, reply.code, reply.message, reply.rule)
