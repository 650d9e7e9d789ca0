"""What stands in a log, read by the test itself, and what can be put there by hand."""

from __future__ import annotations

from collections import Counter
from typing import Any, TypeVar
from uuid import UUID

from kafka import TopicPartition

from domain.kernel.ledger import Account
from domain.kernel.message import Command, Event
from domain.kernel.recorded import RecordedEvent
from infra.messages.commands import CommandEnvelope, read_command
from infra.messages.events import read_event
from infra.messages.trace import traceparent_in
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings

SomeEvent = TypeVar("SomeEvent", bound=Event)


class LogView:
    """A consumer of its own, read to the end whenever it is asked."""

    def __init__(self, settings: Settings) -> None:
        self._topics = (settings.events_topic, settings.commands_topic, settings.replies_topic)
        self._consumer = connection_of(settings).consumer(group_id=None)
        self._partitions = [TopicPartition(topic, n) for topic in self._topics for n in range(settings.partitions)]
        self._consumer.assign(self._partitions)
        self._consumer.seek_to_beginning(*self._partitions)
        self._records: list[Any] = []

    def events(self) -> list[RecordedEvent]:
        """Every committed event so far, those of one aggregate in their order."""
        events, *_ = self._topics
        return [read_event(r.partition, r.offset, r.key, r.value, r.headers) for r in self._read(events)]

    def trace_of(self, event: RecordedEvent) -> str:
        """To which trace the record of an event belongs; nothing when to none."""
        events, *_ = self._topics
        place = event.partition, event.record_offset
        [record] = [one for one in self._read(events) if (one.partition, one.offset) == place]
        return traceparent_in(dict(record.headers))

    def traces_of_answers(self) -> set[str]:
        """The traces that answers belong to."""
        *_, replies = self._topics
        return {trace for one in self._read(replies) if (trace := traceparent_in(dict(one.headers)))}

    def of(self, event_type: type[SomeEvent]) -> list[SomeEvent]:
        """The events of one type."""
        return [event.event for event in self.events() if isinstance(event.event, event_type)]

    def commands(self) -> list[tuple[CommandEnvelope, Command]]:
        """Every command that was sent so far, also those sent again."""
        _, commands, _ = self._topics
        return [read_command(r.key, r.value, r.split_headers)[:2] for r in self._read(commands)]

    def from_policies(self) -> list[tuple[CommandEnvelope, Command]]:
        """Those that policies sent."""
        return [(envelope, command) for envelope, command in self.commands() if envelope.actor.kind == "system"]

    def owed(self, case_id: UUID) -> int:
        """What the ledger says that the case still owes, in minor units."""
        return sum(
            posting.amount_minor
            for event in self.events()
            if event.aggregate_id == case_id
            for posting in event.event.postings()
            if posting.account.startswith("debtor_receivable")
        )

    def balances(self) -> Counter[Account]:
        """The ledger's accounts."""
        sums: Counter[Account] = Counter()
        for event in self.events():
            for posting in event.event.postings():
                sums[posting.account] += posting.amount_minor
        return sums

    def close(self) -> None:
        self._consumer.close(autocommit=False)

    def _read(self, topic: str) -> list[Any]:
        ends = self._consumer.end_offsets(self._partitions)
        while any(self._consumer.position(partition) < end for partition, end in ends.items()):
            for records in self._consumer.poll(timeout_ms=100).values():
                self._records.extend(records)
        return [record for record in self._records if record.topic == topic]
