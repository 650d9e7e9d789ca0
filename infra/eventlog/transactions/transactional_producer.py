"""One transactional.id's producer: what a transaction has to say to the brokers, one request after another.

It stands in for kafka-python's, which hands each request to a thread and each answer back, and that costs more than a
small transaction's requests do; takes one record at a time; waits for ever for a commit; asks for a new epoch by itself
when it was replaced; and speaks only the older of two protocols:

1. Up to Kafka 3, the brokers are told first which partitions and which group a transaction will touch. Five requests:
   group in, offsets, partitions in, records, end.
2. Since Kafka 4 (KIP-890, the cluster's feature `transaction.version` at 2), records and offsets enter a transaction by
   being sent. Three requests. Each end raises the producer's epoch, so that nothing of one transaction can come late
   into the next.

Which of them a cluster speaks is asked at the fence. All of these requests may be repeated (`brokers`): a broker knows
a batch again by its sequence number, and a second commit of the same transaction is answered like the first. After an
error that is raised from here, a transaction may be open and partly sent, and the producer is of no more use.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kafka import TopicPartition
from kafka import errors as kafka_errors
from kafka.future import Future
from kafka.protocol.metadata import CoordinatorType
from kafka.protocol.producer import (
    AddOffsetsToTxnRequest,
    AddPartitionsToTxnRequest,
    EndTxnRequest,
    InitProducerIdRequest,
    ProduceRequest,
    TxnOffsetCommitRequest,
)
from kafka.structs import ConsumerGroupMetadata, OffsetAndMetadata

from infra.eventlog.kafka_python.brokers import Backoff, Brokers, Deadline, Node, as_error, outcome
from infra.eventlog.records.record_encoding import encode_batch
from infra.eventlog.time_outs import REPLICAS_S, milliseconds
from infra.eventlog.transactions.group_member import must_be_known

SEQUENCES = 1 << 31
# The newest versions of the requests in each protocol.
PRODUCE, ADD_OFFSETS, END, FENCE = (9, 12), (3, 5), (3, 5), 5
TOLD_FIRST = 3

# An offset of a partition's first record, or the error with which the batch was not taken.
Taken = tuple[TopicPartition, int, Exception | None]
# A partition's batches, each of records framed by `record_encoding.frame`.
Batches = Mapping[TopicPartition, Sequence[Sequence[bytes]]]


class TransactionalProducer:
    """Not for use by several threads at once. Every method raises KafkaError."""

    def __init__(self, transactional_id: str, transaction_timeout_ms: int, **configs: Any) -> None:
        """`configs` are kafka-python's, as for every client. Connects to nothing yet."""
        self.transactional_id = transactional_id
        self._transaction_timeout_ms = transaction_timeout_ms
        self._brokers = Brokers(transactional_id, **configs)
        self._coordinator = self._brokers.coordinator_of(CoordinatorType.TRANSACTION, transactional_id)
        self._enters_by_sending = False  # the second protocol
        self._producer_id, self._epoch = -1, -1
        self._sequences: dict[TopicPartition, int] = {}  # of the next record
        self._told: set[TopicPartition] = set()  # what the first protocol has told the brokers
        self._is_open = False

    def fence(self, deadline: Deadline) -> None:
        """Ends what an earlier producer of this transactional.id left open, and shuts that one out.

        Raises InvalidProducerEpochError or ProducerFencedError when another does so at this moment.
        """
        self._brokers.connect(deadline)
        answer = self._ask(
            InitProducerIdRequest,
            FENCE,
            deadline,
            transactional_id=self.transactional_id,
            transaction_timeout_ms=self._transaction_timeout_ms,
            producer_id=-1,
            producer_epoch=-1,
        )
        self._begin_epoch(answer)
        level = self._brokers.feature_level("transaction.version", self._coordinator, deadline)
        self._enters_by_sending = level >= 2

    def partitions_for(self, topic: str, deadline: Deadline) -> set[int]:
        """The topic's partitions. Raises KafkaTimeoutError when no broker knows it."""
        return self._brokers.partitions_for(topic, deadline)

    def begin(self) -> None:
        """To be called before the first request of a transaction: much may have happened since the last."""
        self._brokers.notice()

    def add_offsets(
        self,
        offsets: Mapping[TopicPartition, OffsetAndMetadata],
        member: ConsumerGroupMetadata | None,
        deadline: Deadline,
    ) -> None:
        """Puts consumed offsets into the transaction.

        Raises IllegalGenerationError, UnknownMemberIdError or FencedInstanceIdError when the group has moved on
        (KIP-447), and without asking anybody when the member itself says that it is in no group.
        """
        group = must_be_known(member)
        self._is_open = True
        if not self._enters_by_sending:
            self._ask(AddOffsetsToTxnRequest, TOLD_FIRST, deadline, **self._me, group_id=group.group_id)
        topic_of = TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic
        partition_of = topic_of.TxnOffsetCommitRequestPartition
        topics = [
            topic_of(
                name=topic,
                partitions=[
                    partition_of(
                        partition_index=place.partition,
                        committed_offset=offsets[place].offset,
                        committed_leader_epoch=offsets[place].leader_epoch,
                        committed_metadata=offsets[place].metadata,
                    )
                    for place in places
                ],
            )
            for topic, places in _by_topic(offsets)
        ]
        self._brokers.ask(
            self._brokers.coordinator_of(CoordinatorType.GROUP, group.group_id),
            lambda: TxnOffsetCommitRequest(
                **self._me,
                group_id=group.group_id,
                generation_id=group.generation_id,
                member_id=group.member_id,
                group_instance_id=group.group_instance_id,
                topics=topics,
                max_version=ADD_OFFSETS[self._enters_by_sending],
            ),
            lambda answer: [each.error_code for topic in answer.topics for each in topic.partitions],
            deadline,
        )

    def write(self, batches: Batches, timestamp_ms: int, deadline: Deadline) -> dict[TopicPartition, int]:
        """Puts records into the transaction, each partition's batches in their order.

        Returns the offset of each partition's last record, -1 where the broker did not say.
        """
        self._is_open = True
        if not self._enters_by_sending:
            self._tell(set(batches) - self._told, deadline)
        waiting = {place: deque(of_place) for place, of_place in batches.items() if of_place}
        last_offsets = dict.fromkeys(waiting, -1)
        encoded: dict[TopicPartition, bytes] = {}
        backoff = Backoff(deadline)
        while waiting:
            for place in waiting.keys() - encoded.keys():
                encoded[place] = self._encode(place, waiting[place][0], timestamp_ms)
            for place, base_offset, error in self._produce(encoded, deadline):
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

    def end(self, commit: bool, deadline: Deadline) -> None:
        """Commits, or aborts. The fate of a commit that raises is unknown, unless it says that we were replaced."""
        if not self._is_open:
            return
        answer = self._ask(EndTxnRequest, END[self._enters_by_sending], deadline, **self._me, committed=commit)
        self._is_open = False
        self._told.clear()
        if self._enters_by_sending:
            self._begin_epoch(answer)

    def abandon(self) -> None:
        """Lets go of the connections at once. An open transaction stays open until a fence or its time-out."""
        self._brokers.close()

    # --- requests

    @property
    def _me(self) -> dict[str, Any]:
        return {
            "transactional_id": self.transactional_id,
            "producer_id": self._producer_id,
            "producer_epoch": self._epoch,
        }

    def _ask(self, request: Any, max_version: int, deadline: Deadline, **fields: Any) -> Any:
        """Asks the transactions' coordinator."""
        return self._brokers.ask(
            self._coordinator,
            lambda: request(**fields, max_version=max_version),
            lambda answer: [answer.error_code],
            deadline,
        )

    def _begin_epoch(self, answer: Any) -> None:
        self._producer_id, self._epoch = answer.producer_id, answer.producer_epoch
        self._sequences.clear()

    def _tell(self, places: set[TopicPartition], deadline: Deadline) -> None:
        """The first protocol: which partitions are to be written to."""
        if not places:
            return
        topic_of = AddPartitionsToTxnRequest.AddPartitionsToTxnTopic
        topics = [
            topic_of(name=topic, partitions=[place.partition for place in of_topic])
            for topic, of_topic in _by_topic(places)
        ]
        self._brokers.ask(
            self._coordinator,
            lambda: AddPartitionsToTxnRequest(
                **{f"v3_and_below_{name}": value for name, value in self._me.items()},
                v3_and_below_topics=topics,
                max_version=TOLD_FIRST,
            ),
            lambda answer: [
                each.partition_error_code
                for topic in answer.results_by_topic_v3_and_below
                for each in topic.results_by_partition
            ],
            deadline,
        )
        self._told |= places

    def _encode(self, place: TopicPartition, frames: Sequence[bytes], timestamp_ms: int) -> bytes:
        sequence = self._sequences.get(place, 0)
        self._sequences[place] = (sequence + len(frames)) % SEQUENCES
        return encode_batch(frames, timestamp_ms, self._producer_id, self._epoch, sequence)

    def _produce(self, batches: Mapping[TopicPartition, bytes], deadline: Deadline) -> Iterator[Taken]:
        """Sends each partition's batch to its leader."""
        of_leader: dict[Node, list[TopicPartition]] = {}
        for place in batches:
            of_leader.setdefault(self._brokers.leader(place), []).append(place)
        sent = [(places, self._send_to(leader, places, batches)) for leader, places in of_leader.items()]
        self._brokers.talk([future for _, future in sent], deadline)
        for places, future in sent:
            error = outcome(future)
            yield from ((place, -1, error) for place in places) if error else _taken(future.value)

    def _send_to(self, leader: Node, places: list[TopicPartition], batches: Mapping[TopicPartition, bytes]) -> Future:
        topic_of = ProduceRequest.TopicProduceData
        partition_of = topic_of.PartitionProduceData
        topics = [
            topic_of(
                name=topic,
                partition_data=[partition_of(index=place.partition, records=batches[place]) for place in of_topic],
            )
            for topic, of_topic in _by_topic(places)
        ]
        request = ProduceRequest(
            transactional_id=self.transactional_id,
            acks=-1,
            timeout_ms=milliseconds(REPLICAS_S),
            topic_data=topics,
            max_version=PRODUCE[self._enters_by_sending],
        )
        return self._brokers.send(leader, request)


def _taken(answer: Any) -> Iterator[Taken]:
    """What a broker says of each batch. One that it has already is as good as taken."""
    for topic in answer.responses:
        for each in topic.partition_responses:
            error = as_error(each.error_code) if each.error_code else None
            if isinstance(error, kafka_errors.DuplicateSequenceNumberError):
                error = None
            yield TopicPartition(topic.name, each.index), each.base_offset, error


def _by_topic(places: Iterable[TopicPartition]) -> Iterable[tuple[str, list[TopicPartition]]]:
    topics: dict[str, list[TopicPartition]] = {}
    for place in places:
        topics.setdefault(place.topic, []).append(place)
    return topics.items()
