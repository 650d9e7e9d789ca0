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

from collections.abc import Mapping
from typing import Any

from kafka import TopicPartition
from kafka.protocol.metadata import CoordinatorType
from kafka.protocol.producer import (
    AddOffsetsToTxnRequest,
    AddPartitionsToTxnRequest,
    EndTxnRequest,
    InitProducerIdRequest,
    TxnOffsetCommitRequest,
)
from kafka.structs import ConsumerGroupMetadata, OffsetAndMetadata

from infra.eventlog.kafka_python.brokers import Brokers, Deadline
from infra.eventlog.transactions.batch_writing import Batches, BatchWriter, by_topic
from infra.eventlog.transactions.group_member import must_be_known

# The newest versions of the requests in each protocol.
PRODUCE, ADD_OFFSETS, END, FENCE = (9, 12), (3, 5), (3, 5), 5
TOLD_FIRST = 3


class TransactionalProducer:
    """Not for use by several threads at once. Every method raises KafkaError."""

    def __init__(self, transactional_id: str, transaction_timeout_ms: int, **configs: Any) -> None:
        """`configs` are kafka-python's, as for every client. Connects to nothing yet."""
        self.transactional_id = transactional_id
        self._transaction_timeout_ms = transaction_timeout_ms
        self._brokers = Brokers(transactional_id, **configs)
        self._coordinator = self._brokers.coordinator_of(CoordinatorType.TRANSACTION, transactional_id)
        self._enters_by_sending = False  # the second protocol
        self._writer = BatchWriter(self._brokers, transactional_id)
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
            for topic, places in by_topic(offsets)
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
        return self._writer.write(batches, timestamp_ms, deadline, PRODUCE[self._enters_by_sending])

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
            "producer_id": self._writer.producer_id,
            "producer_epoch": self._writer.epoch,
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
        self._writer.begin_epoch(answer.producer_id, answer.producer_epoch)

    def _tell(self, places: set[TopicPartition], deadline: Deadline) -> None:
        """The first protocol: which partitions are to be written to."""
        if not places:
            return
        topic_of = AddPartitionsToTxnRequest.AddPartitionsToTxnTopic
        topics = [
            topic_of(name=topic, partitions=[place.partition for place in of_topic])
            for topic, of_topic in by_topic(places)
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
