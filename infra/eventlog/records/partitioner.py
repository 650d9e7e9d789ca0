"""Which partition a key belongs to: Kafka's own rule for keyed records, which every command and event follows."""

from __future__ import annotations

from functools import lru_cache

from kafka.partitioner.default import murmur2


@lru_cache(maxsize=16_384)
def partition_of(key: bytes, partitions: int) -> int:
    """The partition of a key among so many (murmur2, as Kafka's Java clients choose it)."""
    number: int = (murmur2(key) & 0x7FFFFFFF) % partitions
    return number
