"""Batches of records on their partitions, each with the numbers by which a broker knows it again."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kafka import TopicPartition
from kafka import errors as kafka_errors
from kafka.future import Future
from kafka.protocol.producer import ProduceRequest

from infra.eventlog.kafka_python.brokers import Backoff, Brokers, Deadline, Node, as_error, outcome
from infra.eventlog.records.record_encoding import encode_batch, frame
from infra.eventlog.time_outs import REPLICAS_S, milliseconds

# The broker's default limit for one batch is 1 MiB. Ours stays well below it, so that a batch never has to be
# split after it was sent.
BATCH_BYTES = 512 * 1024
SEQUENCES = 1 << 31
FRAME_BYTES = 16
"""What the frame of a record takes beside its body, at most."""

# An offset of a partition's first record, or the error with which the batch was not taken.
Taken = tuple[TopicPartition, int, Exception | None]
# A partition's batches, each of records framed by `record_encoding.frame`.
Batches = Mapping[TopicPartition, Sequence[Sequence[bytes]]]


class BatchWriter:
    """The producer ``producer_id`` in its ``epoch``. Not for use by several threads at once.

    A request that was not answered is sent again with the same sequence numbers, so nothing is written twice, and a
    partition has one batch under way, so its records stay in their order. After an error that is raised from here,
    what of the batches was written is unknown, and this producer is of no more use.
    """

    def __init__(self, brokers: Brokers, transactional_id: str | None) -> None:
        """Without ``transactional_id``, what is written is to be seen at once."""
        self.producer_id, self.epoch = -1, -1
        self._brokers = brokers
        self._transactional_id = transactional_id
        self._sequences: dict[TopicPartition, int] = {}  # of the next record

    def begin_epoch(self, producer_id: int, epoch: int) -> None:
        """The brokers count its records from 0 again."""
        self.producer_id, self.epoch = producer_id, epoch
        self._sequences.clear()

    def write(
        self, batches: Batches, timestamp_ms: int, deadline: Deadline, max_version: int
    ) -> dict[TopicPartition, int]:
        """Writes each partition's batches in their order. Raises KafkaError.

        Returns the offset of each partition's last record, -1 where the broker did not say. ``max_version`` is the
        newest of the request that may be sent.
        """
        waiting = {place: deque(of_place) for place, of_place in batches.items() if of_place}
        last_offsets = dict.fromkeys(waiting, -1)
        encoded: dict[TopicPartition, bytes] = {}
        backoff = Backoff(deadline)
        while waiting:
            for place in waiting.keys() - encoded.keys():
                encoded[place] = self._encode(place, waiting[place][0], timestamp_ms)
            for place, base_offset, error in self._produce(encoded, deadline, max_version):
                if error is not None:
                    self._brokers.learn_from(error)
                    backoff.blame(error)
                    continue
                del encoded[place]
                count = len(waiting[place].popleft())
                last_offsets[place] = base_offset + count - 1 if base_offset >= 0 else -1
                if not waiting[place]:
                    del waiting[place]
            if backoff.is_tried:
                self._brokers.back_off(backoff)
        return last_offsets

    def _encode(self, place: TopicPartition, frames: Sequence[bytes], timestamp_ms: int) -> bytes:
        sequence = self._sequences.get(place, 0)
        self._sequences[place] = (sequence + len(frames)) % SEQUENCES
        numbers = (self.producer_id, self.epoch, sequence)
        return encode_batch(frames, timestamp_ms, *numbers, is_transactional=self._transactional_id is not None)

    def _produce(
        self, batches: Mapping[TopicPartition, bytes], deadline: Deadline, max_version: int
    ) -> Iterator[Taken]:
        """Sends each partition's batch to its leader."""
        of_leader: dict[Node, list[TopicPartition]] = {}
        for place in batches:
            of_leader.setdefault(self._brokers.leader(place), []).append(place)
        sent = [(places, self._send_to(leader, places, batches, max_version)) for leader, places in of_leader.items()]
        self._brokers.talk([future for _, future in sent], deadline)
        for places, future in sent:
            error = outcome(future)
            yield from ((place, -1, error) for place in places) if error else _taken(future.value)

    def _send_to(
        self, leader: Node, places: list[TopicPartition], batches: Mapping[TopicPartition, bytes], max_version: int
    ) -> Future:
        topic_of = ProduceRequest.TopicProduceData
        partition_of = topic_of.PartitionProduceData
        topics = [
            topic_of(
                name=topic,
                partition_data=[partition_of(index=place.partition, records=batches[place]) for place in of_topic],
            )
            for topic, of_topic in by_topic(places)
        ]
        request = ProduceRequest(
            transactional_id=self._transactional_id,
            acks=-1,
            timeout_ms=milliseconds(REPLICAS_S),
            topic_data=topics,
            max_version=max_version,
        )
        return self._brokers.send(leader, request)


def in_batches(bodies: Sequence[bytes]) -> Iterator[list[bytes]]:
    """Records (`record_encoding.encode_body`) framed, in batches that stay below the broker's limit."""
    frames: list[bytes] = []
    size = 0
    for body in bodies:
        if frames and size + len(body) > BATCH_BYTES:
            yield frames
            frames, size = [], 0
        frames.append(frame(body, len(frames)))
        size += len(body) + FRAME_BYTES
    if frames:
        yield frames


def by_topic(places: Iterable[TopicPartition]) -> Iterable[tuple[str, list[TopicPartition]]]:
    """The partitions of each topic."""
    topics: dict[str, list[TopicPartition]] = {}
    for place in places:
        topics.setdefault(place.topic, []).append(place)
    return topics.items()


def _taken(answer: Any) -> Iterator[Taken]:
    """What a broker says of each batch. One that it has already is as good as taken."""
    for topic in answer.responses:
        for each in topic.partition_responses:
            error = as_error(each.error_code) if each.error_code else None
            if isinstance(error, kafka_errors.DuplicateSequenceNumberError):
                error = None
            yield TopicPartition(topic.name, each.index), each.base_offset, error
