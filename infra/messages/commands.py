"""A command as a record on ``<log>.commands``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from domain.catalogue import COMMANDS
from domain.kernel.aggregate import Command
from domain.kernel.recorded import Actor
from infra.messages import values
from infra.messages.errors import Undecodable
from infra.messages.headers import (
    CONTENT_TYPE,
    SPEC_VERSION,
    Header,
    actor_of,
    by_name,
    text_of,
    time_of,
    time_text,
    uuid_of,
    uuid_text,
)

Record = tuple[bytes, bytes, list[Header]]


@dataclass(frozen=True, slots=True)
class CommandEnvelope:
    """What surrounds a command: chosen by its sender, and carried over to the events that it causes.

    ``id`` makes it happen once however often it is sent. ``occurred_at`` is when the thing happened that it tells
    of. ``sender`` is where the answer goes; empty when nobody waits for one.
    """

    id: UUID
    aggregate_id: UUID
    occurred_at: datetime
    actor: Actor
    correlation_id: UUID
    sender: str = ""


def command_record(envelope: CommandEnvelope, command: Command) -> Record:
    """The key, value and headers of a command's record."""
    subject = uuid_text(envelope.aggregate_id)
    headers: list[Header] = [
        SPEC_VERSION,
        CONTENT_TYPE,
        ("ce_id", uuid_text(envelope.id)),
        ("ce_type", command.TOPIC.encode()),
        ("ce_source", b"/caseledger/commands"),
        ("ce_subject", subject),
        ("ce_time", time_text(envelope.occurred_at)),
        ("ce_correlationid", uuid_text(envelope.correlation_id)),
        ("ce_authtype", envelope.actor.kind.encode()),
        ("ce_authid", envelope.actor.id.encode()),
        ("sender", envelope.sender.encode()),
    ]
    return subject, values.encode(command), headers


def read_command(key: bytes | None, value: bytes | None, headers: Sequence[Header]) -> tuple[CommandEnvelope, Command]:
    """The command in a record. Raises Undecodable, with the reason."""
    named = by_name(headers)
    if key is None or value is None:
        raise Undecodable("the record has no key or no value")
    envelope = CommandEnvelope(
        id=uuid_of(named, "ce_id"),
        aggregate_id=uuid_of(named, "ce_subject"),
        occurred_at=time_of(named, "ce_time"),
        actor=actor_of(named),
        correlation_id=uuid_of(named, "ce_correlationid"),
        sender=text_of(named, "sender"),
    )
    if key != named["ce_subject"]:
        raise Undecodable("the key is not the aggregate that ce_subject names: it may be on the wrong partition")
    if text_of(named, "ce_type") not in COMMANDS:
        raise Undecodable(f"there is no command {text_of(named, 'ce_type')!r}")
    command = values.decode(value)
    if command.TOPIC.encode() != named["ce_type"]:
        raise Undecodable(f"ce_type says {text_of(named, 'ce_type')} and the value is a {command.TOPIC}")
    return envelope, cast(Command, command)
