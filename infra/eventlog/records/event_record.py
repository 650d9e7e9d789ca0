"""An event as a Kafka record: what the application says about it, then the four headers that the log adds.

Headers, in this order: the application's own (CloudEvents, binary mode), `version` and `position` (decimal ASCII),
`prevhash` and `hash` (64 hexadecimal digits each). `ce_type` carries the eventsourcing topic.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from eventsourcing.persistence import ProgrammingError, StoredEvent

from infra.eventlog.records.chain import HASH_DIGITS, hash_of_stored
from infra.eventlog.records.record_encoding import Header, encode_field, encode_headers, encode_name, varint

TYPE_HEADER = "ce_type"
CAUSATION_HEADER = "ce_causationid"
FINGERPRINT_HEADER = "commandfingerprint"
"""What the causing command asked, in short, as the application makes it. Indexed with the command's id."""
LOG_HEADERS = ("version", "position", "prevhash", "hash")

_OF_THE_LOG = frozenset(LOG_HEADERS)

_VERSION, _POSITION = encode_name("version"), encode_name("position")
# The last two always have 64 digits, so these are all that stands before their contents.
PREVHASH, HASH = (encode_name(name) + varint(HASH_DIGITS) for name in ("prevhash", "hash"))


class PreparedHeaders(NamedTuple):
    """The application's headers of one event, encoded (`record_encoding.encode_headers`)."""

    encoded: bytes
    number: int
    causation_id: bytes | None
    fingerprint: bytes | None


def prepare_headers(headers: Sequence[Header], topic: str) -> PreparedHeaders:
    """Encodes the application's headers, with `ce_type` if they have none.

    Raises ProgrammingError when they use a name of the log's own, or contradict the event's topic.
    """
    contents = dict(headers)
    if not _OF_THE_LOG.isdisjoint(contents):
        names = sorted(_OF_THE_LOG.intersection(contents))
        raise ProgrammingError(f"The headers {names} are written by the log itself; use other names.")
    encoded = encode_headers(headers)
    number = len(headers)
    event_type = contents.get(TYPE_HEADER)
    if event_type is None:
        encoded += encode_name(TYPE_HEADER) + encode_field(topic.encode("utf-8"))
        number += 1
    elif event_type != topic.encode("utf-8"):
        raise ProgrammingError(f"The header {TYPE_HEADER} is {event_type!r}, but the event's topic is {topic!r}.")
    caused_by = contents.get(CAUSATION_HEADER)
    causation = None if caused_by is None else causation_id(caused_by)
    return PreparedHeaders(encoded, number, causation, contents.get(FINGERPRINT_HEADER))


def encode_event(
    key_and_value: bytes, headers: PreparedHeaders, version: int, position: int, prevhash: bytes
) -> tuple[bytes, bytes]:
    """The encoded record body of one event, and the event's hash. `key_and_value` are encoded fields."""
    version_text, position_text = b"%d" % version, b"%d" % position
    covered = b"".join(
        (
            headers.encoded,
            _VERSION,
            varint(len(version_text)),
            version_text,
            _POSITION,
            varint(len(position_text)),
            position_text,
            PREVHASH,
            prevhash,
        )
    )
    digest = hash_of_stored(key_and_value, covered)
    return b"".join((key_and_value, varint(headers.number + 4), covered, HASH, digest)), digest


def causation_id(content: bytes) -> bytes:
    """A causation id as 16 bytes, whether the header holds a UUID's bytes or its text; anything else unchanged."""
    if len(content) == 36:
        try:
            return bytes.fromhex(content.replace(b"-", b"").decode("ascii"))
        except ValueError:
            return content
    return content


def minimal_headers(event: StoredEvent, source: str, key: bytes, now: datetime) -> list[Header]:
    """What a CloudEvents reader needs at least, for an application that says nothing about its events."""
    time = now.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return [
        ("ce_specversion", b"1.0"),
        ("ce_id", b"%b/%d" % (key, event.originator_version)),
        (TYPE_HEADER, event.topic.encode("utf-8")),
        ("ce_source", source.encode("utf-8")),
        ("ce_subject", key),
        ("ce_time", time.encode("ascii")),
    ]
