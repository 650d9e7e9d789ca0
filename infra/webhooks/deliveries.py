"""What became of each call, in ``<log>.webhook-deliveries``: kept for a month, and written with the progress."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import Any, NamedTuple

from infra.eventlog.admin.log_identity import topic_exists
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.eventlog.transactions.transaction import OutgoingRecord
from infra.webhooks.book import deliveries_topic

AT_ONCE = 5_000


class Delivery(NamedTuple):
    """One call, at a time, about an event; ``attempt`` counts from 1. ``outcome`` is ``CallOutcome.told``.

    ``next_at``: when it is made again; None when it need not be, or never is.
    """

    subscription: str
    at: datetime
    event_id: str
    type: str
    partition: int
    position: int
    attempt: int
    outcome: str
    status: int | None
    took_ms: int
    next_at: datetime | None

    def record(self, log: str) -> OutgoingRecord:
        """As it is written."""
        document = self.document() | {"at": self.at.isoformat(), "next_at": self.next_at and self.next_at.isoformat()}
        value = json.dumps(document, separators=(",", ":")).encode()
        return deliveries_topic(log), 0, self.subscription.encode(), value, []

    def document(self) -> dict[str, Any]:
        """Its fields."""
        return self._asdict()


class DeliveryLog:
    """Reads the log of calls from its end."""

    def __init__(self, connection: KafkaConnection, log: str) -> None:
        self._connection, self._topic = connection, deliveries_topic(log)

    def newest(self, subscription: str, limit: int) -> list[Delivery]:
        """The last ones of a subscription, the newest first. Raises LogUnavailable."""
        if not topic_exists(self._connection, self._topic):
            return []
        with closing(KafkaLogReader(self._connection, self._topic, 0)) as reader:
            found: list[Delivery] = []
            for part in self._backwards(reader, subscription, limit):
                found += part
                if len(found) >= limit:
                    break
        return found[:limit]

    def _backwards(self, reader: KafkaLogReader, subscription: str, limit: int) -> Iterator[list[Delivery]]:
        """In parts, each with the newest first."""
        beginning, end = reader.beginning_offset(), reader.end_offset()
        key = subscription.encode()
        while end > beginning:
            begin = max(beginning, end - AT_ONCE)
            newest: deque[bytes] = deque(maxlen=limit)
            for chunk in reader.read(begin, end):
                newest += [record.value for record in chunk.records if record.key == key and record.value]
            yield [_delivery(value) for value in reversed(newest)]
            end = begin


def _delivery(value: bytes) -> Delivery:
    told = json.loads(value)
    times = {name: datetime.fromisoformat(told[name]) for name in ("at", "next_at") if told[name]}
    return Delivery(**told | times)
