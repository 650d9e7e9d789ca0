"""How far other applications' events have been processed, on one partition of a compacted topic.

One record for each upstream application, with its name in the key and the notification id (decimal ASCII) as the
value; compaction keeps the last. Beside them there may be values of a view's own (`value/…`), written in the same
transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from eventsourcing.persistence import IntegrityError, Tracking

from infra.eventlog.partition.log_reader import LogReader
from infra.eventlog.transactions.transaction import OutgoingRecord

TRACKING = "tracking/"
VALUE = "value/"


class TrackingLog:
    """What one partition of a tracking topic says, in memory. Its owner keeps it up to date."""

    def __init__(self, topic: str, partition: int, open_reader: Callable[[], LogReader]) -> None:
        self.topic, self.partition = topic, partition
        self._open_reader = open_reader
        self._reader: LogReader | None = None
        self._next_offset = 0
        self._contents: dict[str, bytes] = {}

    def load(self) -> None:
        """Reads what has been committed since the last time. Raises LogUnavailable."""
        reader = self._reader = self._reader or self._open_reader()
        start = max(self._next_offset, reader.beginning_offset())
        for batch in reader.read(start, reader.end_offset()):
            for record in batch.records:
                if record.key is not None and record.value is not None:
                    self._contents[record.key.decode("utf-8")] = record.value
            self._next_offset = batch.next_offset

    def max_tracking_id(self, application_name: str) -> int | None:
        content = self._contents.get(TRACKING + application_name)
        return None if content is None else int(content)

    def value(self, name: str) -> bytes | None:
        """A value that was recorded together with a tracking."""
        return self._contents.get(VALUE + name)

    def check(self, tracking: Tracking) -> None:
        """Raises IntegrityError when the tracking is not beyond what is recorded."""
        recorded = self.max_tracking_id(tracking.application_name)
        if recorded is not None and recorded >= tracking.notification_id:
            raise IntegrityError(
                f"Notification {tracking.notification_id} of {tracking.application_name} has been processed already: "
                f"{recorded} is recorded. Nothing was written."
            )

    def has(self, tracking: Tracking) -> bool:
        recorded = self.max_tracking_id(tracking.application_name)
        return recorded is not None and recorded >= tracking.notification_id

    def records(self, tracking: Tracking, values: Mapping[str, bytes] | None = None) -> list[OutgoingRecord]:
        """The records that record a tracking, and values with it."""
        contents = _contents(tracking, values)
        return [(self.topic, self.partition, key.encode("utf-8"), content, []) for key, content in contents.items()]

    def recorded(self, tracking: Tracking, values: Mapping[str, bytes] | None = None) -> None:
        """Remembers what has been committed."""
        self._contents.update(_contents(tracking, values))

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None


def _contents(tracking: Tracking, values: Mapping[str, bytes] | None) -> dict[str, bytes]:
    contents = {TRACKING + tracking.application_name: b"%d" % tracking.notification_id}
    for name, value in (values or {}).items():
        contents[VALUE + name] = value
    return contents
