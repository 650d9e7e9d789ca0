"""A producer that is kept from one batch to the next, and made anew after one that did not get through."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from kafka import TopicPartition

from infra.eventlog.transactions.batch_writing import in_batches
from infra.eventlog.transactions.idempotent_producer import IdempotentProducer

Bodies = Mapping[TopicPartition, Sequence[bytes]]
"""Encoded records by the partition that they are for, in their order."""


class MakesProducers(Protocol):
    """A connection to a cluster."""

    def batch_producer(self) -> IdempotentProducer: ...


class KeptProducer:
    """Connects when it is first to write. Not for use by several threads at once."""

    def __init__(self, connection: Callable[[], MakesProducers]) -> None:
        self._connection = connection
        self._producer: IdempotentProducer | None = None

    def write(self, topics: Sequence[str], place: Callable[[Mapping[str, int]], Bodies], timeout_s: float) -> None:
        """Writes what ``place`` makes of the number of each topic's partitions, and waits until the cluster has it.

        After an error, of which every kind is raised as it is, some of it may be written.
        """
        deadline = time.monotonic() + timeout_s
        producer, self._producer = self._producer or self._connection().batch_producer(), None
        try:
            if not producer.has_begun:
                producer.begin(deadline)
            partitions = {topic: len(producer.partitions_for(topic, deadline)) for topic in topics}
            batches = {where: list(in_batches(bodies)) for where, bodies in place(partitions).items()}
            producer.write(batches, time.time_ns() // 1_000_000, deadline)
        except BaseException:
            producer.close()  # of no more use: what it has sent is not known
            raise
        self._producer = producer

    def close(self) -> None:
        """Lets go of the connection."""
        if self._producer is not None:
            self._producer.close()
