"""The writers' answers to one policy's commands, read on from a place that the policy keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from kafka import TopicPartition
from kafka.errors import KafkaError, OffsetOutOfRangeError

from consumers.policies.event_feed import READ_TOGETHER
from infra.eventlog.errors import LogUnavailable
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.messages.replies import CommandAnswered, addressed_to, read_reply
from infra.metrics.catalogue import UNDECODABLE_RECORDS

ANSWERS_AT_ONCE_MAX = 2_000


class ReplyFeed:
    """Reads every partition of the replies, and takes apart only what is for its policy. For use by one thread."""

    def __init__(self, connection: KafkaConnection, topic: str, partitions: int, policy: str, sender: str) -> None:
        self._policy = policy
        self._is_mine = addressed_to(sender)
        self._partitions = [TopicPartition(topic, number) for number in range(partitions)]
        self._consumer = connection.consumer(together=READ_TOGETHER, group_id=None, auto_offset_reset="none")
        self._consumer.assign(self._partitions)
        self._together = ExitStack()
        self._together.enter_context(READ_TOGETHER.reader_of(topic))

    def seek(self, next_offsets: Mapping[int, int]) -> None:
        """Read on from there; where nothing is said, from now on. Raises LogUnavailable."""
        with self._asking():
            first = self._consumer.beginning_offsets(self._partitions)
            ends = self._consumer.end_offsets(self._partitions)
        for partition in self._partitions:
            saved = next_offsets.get(partition.partition, ends[partition])
            # What the topic has let go of meanwhile was not answered to us: it is asked again (`asked_at`).
            self._consumer.seek(partition, min(max(saved, first[partition]), ends[partition]))

    def poll(self) -> Sequence[CommandAnswered]:
        """The answers that are there. Never waits. Raises LogUnavailable."""
        answers: list[CommandAnswered] = []
        polled: Mapping[TopicPartition, Sequence[Any]] = {}
        with self._asking():
            polled = self._consumer.poll(timeout_ms=0, max_records=ANSWERS_AT_ONCE_MAX)
        for record in (record for records in polled.values() for record in records):
            try:
                if self._is_mine(record):
                    answers.append(read_reply(record.value or b""))
            except Exception:  # no answer, or a batch that cannot be read: whatever it is, the next may be one
                UNDECODABLE_RECORDS.by(self._policy, "replies").inc()
        return answers

    def next_offsets(self) -> dict[int, int]:
        """Where it reads on."""
        return {partition.partition: self._consumer.position(partition) for partition in self._partitions}

    def close(self) -> None:
        """Let go of the connection."""
        self._together.close()
        self._consumer.close(autocommit=False)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            yield
        except OffsetOutOfRangeError:
            self.seek(self.next_offsets())
        except KafkaError as error:
            raise LogUnavailable(
                f"Could not read the replies: {error!r}. Nothing was lost; {self._policy} tries again by itself: check "
                "that the cluster runs."
            ) from error
