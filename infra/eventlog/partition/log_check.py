"""Checking a partition's events as they are read: no gap, no break in the chain, nothing foreign."""

from __future__ import annotations

from collections.abc import Sequence

from infra.eventlog.errors import LogCorrupted
from infra.eventlog.partition.log_reader import RawRecord
from infra.eventlog.records.event_reading import DecodedEvent, decode_event
from infra.eventlog.records.record_encoding import encode_field, encode_headers


class LogCheck:
    """Follows one partition from a known point: the position and hash of the last event before it."""

    def __init__(self, topic: str, partition: int, position: int, last_hash: bytes) -> None:
        self.topic, self.partition = topic, partition
        self.position, self.hash = position, last_hash

    def check(self, records: Sequence[RawRecord]) -> list[DecodedEvent]:
        """The events in records that come next. Raises LogCorrupted at the first that does not fit."""
        events: list[DecodedEvent] = []
        for record in records:
            try:
                event = decode_event(record.key, record.value, record.stored or _stored(record), record.header_count)
            except (ValueError, IndexError) as error:
                raise self._corrupted(record, f"the record is not an event of this log: {error}") from error
            if event.position != self.position + 1:
                raise self._corrupted(record, f"position {event.position} follows {self.position}")
            if event.prevhash != self.hash:
                raise self._corrupted(record, "its previous hash is not the hash of the event before it")
            self.position, self.hash = event.position, event.hash
            events.append(event)
        return events

    def _corrupted(self, record: RawRecord, problem: str) -> LogCorrupted:
        return LogCorrupted(self.topic, self.partition, record.offset, self.position + 1, problem)


def _stored(record: RawRecord) -> tuple[bytes, bytes]:
    """A record's stored bytes, made again for a reader that does not have them."""
    return encode_field(record.key) + encode_field(record.value), encode_headers(record.headers)
