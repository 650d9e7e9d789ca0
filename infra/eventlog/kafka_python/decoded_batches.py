"""Batches that several readers of one process read one after another, taken apart once for all of them.

Each reader has a consumer of its own, with its own place, and is given what stands there: whether others are ahead of
it, behind it or gone changes nothing but who does the work.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from infra.eventlog.kafka_python.record_decoding import DecodedRecord

RECORDS_MAX = 10_000
"""Kept for those who have not read them yet, about 2 kB each. Who is further behind takes them apart for itself."""

BatchKey = tuple[str, int, bytes]
"""Topic, partition, and the batch's own header: its offset, its checksum, its producer and when it was written."""


class DecodedBatches:
    """Safe for several threads. The records are shared: nobody changes them."""

    def __init__(self, records_max: int = RECORDS_MAX) -> None:
        self._most = records_max
        self._lock = Lock()
        self._readers: Counter[str] = Counter()
        self._kept: OrderedDict[BatchKey, tuple[list[DecodedRecord], int]] = OrderedDict()
        self._records = 0

    def __len__(self) -> int:
        """How many records are kept."""
        return self._records

    @contextmanager
    def reader_of(self, topic: str) -> Iterator[None]:
        """Somebody reads this topic meanwhile."""
        with self._lock:
            self._readers[topic] += 1
        try:
            yield
        finally:
            with self._lock:
                self._readers[topic] -= 1
                if self._readers[topic] <= 1:
                    for key in [key for key in self._kept if key[0] == topic]:
                        self._drop(key)

    def of(self, key: BatchKey, decode: Callable[[], list[DecodedRecord]]) -> list[DecodedRecord]:
        """The records of a batch: those of whoever read it first, or what ``decode`` makes of it. Raises as it does."""
        with self._lock:
            if key in self._kept:
                return self._taken(key)
        records = decode()
        with self._lock:
            others = self._readers[key[0]] - 1
            if others > 0 and key not in self._kept:
                self._kept[key] = (records, others)
                self._records += len(records)
                while self._records > self._most:
                    self._drop(next(iter(self._kept)))
        return records

    def _taken(self, key: BatchKey) -> list[DecodedRecord]:
        records, left = self._kept[key]
        if left > 1:
            self._kept[key] = (records, left - 1)
        else:
            self._drop(key)
        return records

    def _drop(self, key: BatchKey) -> None:
        records, _ = self._kept.pop(key)
        self._records -= len(records)
