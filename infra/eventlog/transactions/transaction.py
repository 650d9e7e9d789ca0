"""One partition's producer: the fence (rule 2) and the commit of a batch as one transaction.

A commit has three steps, and what an error means depends on the step that met it:

1. put the consumed offsets in, with the group's metadata
2. put the records in, all of them, and wait until a broker has answered for each
3. ask for the commit and wait for the answer

Until step 3 asks, the transaction cannot become visible: the outcome is `CommitRefused`. After it has asked, no
answer means `CommitUncertain`. At any step the cluster may say that another owner is there: `Fenced`. After each of
the three this producer is of no more use, and `fence` makes a new one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from kafka import TopicPartition
from kafka import errors as kafka_errors
from kafka.structs import ConsumerGroupMetadata, OffsetAndMetadata

from infra.eventlog.errors import (
    ClusterRefuses,
    CommitRefused,
    CommitUncertain,
    Fenced,
    LogUnavailable,
    NotTakenOver,
    TopicSettingsError,
)
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.kafka_python.rights import refused, unavailable
from infra.eventlog.records.record_encoding import Header, encode_body
from infra.eventlog.time_outs import ABORT_S, COMMIT_S, FENCE_S
from infra.eventlog.transactions.batch_writing import Batches, in_batches
from infra.eventlog.transactions.transactional_producer import TransactionalProducer
from infra.runtime.crash_points import crash_point

# A record for any topic: topic, partition, key, value, headers.
OutgoingRecord = tuple[str, int, bytes | None, bytes | None, list[Header]]
# Encoded records (`record_encoding.encode_body`), in the order in which they are to stand in their partition.
EncodedRecords = Mapping[TopicPartition, Sequence[bytes]]

_REPLACED = (
    kafka_errors.ProducerFencedError,
    kafka_errors.InvalidProducerEpochError,
    # a stale member of the consumer group (KIP-447)
    kafka_errors.IllegalGenerationError,
    kafka_errors.UnknownMemberIdError,
    kafka_errors.FencedInstanceIdError,
)


class PartitionProducer:
    """Commits batches under one transactional.id. Whoever called `fence` last is the owner; others are refused."""

    def __init__(
        self,
        connection: KafkaConnection,
        transactional_id: str,
        *,
        commit_timeout_s: float = COMMIT_S,
        fence_timeout_s: float = FENCE_S,
    ) -> None:
        self.transactional_id = transactional_id
        self._connection = connection
        self._commit_timeout_s = commit_timeout_s
        self._fence_timeout_s = fence_timeout_s
        self._producer: TransactionalProducer | None = None

    @property
    def usable(self) -> bool:
        """Whether the next commit can be tried without a new fence."""
        return self._producer is not None

    def fence(self) -> None:
        """Shuts every earlier owner out and ends its open transaction, one way or the other.

        Raises `LogUnavailable` when the cluster does not answer in time, `Fenced` when another owner is doing the
        same at this moment.
        """
        self.close()
        producer = self._connection.transactional_producer(self.transactional_id)
        try:
            producer.fence(time.monotonic() + self._fence_timeout_s)
        except _REPLACED as error:
            producer.abandon()
            raise Fenced(f"Another owner took {self.transactional_id} over at the same moment.") from error
        except kafka_errors.KafkaError as error:
            producer.abandon()
            raise self._unavailable("could not take over", error) from error
        self._producer = producer
        crash_point("after-fence")

    def commit(
        self,
        records: Sequence[OutgoingRecord] = (),
        encoded: EncodedRecords | None = None,
        offsets: Mapping[TopicPartition, OffsetAndMetadata] | None = None,
        group_metadata: ConsumerGroupMetadata | None = None,
    ) -> dict[TopicPartition, int]:
        """Writes all records and offsets as one transaction, or none of them.

        Returns the Kafka offset of the last record in each partition (-1 where the broker did not say).
        Raises `Fenced`, `CommitRefused` or `CommitUncertain`; see the module's text.
        """
        producer = self._producer
        if producer is None:
            raise NotTakenOver(f"{self.transactional_id} must be taken over (fence) before it can commit.")
        deadline = time.monotonic() + self._commit_timeout_s
        batches = dict(_batches(records, encoded or {}))
        self._check_partitions(producer, batches, deadline)
        self._producer = None  # of no more use unless all goes well, whatever interrupts us
        try:
            written = self._put_in(producer, batches, offsets, group_metadata, deadline)
            self._end(producer, deadline)
        except BaseException:
            producer.abandon()
            raise
        self._producer = producer
        crash_point("after-commit")
        return written

    def _put_in(
        self,
        producer: TransactionalProducer,
        batches: Batches,
        offsets: Mapping[TopicPartition, OffsetAndMetadata] | None,
        group_metadata: ConsumerGroupMetadata | None,
        deadline: float,
    ) -> dict[TopicPartition, int]:
        try:
            producer.begin()
            crash_point("after-begin")
            if offsets:  # 1
                producer.add_offsets(offsets, group_metadata, deadline)
            written = producer.write(batches, time.time_ns() // 1_000_000, deadline)  # 2
            crash_point("before-commit")
            return written
        except _REPLACED as error:
            raise self._fenced(error) from error
        except kafka_errors.KafkaError as error:
            with suppress(kafka_errors.KafkaError):
                producer.end(False, time.monotonic() + ABORT_S)
            if isinstance(error, kafka_errors.AuthorizationError):
                raise refused(error, f"{self.transactional_id} writes") from error
            raise CommitRefused(
                f"{self.transactional_id}: the transaction was given up before its commit: {error!r}. Nothing was "
                "written; take the partition over again and retry."
            ) from error

    def _end(self, producer: TransactionalProducer, deadline: float) -> None:
        try:
            producer.end(True, deadline)  # 3
        except _REPLACED as error:
            raise self._fenced(error) from error
        except Exception as error:
            raise CommitUncertain(
                f"{self.transactional_id}: the commit was not confirmed ({error!r}). The events are in the log wholly "
                "or not at all: take the partition over again, catch up and look."
            ) from error

    def close(self) -> None:
        """Stops the producer. An open transaction stays open until the next owner's fence or its time-out."""
        producer, self._producer = self._producer, None
        if producer is not None:
            producer.abandon()

    def _check_partitions(self, producer: TransactionalProducer, batches: Batches, deadline: float) -> None:
        for topic, partition in batches:
            try:
                known = producer.partitions_for(topic, deadline)
            except kafka_errors.KafkaError as error:
                raise self._unavailable(f"found no topic {topic}", error) from error
            if partition not in known:
                raise TopicSettingsError([f"{topic} has no partition {partition}: it has {len(known)}"])

    def _fenced(self, error: Exception) -> Fenced:
        return Fenced(
            f"Another owner has taken {self.transactional_id} over, or may: {error!r}. This one must stop, and read "
            "the log before it takes the partition over again."
        )

    def _unavailable(self, what: str, error: Exception) -> LogUnavailable | ClusterRefuses:
        sentence = (
            f"{self.transactional_id} {what} at {self._connection.bootstrap}: {error!r}. Nothing was written; "
            "check that the cluster runs and that its address and credentials are right."
        )
        return unavailable(error, f"{self.transactional_id} {what}", sentence)


def _batches(
    records: Sequence[OutgoingRecord], encoded: EncodedRecords
) -> Iterator[tuple[TopicPartition, Sequence[Sequence[bytes]]]]:
    """Everything to be written, as batches for each partition."""
    grouped: dict[tuple[str, int], list[bytes]] = {}
    for topic, partition, key, value, headers in records:
        grouped.setdefault((topic, partition), []).append(encode_body(key, value, headers))
    for topic_partition, bodies in encoded.items():
        more = grouped.pop(tuple(topic_partition), [])
        yield topic_partition, list(in_batches([*bodies, *more]))
    for (topic, partition), bodies in grouped.items():
        yield TopicPartition(topic, partition), list(in_batches(bodies))
