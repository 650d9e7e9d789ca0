"""A command as a record on ``<log>.commands``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple, cast
from uuid import UUID

from domain.catalogue import COMMANDS
from domain.kernel.message import Command
from domain.kernel.quick_record import maker_of
from domain.kernel.recorded import Actor
from infra.eventlog.records.header_layout import SplitHeaders
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
from infra.messages.quick_text import instant_of_text, shared_uuid_of_text, uuid_of_text
from infra.messages.trace import TRACEPARENT, current_traceparent, traceparent_in

Record = tuple[bytes, bytes, list[Header]]

EXPECTED_VERSION = "expected_version"

_ALWAYS_THERE = (
    "ce_id",
    "ce_type",
    "ce_subject",
    "ce_time",
    "ce_correlationid",
    "ce_authtype",
    "ce_authid",
    "sender",
)
_READ = (*_ALWAYS_THERE, EXPECTED_VERSION)


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


def read_command(key: bytes | None, value: bytes | None, headers: SplitHeaders) -> CommandAsSent:
    """The command in a record. Raises Undecodable, with a reason that repeats nothing of what it says."""
    found = _read_quickly(key, value, *headers)
    return found or _read_in_general(key, value, cast(list[Header], list(zip(*headers, strict=True))))


def _read_quickly(
    key: bytes | None, value: bytes | None, names: tuple[str, ...], contents: tuple[Any, ...]
) -> CommandAsSent | None:
    """A command as we write those that expect no version and belong to no trace. Of anything else nothing is said: the
    general way has the words for it."""
    try:
        command_id, topic, subject, time, correlation, kind, actor, sender = (_PICKS.get(names) or _pick_of(names))(
            contents
        )
        if key != subject or not subject.islower() or value is None:
            return None
        command = cast(Command, values.decode(value))
        if topic != command.TOPIC.encode() or command.TOPIC not in COMMANDS:
            return None
        aggregate_id = shared_uuid_of_text(subject)
        envelope = _envelope(
            uuid_of_text(command_id),
            aggregate_id,
            instant_of_text(time),
            _actor_of(kind, actor),
            shared_uuid_of_text(correlation),
            _short_text_of(sender),
        )
        return CommandAsSent(envelope, command, fingerprint_of(aggregate_id, None, command))
    except (KeyError, ValueError, TypeError, AttributeError, Undecodable):
        return None


_PICKS: dict[tuple[str, ...], Callable[[Any], tuple[Any, ...]]] = {}
PICKS_MAX = 1024


def _pick_of(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """What picks what is read out of the contents of headers with these names. Raises ValueError, KeyError where there
    are others, or one of them twice."""
    if EXPECTED_VERSION in names or TRACEPARENT in names or any(names.count(name) > 1 for name in _ALWAYS_THERE):
        raise ValueError("more is said than is read quickly")
    places = {name: place for place, name in enumerate(names)}
    if len(_PICKS) >= PICKS_MAX:
        _PICKS.clear()
    pick = _PICKS[names] = itemgetter(*[places[name] for name in _ALWAYS_THERE])
    return pick


@lru_cache(maxsize=256)
def _actor_of(kind: bytes, identifier: bytes) -> Actor:
    return Actor(_short_text_of(kind), _short_text_of(identifier))


@lru_cache(maxsize=256)
def _short_text_of(text: bytes) -> str:
    """Raises Undecodable."""
    return short_text_of({"it": text}, "it")


def _read_in_general(key: bytes | None, value: bytes | None, headers: Sequence[Header]) -> CommandAsSent:
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
