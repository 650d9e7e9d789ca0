"""Which partition a key belongs to: Kafka's own rule for keyed records, which every command and event follows."""

from __future__ import annotations

from functools import lru_cache
from struct import unpack

_SEED, _FACTOR, _32_BITS = 0x9747B28C, 0x5BD1E995, 0xFFFFFFFF


@lru_cache(maxsize=16_384)
def partition_of(key: bytes, partitions: int) -> int:
    """The partition of a key among so many (murmur2, as Kafka's Java clients choose it)."""
    return (murmur2(key) & 0x7FFFFFFF) % partitions


def murmur2(key: bytes) -> int:
    """MurmurHash2 with Kafka's seed, 32 bits: kafka-python's takes twice as long, byte by byte."""
    whole = len(key) & ~3
    hashed = _SEED ^ len(key)
    for word in unpack(f"<{whole >> 2}I", key[:whole]):
        mixed = word * _FACTOR & _32_BITS
        hashed = (hashed * _FACTOR ^ (mixed ^ mixed >> 24) * _FACTOR) & _32_BITS
    if whole < len(key):
        hashed = (hashed ^ int.from_bytes(key[whole:], "little")) * _FACTOR & _32_BITS
    hashed = (hashed ^ hashed >> 13) * _FACTOR & _32_BITS
    return hashed ^ hashed >> 15
