"""An event, read back from the bytes of its record: what the log added to it, and the headers that are indexed."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from kafka.errors import CorruptRecordError

from infra.eventlog.kafka_python.record_decoding import decode_headers, decode_varint
from infra.eventlog.records.chain import HASH_DIGITS, hash_of_stored
from infra.eventlog.records.event_record import (
    CAUSATION_HEADER,
    FINGERPRINT_HEADER,
    HASH,
    LOG_HEADERS,
    PREVHASH,
    TYPE_HEADER,
    causation_id,
)
from infra.eventlog.records.header_layout import split_headers

_FOREIGN = f"it does not end with the headers {', '.join(LOG_HEADERS)}: another program wrote it"
_NAMES = {name.encode(): name for name in (TYPE_HEADER, CAUSATION_HEADER, FINGERPRINT_HEADER, "version", "position")}
_LAST_NAMES = LOG_HEADERS[-2:]
_LENGTHS = {len(name) for name in _NAMES}


class DecodedEvent(NamedTuple):
    """One event, as it stands in its record."""

    key: bytes
    topic: str
    version: int
    state: bytes
    position: int
    causation_id: bytes | None
    fingerprint: bytes | None
    prevhash: bytes
    hash: bytes


def decode_event(
    key: bytes | None, value: bytes | None, stored: tuple[bytes, bytes], header_count: int
) -> DecodedEvent:
    """The event in a record, checked against its hash. Raises ValueError that says what is wrong with the record.

    `stored` are the record's own bytes: key and value, and headers without their count (`record_encoding`). The count
    is not covered by the hash, so it is compared with the headers that are there.
    """
    if key is None or value is None:
        raise ValueError("it has no key or no value, so it is not an event")
    key_and_value, headers = stored
    hash_at = len(headers) - len(HASH) - HASH_DIGITS
    prevhash_at = hash_at - len(PREVHASH) - HASH_DIGITS
    if prevhash_at < 0 or not headers.startswith(HASH, hash_at) or not headers.startswith(PREVHASH, prevhash_at):
        raise ValueError(_FOREIGN)
    digest = headers[hash_at + len(HASH) :]
    if hash_of_stored(key_and_value, headers[:hash_at]) != digest:
        raise ValueError("its content does not match its hash")
    found = _found_at_once(headers, header_count)
    if found is None:
        found = _found_one_by_one(headers, prevhash_at, header_count)
    version, position = found.get("version"), found.get("position")
    if version is None or position is None:
        raise ValueError(_FOREIGN)
    topic = found.get(TYPE_HEADER)
    if topic is None:
        raise ValueError(f"it has no {TYPE_HEADER} header")
    causation = found.get(CAUSATION_HEADER)
    return DecodedEvent(
        key,
        topic.decode("utf-8"),
        int(version),
        value,
        int(position),
        None if causation is None else causation_id(causation),
        found.get(FINGERPRINT_HEADER),
        headers[prevhash_at + len(PREVHASH) : hash_at],
        digest,
    )


def _found_at_once(headers: bytes, header_count: int) -> dict[str, bytes | None] | None:
    """All headers by name, when their layout is known and ends as an event's does."""
    split = split_headers(headers)
    if split is None or len(split[0]) != header_count or split[0][-2:] != _LAST_NAMES:
        return None
    names, values = split
    if len(values[-1]) != HASH_DIGITS or len(values[-2]) != HASH_DIGITS:
        return None
    return dict(zip(names, values, strict=True))


def _found_one_by_one(headers: bytes, end: int, header_count: int) -> dict[str, bytes | None]:
    found, others = _find(headers, end)
    if others + 2 != header_count:
        raise ValueError(f"it says that it has {header_count} headers and has {others + 2}")
    with suppress(CorruptRecordError):  # names that are no UTF-8 are none of ours, and matter to nobody here
        decode_headers(headers, header_count)  # the next headers of this layout are found at one blow
    return found


def _find(headers: bytes, end: int) -> tuple[dict[str, bytes | None], int]:
    """The few headers that matter here, without decoding the others, and how many there are before `end`.

    Raises ValueError when they do not end there.

    The short lengths are read in place: a function call for each would double the time.
    """
    found: dict[str, bytes | None] = {}
    pos = number = 0
    while pos < end:
        number += 1
        length = headers[pos]
        if length < 0x80:
            length, pos = length >> 1, pos + 1
        else:
            length, pos = decode_varint(headers, pos)
        name_at, pos = pos, pos + length
        size = headers[pos]
        if size < 0x80:
            size, pos = (size >> 1) ^ -(size & 1), pos + 1
        else:
            size, pos = decode_varint(headers, pos)
        if length in _LENGTHS and (name := _NAMES.get(headers[name_at : name_at + length])):
            found[name] = None if size < 0 else headers[pos : pos + size]
        if size > 0:
            pos += size
    if pos != end:
        raise ValueError(_FOREIGN)
    return found, number
