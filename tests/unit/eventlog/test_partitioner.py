"""A key is on the partition where every Kafka client puts it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from kafka.partitioner.default import murmur2 as theirs

from infra.eventlog.records.partitioner import murmur2


@given(st.binary(max_size=80))
def test_keys_are_hashed_as_by_kafkas_own_clients(key: bytes) -> None:
    assert murmur2(key) == theirs(key)
