"""A command as a record on ``<log>.commands``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, cast
from uuid import UUID

from domain.catalogue import COMMANDS
from domain.kernel.message import Command
from domain.kernel.quick_record import maker_of
from domain.kernel.recorded import Actor
from infra.messages import values
from infra.messages.errors import Undecodable
from infra.messages.fingerprint import fingerprint_of
from infra.messages.headers import (
    CONTENT_TYPE,
    SPEC_VERSION,
    Header,
    by_name_once,
    number_of,
    short_text_of,
    text_of,
    time_of,
    time_text,
    uuid_of,
    uuid_text,
)
from infra.messages.trace import TRACEPARENT, current_traceparent, traceparent_in

Record = tuple[bytes, bytes, list[Header]]

EXPECTED_VERSION = "expected_version"

_READ = (
    "ce_id",
    "ce_type",
    "ce_subject",
    "ce_time",
    "ce_correlationid",
    "ce_authtype",
    "ce_authid",
    "sender",
    EXPECTED_VERSION,
)


@dataclass(frozen=True, slots=True)
class CommandEnvelope:
    """What surrounds a command: chosen by its sender, and carried over to the events that it causes.

    ``id`` makes it happen once however often it is sent. ``occurred_at`` is when the thing happened that it tells
    of. ``sender`` is where the answer goes; empty when nobody waits for one. ``traceparent`` is the trace that it
    belongs to (``infra.messages.trace``), or empty. With ``expected_version`` it is refused
    unless the aggregate is at just that version (0: has no events yet).
    """

    id: UUID
    aggregate_id: UUID
    occurred_at: datetime
    actor: Actor
    correlation_id: UUID
    sender: str = ""
    expected_version: int | None = None
    traceparent: str = ""


_envelope = maker_of(CommandEnvelope)


class CommandAsSent(NamedTuple):
    """A command as its record has it; ``fingerprint`` says in short what it asks (`infra.messages.fingerprint`)."""

    envelope: CommandEnvelope
    command: Command
    fingerprint: str


def command_record(envelope: CommandEnvelope, command: Command) -> Record:
    """The key, value and headers of a command's record."""
    return encoded_record(envelope, command.TOPIC, values.encode(command))


def encoded_record(envelope: CommandEnvelope, topic: str, value: bytes) -> Record:
    """The same of a command of the type ``topic`` that is as on the wire already."""
    subject = uuid_text(envelope.aggregate_id)
    headers: list[Header] = [
        SPEC_VERSION,
        CONTENT_TYPE,
        ("ce_id", uuid_text(envelope.id)),
        ("ce_type", topic.encode()),
        ("ce_source", b"/caseledger/commands"),
        ("ce_subject", subject),
        ("ce_time", time_text(envelope.occurred_at)),
        ("ce_correlationid", uuid_text(envelope.correlation_id)),
        ("ce_authtype", envelope.actor.kind.encode()),
        ("ce_authid", envelope.actor.id.encode()),
        ("sender", envelope.sender.encode()),
    ]
    if envelope.expected_version is not None:
        headers.append((EXPECTED_VERSION, b"%d" % envelope.expected_version))
    if traceparent := envelope.traceparent or current_traceparent():
        headers.append((TRACEPARENT, traceparent.encode()))
    return subject, value, headers


def read_command(key: bytes | None, value: bytes | None, headers: Sequence[Header]) -> CommandAsSent:
    """The command in a record. Raises Undecodable, with a reason that repeats nothing of what it says."""
    if key is None or value is None:
        raise Undecodable("the record has no key or no value")
    named = by_name_once(headers, _READ)
    envelope = _envelope(
        id=uuid_of(named, "ce_id"),
        aggregate_id=uuid_of(named, "ce_subject"),
        occurred_at=time_of(named, "ce_time"),
        actor=Actor(short_text_of(named, "ce_authtype"), short_text_of(named, "ce_authid")),
        correlation_id=uuid_of(named, "ce_correlationid"),
        sender=short_text_of(named, "sender"),
        expected_version=number_of(named, EXPECTED_VERSION) if EXPECTED_VERSION in named else None,
        traceparent=traceparent_in(named) if TRACEPARENT in named else "",
    )
    if key != uuid_text(envelope.aggregate_id):
        raise Undecodable("the key is not the id of the aggregate that ce_subject names, in small letters")
    if text_of(named, "ce_type") not in COMMANDS:
        raise Undecodable("ce_type names no command that this program knows")
    command = values.decode(value)
    if command.TOPIC.encode() != named["ce_type"]:
        raise Undecodable(f"ce_type says {text_of(named, 'ce_type')} and the value is a {command.TOPIC}")
    asked = cast(Command, command)
    return CommandAsSent(envelope, asked, fingerprint_of(envelope.aggregate_id, envelope.expected_version, asked))
