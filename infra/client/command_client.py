"""Sends commands and waits for their answers.

The answers of all senders share ``<log>.replies``; each sender reads that topic from where it stood when it began
and picks out its own by a header. Commands may be sent again with the same ids when no answer came: they happen once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Event, Thread
from uuid import UUID, uuid4

from kafka import TopicPartition

from domain.kernel.aggregate import Command
from infra.client.command_sender import CommandSender
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.messages.commands import CommandEnvelope
from infra.messages.replies import SENDER_HEADER, CommandAnswered, read_reply

POLL_MS = 100


class NoAnswer(Exception):
    """No answer came in time. The command may yet be carried out; sending it again with the same id is safe."""


@dataclass(slots=True)
class Pending:
    """An answer that is awaited. ``sent_at`` and ``answered_at`` are monotonic seconds, for latencies."""

    done: Event
    sent_at: float
    answered_at: float = 0.0
    answer: CommandAnswered | None = None

    def result(self, timeout_s: float = 30.0) -> CommandAnswered:
        """The answer. Raises NoAnswer."""
        if not self.done.wait(timeout_s) or self.answer is None:
            raise NoAnswer(
                f"no answer within {timeout_s:g} s. Is a case writer running? The command was sent and may yet be "
                "carried out; sending it again is safe."
            )
        return self.answer


class CommandClient:
    """A sender with a mailbox of its own. Use it as a context manager; safe for several threads."""

    def __init__(self, connection: KafkaConnection, commands_topic: str, replies_topic: str) -> None:
        self.sender = uuid4().hex
        self._sender_header = (SENDER_HEADER, self.sender.encode())
        self._out = CommandSender(connection, commands_topic)
        self._replies = connection.consumer()
        partitions = [TopicPartition(replies_topic, p) for p in self._replies.partitions_for_topic(replies_topic) or ()]
        self._replies.assign(partitions)
        self._replies.seek_to_end(*partitions)
        for partition in partitions:
            self._replies.position(partition)  # settles the place now: before the first command is sent
        self._pending: dict[UUID, Pending] = {}
        self._closing = Event()
        self._reader = Thread(target=self._read_replies, name="replies", daemon=True)
        self._reader.start()

    def __enter__(self) -> CommandClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def submit(self, envelope: CommandEnvelope, command: Command) -> Pending:
        """Send a command; its answer arrives in what is returned."""
        pending = self._pending.setdefault(envelope.id, Pending(Event(), time.monotonic()))
        self._out.send(replace(envelope, sender=self.sender), command, self._failed(envelope.id))
        return pending

    def ask(self, envelope: CommandEnvelope, command: Command, timeout_s: float = 30.0) -> CommandAnswered:
        """Send a command and wait for its answer. Raises NoAnswer."""
        return self.submit(envelope, command).result(timeout_s)

    def close(self) -> None:
        """Send what is queued, stop reading."""
        self._out.close()
        self._closing.set()
        self._reader.join(timeout=10)
        self._replies.close()

    def _failed(self, command_id: UUID) -> Callable[[Exception], None]:
        def failed(_: Exception) -> None:
            if pending := self._pending.pop(command_id, None):
                pending.done.set()

        return failed

    def _read_replies(self) -> None:
        while not self._closing.is_set():
            for records in self._replies.poll(timeout_ms=POLL_MS).values():
                for record in records:
                    if self._sender_header in record.headers:
                        self._settle(read_reply(record.value))

    def _settle(self, answer: CommandAnswered) -> None:
        if pending := self._pending.pop(answer.command_id, None):
            pending.answer, pending.answered_at = answer, time.monotonic()
            pending.done.set()
