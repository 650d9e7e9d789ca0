"""The headers of an event on ``<log>.events``, but those that the log adds: as they stand on the record.

Those that all events of one command share are encoded once for it. ``infra.messages.events`` reads them.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from domain.kernel.message import Event
from infra.eventlog.records.event_record import CAUSATION_HEADER, FINGERPRINT_HEADER, TYPE_HEADER, PreparedHeaders
from infra.eventlog.records.record_encoding import encode_field, encode_headers, encode_name, varint
from infra.messages.commands import CommandEnvelope
from infra.messages.headers import CONTENT_TYPE, SPEC_VERSION, time_text, uuid_text
from infra.messages.trace import TRACEPARENT

UUID_CHARACTERS, TIME_CHARACTERS = 36, 27

_SUBJECT, _CORRELATION, _CAUSATION, _ID = (
    encode_name(name) + varint(UUID_CHARACTERS)
    for name in ("ce_subject", "ce_correlationid", CAUSATION_HEADER, "ce_id")
)
_OCCURRED, _RECORDED = (encode_name(name) + varint(TIME_CHARACTERS) for name in ("ce_time", "ce_recordedtime"))
_FINGERPRINT = encode_name(FINGERPRINT_HEADER)
SHARED, OF_EACH = 11, 2
"""Headers: what all events of a command have in common, and what each has for itself."""


class SharedHeaders(NamedTuple):
    """Those that all events of one command share, encoded, and what the index keeps of them."""

    encoded: bytes
    number: int
    causation_id: bytes
    fingerprint: bytes


def headers_of_cause(cause: CommandEnvelope, fingerprint: str, recorded_at: datetime, source: bytes) -> SharedHeaders:
    """What all events of one command share. ``source`` is ``/caseledger/<log>``."""
    asked = fingerprint.encode()
    encoded = [
        _of_source(source),
        _SUBJECT, uuid_text(cause.aggregate_id),
        _OCCURRED, time_text(cause.occurred_at),
        _RECORDED, time_text(recorded_at),
        _CORRELATION, uuid_text(cause.correlation_id),
        _CAUSATION, uuid_text(cause.id),
        _of_actor(cause.actor.kind, cause.actor.id),
        _FINGERPRINT, encode_field(asked),
    ]  # fmt: skip
    if cause.traceparent:
        encoded.append(encode_headers([(TRACEPARENT, cause.traceparent.encode())]))
    return SharedHeaders(b"".join(encoded), SHARED + bool(cause.traceparent), cause.id.bytes, asked)


def event_headers(shared: SharedHeaders, event: Event, event_id: UUID) -> PreparedHeaders:
    """Those of one event: what it shares with the others of its command, its id and its type."""
    encoded = b"".join((shared.encoded, _ID, uuid_text(event_id), _of_type(event.TOPIC)))
    return PreparedHeaders(encoded, shared.number + OF_EACH, shared.causation_id, shared.fingerprint)


@lru_cache(maxsize=16)
def _of_source(source: bytes) -> bytes:
    return encode_headers([SPEC_VERSION, CONTENT_TYPE, ("ce_source", source)])


@lru_cache(maxsize=1024)
def _of_actor(kind: str, identifier: str) -> bytes:
    return encode_headers([("ce_authtype", kind.encode()), ("ce_authid", identifier.encode())])


@lru_cache(maxsize=1024)
def _of_type(topic: str) -> bytes:
    return encode_headers([(TYPE_HEADER, topic.encode())])
