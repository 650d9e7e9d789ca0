"""Wrapping every key anew with the current wrapping key, beside writers that go on. The log is not touched.

For one partition of the topic of keys after another:

1. Read it from its beginning, and put right what came back in an earlier rotation that was interrupted.
2. Write the keys that stand under another wrapping key anew, a transaction for each thousand. Of two rotations at once
   the later one shuts the earlier one out.
3. Read on. A key that somebody ended in the meantime has just come back with 2: its end, or the key that was made after
   it, is written again. A crash between 2 and 3 leaves that to step 1 of the next rotation; it must be run within the
   time that a tombstone stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from infra.eventlog.partition.log_reader import LogReader
from infra.eventlog.transactions.transaction import OutgoingRecord, PartitionProducer
from infra.messages.crypto.key_record import Owner, key_record_key, key_record_value
from infra.messages.crypto.survey import KeysSurvey
from infra.messages.crypto.wrapping import WrappedKey, WrappingKeys, rewrapped

KEYS_AT_ONCE = 1_000


def rotate_partition(
    producer: PartitionProducer,
    topic: str,
    partition: int,
    reader: LogReader,
    wrapping: WrappingKeys,
    written: Callable[[int], None] = lambda keys: None,
) -> int:
    """How many keys were wrapped anew; ``written`` is told of each thousand. ``producer`` has been fenced.

    Raises LogUnavailable, Fenced, CommitRefused, CommitUncertain, KeyDamaged, WrappingKeyMissing: run it again then.
    """
    survey = KeysSurvey(partition)
    survey.read(reader)  # 1
    _commit(producer, topic, partition, _as_they_should_be(survey))
    old = list(survey.to_be_rewrapped(wrapping.current))
    rest: Iterator[tuple[Owner, WrappedKey]] = iter(old)
    while some := list(islice(rest, KEYS_AT_ONCE)):  # 2
        _commit(producer, topic, partition, [(owner, rewrapped(wrapping, key)) for owner, key in some])
        written(len(some))
    survey.read(reader)  # 3
    _commit(producer, topic, partition, _as_they_should_be(survey))
    return len(old)


def _as_they_should_be(survey: KeysSurvey) -> list[tuple[Owner, WrappedKey | None]]:
    return [(owner, survey.keys.get(owner)) for owner in survey.returned]


def _commit(
    producer: PartitionProducer, topic: str, partition: int, keys: Iterable[tuple[Owner, WrappedKey | None]]
) -> None:
    records: list[OutgoingRecord] = [
        (topic, partition, key_record_key(owner), None if key is None else key_record_value(key), [])
        for owner, key in keys
    ]
    if records:
        producer.commit(records)
