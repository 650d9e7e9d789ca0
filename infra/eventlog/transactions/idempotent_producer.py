"""A producer without transactions, for who has many records at once and waits until the brokers have them all.

kafka-python's takes one record at a time, which costs it about 70 µs, and hands what is ready to a thread of its own.
Here a batch is encoded at one blow, with the numbers by which a broker knows it again, by whoever wants it sent.
"""

from __future__ import annotations

from typing import Any

from kafka.protocol.producer import InitProducerIdRequest

from infra.eventlog.kafka_python.brokers import Brokers, Deadline
from infra.eventlog.transactions.batch_writing import Batches, BatchWriter

# The newest versions of its requests.
PRODUCE, BEGIN = 12, 5

CLIENT = "caseledger-batches"


class IdempotentProducer:
    """Not for use by several threads at once. Every method but ``close`` raises KafkaError."""

    def __init__(self, **configs: Any) -> None:
        """`configs` are kafka-python's, as for every client. Connects to nothing yet."""
        self._brokers = Brokers(CLIENT, **configs)
        self._writer = BatchWriter(self._brokers, None)

    @property
    def has_begun(self) -> bool:
        """Whether it can write."""
        return self._writer.producer_id >= 0

    def begin(self, deadline: Deadline) -> None:
        """Connects, and is given the id under which the brokers count its records."""
        self._brokers.connect(deadline)
        answer = self._brokers.ask(
            self._brokers.anybody,
            lambda: InitProducerIdRequest(
                transactional_id=None, transaction_timeout_ms=0, producer_id=-1, producer_epoch=-1, max_version=BEGIN
            ),
            lambda answer: [answer.error_code],
            deadline,
        )
        self._writer.begin_epoch(answer.producer_id, answer.producer_epoch)

    def partitions_for(self, topic: str, deadline: Deadline) -> set[int]:
        """The topic's partitions. Raises KafkaTimeoutError when no broker knows it."""
        return self._brokers.partitions_for(topic, deadline)

    def write(self, batches: Batches, timestamp_ms: int, deadline: Deadline) -> None:
        """Writes each partition's batches in their order, and returns when all replicas that must have them do.

        After an error some of them may be written, and this producer is of no more use.
        """
        self._brokers.notice()
        self._writer.write(batches, timestamp_ms, deadline, PRODUCE)

    def close(self) -> None:
        """Lets go of the connections at once."""
        self._brokers.close()
