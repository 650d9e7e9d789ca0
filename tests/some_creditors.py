"""Creditors for tests: registered as people do it, or put into the directory of a log that no writer works on yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID, uuid4

from domain.creditor.registration.registering import RegisterCreditor
from domain.kernel.directory import CreditorEntry
from domain.kernel.identity import creditor_uuid
from domain.kernel.message import Command
from domain.kernel.recorded import Actor
from infra.creditors.entry_record import entry_record
from infra.eventlog.admin.topics import LogTopics
from infra.messages.commands import CommandEnvelope
from infra.messages.replies import CommandAnswered
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from tests.unit.domain.samples import CREDITORS

REGISTERED_AT = datetime(2026, 1, 2, 8, tzinfo=UTC)


class Asks(Protocol):
    """A client that waits for answers."""

    def ask(self, envelope: CommandEnvelope, command: Command, timeout_s: float = ...) -> CommandAnswered: ...


def registration(entry: CreditorEntry) -> tuple[UUID, RegisterCreditor]:
    """The aggregate and the command that registers it."""
    return creditor_uuid(entry.creditor_id), RegisterCreditor(entry.creditor_id, entry.name, None, "SE")


def register(client: Asks, entries: Iterable[CreditorEntry] = CREDITORS.values()) -> None:
    """Have them registered by the writer that runs."""
    for entry in entries:
        target, command = registration(entry)
        envelope = CommandEnvelope(uuid4(), target, REGISTERED_AT, Actor("user", "agent-1"), target)
        answer = client.ask(envelope, command, 60.0)
        assert answer.accepted or answer.code == "creditor_already_registered", answer


def put_into_directory(settings: Settings, entries: Iterable[CreditorEntry] = CREDITORS.values()) -> None:
    """As a writer left them behind that registered them in an earlier life of the log."""
    producer = connection_of(settings).producer(linger_ms=0)
    for entry in entries:
        key, value = entry_record(entry)
        producer.send(LogTopics(settings.log).creditors, key=key, value=value, partition=0)
    producer.flush(timeout=30)
    producer.close()
