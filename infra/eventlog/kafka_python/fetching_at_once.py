"""Several places of one partition fetched at once: the requests go out together, and nobody waits between them.

A consumer asks for one place at a time and hands each answer from one thread to another, which for a record here and
there takes far longer than the broker does. What goes wrong here is left out of the answer and not explained: the
consumer's own way, which knows about moved leaders and tries again, is for the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka import errors as kafka_errors
from kafka.consumer.fetcher import _FetchPartition, _FetchTopic
from kafka.protocol.consumer import FetchRequest, IsolationLevel
from kafka.record import MemoryRecords

REQUESTS_MAX = 16
"""Under way at once: each may be answered by a batch of half a megabyte."""
IN_FLIGHT_MAX = 2 * REQUESTS_MAX
"""What the consumer must allow on one connection (`max_in_flight_requests_per_connection`)."""
_ONE_BATCH_BYTES = 1
"""A broker gives at least one whole batch, however few bytes are asked for."""
_NO_WAIT_MS = 0
_VERSION_MAX = 12  # the last one that names topics by their names


def fetch_at_once(consumer: KafkaConsumer, partition: TopicPartition, offsets: Sequence[int]) -> list[Any]:
    """The committed records of the batches in which these offsets are, as the consumer's decoder gives them.

    The consumer must have spoken with the partition's leader before. Records may be there twice.
    """
    manager = consumer._fetcher._manager
    found: list[Any] = []
    for begin in range(0, len(offsets), REQUESTS_MAX):
        some = offsets[begin : begin + REQUESTS_MAX]
        for offset, response in zip(some, manager.run(_responses, manager, partition, some), strict=True):
            found += _records(consumer, partition, offset, response)
    return found


async def _responses(manager: Any, partition: TopicPartition, offsets: Sequence[int]) -> list[Any]:
    """One response for each offset, or None."""
    leader = manager.cluster.leader_for_partition(partition)
    if leader is None or leader == -1:
        return [None] * len(offsets)
    futures = [manager.send(_request(partition, offset), node_id=leader) for offset in offsets]
    responses: list[Any] = []
    for future in futures:
        try:
            responses.append(await future)
        except kafka_errors.KafkaError:
            responses.append(None)
    return responses


def _request(partition: TopicPartition, offset: int) -> FetchRequest:
    place = _FetchPartition(
        partition=partition.partition,
        current_leader_epoch=-1,
        fetch_offset=offset,
        last_fetched_epoch=-1,
        partition_max_bytes=_ONE_BATCH_BYTES,
    )
    return FetchRequest(
        max_wait_ms=_NO_WAIT_MS,
        min_bytes=1,
        max_bytes=_ONE_BATCH_BYTES,
        isolation_level=IsolationLevel.READ_COMMITTED,
        session_id=0,
        session_epoch=-1,
        topics=[_FetchTopic(topic=partition.topic, partitions=[place])],
        forgotten_topics_data=[],
        rack_id="",
        min_version=FetchRequest.min_version_for_isolation_level(IsolationLevel.READ_COMMITTED),
        max_version=_VERSION_MAX,
    )


def _records(consumer: KafkaConsumer, partition: TopicPartition, offset: int, response: Any) -> list[Any]:
    """What a response holds; nothing when the broker could not answer it."""
    if response is None or response.error_code:
        return []
    (content,) = (one for topic in response.responses for one in topic.partitions)
    if content.error_code or not content.records:
        return []
    return list(
        consumer._fetcher.PartitionRecords(
            offset,
            partition,
            MemoryRecords(content.records),
            isolation_level=IsolationLevel.READ_COMMITTED,
            aborted_transactions=content.aborted_transactions,
        ).take()
    )
