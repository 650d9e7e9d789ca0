"""What was decided as it will stand in the log: everything but its place there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.kernel.message import Command, Event
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.records.event_record import PreparedHeaders
from infra.eventlog.records.partitioner import partition_of
from infra.eventlog.records.record_encoding import encode_field
from infra.eventlog.transactions.transaction import OutgoingRecord
from infra.generator.core import CoreAnswer
from infra.messages import values
from infra.messages.commands import CommandEnvelope
from infra.messages.event_headers import SharedHeaders, event_headers, headers_of_cause
from infra.messages.fingerprint import fingerprint_of
from infra.messages.headers import uuid_text


class EncodedEvent(NamedTuple):
    """Key and value as encoded fields, the headers but for the log's own, and the version."""

    key_and_value: bytes
    headers: PreparedHeaders
    version: int


class Encoded(NamedTuple):
    """The events of one command, and the records that belong into their transaction. ``begins``: a case does."""

    at: datetime
    partition: int
    events: Sequence[EncodedEvent]
    records: Sequence[OutgoingRecord]
    begins: bool = False


class Encoder:
    """For one log."""

    def __init__(self, topics: LogTopics, partitions: int) -> None:
        self._source = f"/caseledger/{topics.log}".encode()
        self._partitions = partitions

    def encode(
        self,
        envelope: CommandEnvelope,
        command: Command,
        decided: CoreAnswer,
        records: Sequence[OutgoingRecord] = (),
        *,
        begins: bool = False,
    ) -> Encoded:
        """The events of a command that was decided at the time at which it happened."""
        aggregate, at = envelope.aggregate_id, envelope.occurred_at
        shared = headers_of_cause(envelope, fingerprint_of(aggregate, None, command), at, self._source)
        first = decided.version - len(decided.events) + 1
        events = [
            _event(shared, aggregate, event, identifier, first + ordinal)
            for ordinal, (event, identifier) in enumerate(zip(decided.events, decided.event_ids, strict=True))
        ]
        return Encoded(at, partition_of(uuid_text(aggregate), self._partitions), events, records, begins)


def _event(shared: SharedHeaders, aggregate: UUID, event: Event, identifier: UUID, version: int) -> EncodedEvent:
    key_and_value = encode_field(uuid_text(aggregate)) + encode_field(values.encode(event))
    return EncodedEvent(key_and_value, event_headers(shared, event, identifier), version)
