"""One partition of a topic of keys, in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Event as Stop
from typing import Any, NamedTuple

from infra.eventlog.partition.log_reader import RecordChunk
from infra.eventlog.transactions.transaction import OutgoingRecord

TOPIC = "little.keys"


class Record(NamedTuple):
    """What a reader of keys looks at."""

    offset: int
    key: bytes | None
    value: bytes | None


class KeysTopic:
    """Holds what was committed; ``end`` may be held back, as a broker does for a moment after a commit."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.held_back = 0
        self.reads: list[int] = []

    def commit(self, records: Sequence[OutgoingRecord], partition: int = 0) -> None:
        """Append those that are for this partition."""
        for _, to, key, value, _ in records:
            if to == partition:
                self.records.append(Record(len(self.records), key, value))

    def beginning_offset(self) -> int:
        return 0

    def end_offset(self) -> int:
        return len(self.records) - self.held_back

    def written_offset(self) -> int:
        self.held_back = 0  # waiting for it makes it certain
        return len(self.records)

    def read(self, from_offset: int, to_offset: int) -> Iterator[RecordChunk]:
        if from_offset < to_offset:
            self.reads.append(from_offset)
            yield RecordChunk(self.records[from_offset:to_offset], to_offset)  # type: ignore[arg-type]

    def follow(self, from_offset: int, stop: Stop) -> Iterator[Any]:
        raise NotImplementedError

    def close(self) -> None:
        pass
