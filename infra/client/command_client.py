"""Sends commands and waits for their answers.

The answers of all senders share ``<log>.replies``; each sender reads that topic from where it stood when it began
and picks out its own by a header. Commands may be sent again with the same ids when no answer came: they happen once.

One thread reads the answers for everybody, and nothing that stands on the topic ends it: what cannot be read is left
out, and a cluster that is gone is waited for. Whoever asks waits for a limited time, and of those who gave up nothing
is kept. From an event loop: ``await asyncio.wrap_future(client.submit(…))``; ``submit`` itself waits only while
``takes_at_once`` is not so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Event, Lock, Thread
from typing import Any
from uuid import uuid4

from kafka import KafkaConsumer, TopicPartition
from kafka import errors as kafka_errors

from domain.kernel.message import Command
from domain.kernel.quick_record import changed
from infra.client.batch_sender import BatchSender
from infra.client.command_sender import CommandSender
from infra.client.errors import AnswersNotAllowed, CommandNotAnswered, CommandTooLarge, NoAnswer, NotAllowed, NotSent
from infra.client.pending import Pending
from infra.client.waiting import Waiting, fail
from infra.eventlog.errors import ClusterRefuses, LogUnavailable
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.kafka_python.rights import refused
from infra.messages.commands import CommandEnvelope
from infra.messages.fingerprint import fingerprint_of
from infra.messages.replies import CommandAnswered, addressed_to, read_reply
from infra.metrics.catalogue import UNDECODABLE_RECORDS

POLL_MS = 100
ANSWER_LIMIT_S = 60.0
"""A writer that takes a partition over from a dead one is back in well under this."""
PAUSE_S = 0.5
"""After the topic could not be read, before it is tried again."""

log = logging.getLogger(__name__)


class CommandClient:
    """A sender with a mailbox of its own. Use it as a context manager; safe for several threads.

    Raises LogUnavailable when the topic of answers cannot be found.
    """

    def __init__(self, connection: KafkaConnection, commands_topic: str, replies_topic: str) -> None:
        self.sender = uuid4().hex
        self._is_mine = addressed_to(self.sender)
        self._out = CommandSender(connection, commands_topic)
        self._together = BatchSender(connection, commands_topic)
        self._together_lock = Lock()
        self._replies_topic = replies_topic
        self._replies = _reader_from_now(connection, replies_topic)
        self._waiting = Waiting()
        self._closing = Event()
        self._stirred = Event()  # somebody waits from now on, or the client is being closed
        self._reader = Thread(target=self._read_replies, name="replies", daemon=True)
        self._reader.start()

    def __enter__(self) -> CommandClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def waiting(self) -> int:
        """How many answers are awaited."""
        return len(self._waiting)

    @property
    def takes_at_once(self) -> bool:
        """Whether ``submit`` waits for nothing now: an event loop may call it then."""
        return self._out.knows_where

    def submit(self, envelope: CommandEnvelope, command: Command, limit_s: float = ANSWER_LIMIT_S) -> Pending:
        """Send a command; its answer arrives in what is returned, for at most ``limit_s``. Raises NotSent."""
        if self._closing.is_set():
            raise NotSent("This client has been closed.")
        pending = self._awaited(envelope, command, limit_s)
        self._stirred.set()
        try:
            self._out.send(changed(envelope, sender=self.sender), command, _failure_of(pending), pending.is_stored)
        except Exception as error:
            pending.cancel()
            if isinstance(error, kafka_errors.KafkaError):
                raise _not_sent(error) from error
            raise
        return pending

    def submit_all(
        self, commands: Sequence[tuple[CommandEnvelope, Command]], limit_s: float = ANSWER_LIMIT_S
    ) -> list[Pending]:
        """Send many at once, each as ``submit`` does, and wait until the cluster has them: that is much less work.

        Raises NotSent, when none of them was sent. Where only the cluster's answer was lost, or it is gone, each of
        them has no answer.
        """
        if self._closing.is_set():
            raise NotSent("This client has been closed.")
        with self._together_lock:
            pending = self._gathered(commands, limit_s)
            self._stirred.set()
            try:
                self._together.flush(limit_s)
            except (ClusterRefuses, kafka_errors.KafkaError) as error:
                for each in pending:
                    _failure_of(each)(error)
            else:
                if pending:
                    pending[0].is_stored(None)  # and so all of them
        return pending

    def _gathered(self, commands: Sequence[tuple[CommandEnvelope, Command]], limit_s: float) -> list[Pending]:
        pending: list[Pending] = []
        stored: Future[None] = Future()
        try:
            for envelope, command in commands:
                pending.append(self._awaited(envelope, command, limit_s, stored))
                self._together.send(changed(envelope, sender=self.sender), command)
        except Exception as error:
            self._together.drop()
            for each in pending:
                each.cancel()
            if isinstance(error, kafka_errors.KafkaError):
                raise _not_sent(error) from error
            raise
        return pending

    def _awaited(
        self, envelope: CommandEnvelope, command: Command, limit_s: float, stored: Future[None] | None = None
    ) -> Pending:
        pending = Pending(envelope.id, limit_s, stored)
        self._waiting.add(pending, fingerprint_of(envelope.aggregate_id, envelope.expected_version, command))
        return pending

    def ask(self, envelope: CommandEnvelope, command: Command, timeout_s: float = 30.0) -> CommandAnswered:
        """Send a command and wait for its answer. Raises CommandNotAnswered."""
        return self.submit(envelope, command, timeout_s).result()

    def close(self) -> None:
        """Send what is queued, stop reading, and tell whoever still waits."""
        self._out.close()
        self._closing.set()
        with self._together_lock:
            self._together.close()
        self._stirred.set()
        self._reader.join(timeout=10)
        self._waiting.end_all(NoAnswer("The client was closed before the answer came. The command may be carried out."))
        self._replies.close()

    def _read_replies(self) -> None:
        while not self._closing.is_set():
            self._waiting.end_those_over()
            if not self.waiting:
                self._stirred.wait(POLL_MS / 1000)
                self._stirred.clear()
            try:
                polled = self._replies.poll(timeout_ms=POLL_MS if self.waiting else 0)
            except kafka_errors.AuthorizationError as error:
                self._waiting.end_all(
                    AnswersNotAllowed(
                        f"The command may have been sent, and be carried out. {refused(error, self._replies_topic)}"
                    )
                )
                self._closing.wait(PAUSE_S)
                continue
            except Exception as error:  # whatever it is, others wait for this thread
                log.warning("the answers could not be read, trying again: %s", type(error).__name__)
                self._closing.wait(PAUSE_S)
                continue
            for records in polled.values():
                for record in records:
                    self._settle(record)

    def _settle(self, record: Any) -> None:
        """One record of the topic: our answer, somebody else's, or none at all."""
        try:
            if not self._is_mine(record):
                return
            answer = read_reply(record.value or b"")
        except Exception:  # whatever it is, it is no answer, and others wait for this thread
            UNDECODABLE_RECORDS.by("client", self._replies_topic).inc()
            return
        self._waiting.settle(answer)


def _reader_from_now(connection: KafkaConnection, topic: str) -> KafkaConsumer:
    """A reader of what comes after this moment: it is settled before the first command is sent."""
    consumer = connection.consumer(tolerant=True)
    partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic) or ()]
    if not partitions:
        consumer.close(autocommit=False)
        raise LogUnavailable(f"The topic {topic} is not to be found at {connection.bootstrap}: no answer could come.")
    consumer.assign(partitions)
    consumer.seek_to_end(*partitions)
    for partition in partitions:
        consumer.position(partition)
    return consumer


def _failure_of(pending: Pending) -> Callable[[Exception], None]:
    def failed(error: Exception) -> None:
        if isinstance(error, _NEVER_LEFT):
            fail(pending, _not_sent(error))
        else:  # it may have been written, and only the answer to that was lost
            fail(pending, pending.no_answer(pending.limit_s))

    return failed


def _not_sent(error: Exception) -> CommandNotAnswered:
    if isinstance(error, _TOO_LARGE):
        return CommandTooLarge("The command is too large for a record. Nothing was sent. Refer to long texts instead.")
    if isinstance(error, kafka_errors.AuthorizationError):
        error = refused(error, "to send commands")
    if isinstance(error, ClusterRefuses):
        return NotAllowed(f"The command could not be sent. {error}")
    return NotSent(f"The command could not be sent ({type(error).__name__}). Nothing happened; try again later.")


_TOO_LARGE = (kafka_errors.MessageSizeTooLargeError, kafka_errors.RecordListTooLargeError)
_NEVER_LEFT = (
    *_TOO_LARGE,
    ClusterRefuses,
    kafka_errors.AuthorizationError,
    kafka_errors.UnknownTopicOrPartitionError,
    kafka_errors.InvalidTopicError,
)
