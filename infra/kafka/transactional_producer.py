"""kafka-python's transactional producer, with the three things that it lacks.

- `commit_transaction` and `abort_transaction` wait for ever; here they take a time-out.
- `send` handles one record at a time and makes a future for each; `append_batch` hands a whole encoded batch over
  (see `record_encoding`) and makes one future.
- `close` gives up when a batch is stuck and leaves its thread running; `abandon` does not.

This reaches into kafka-python's private parts, which is why that dependency is pinned to one minor version;
`tests/unit/kafka/test_transactional_producer.py` names every part that is used.
"""

from __future__ import annotations

import time
from typing import Any

from kafka import KafkaProducer, TopicPartition
from kafka.producer.future import FutureProduceResult
from kafka.producer.producer_batch import ProducerBatch
from kafka.record.memory_records import MemoryRecordsBuilder

MESSAGE_FORMAT = 2


class TransactionalProducer(KafkaProducer):  # type: ignore[misc]
    """One transactional.id's producer. Not for use by several threads at once."""

    def __init__(self, **configs: Any) -> None:
        super().__init__(**configs)
        # When a broker calls the producer's epoch stale, the client would ask for a new one by itself and go on.
        # An owner that was replaced must find out, not come back: only a new producer gets a new epoch.
        self._transaction_manager._supports_epoch_bump = lambda: False
        # It would split a batch that the broker finds too large by futures that ours do not have; let it fail.
        self._sender._can_split = lambda batch, error: False

    def append_batch(
        self, topic_partition: TopicPartition, frames: list[bytes], timestamp_ms: int
    ) -> FutureProduceResult:
        """Puts encoded records (offset deltas 0, 1, 2, …) into the open transaction as one batch.

        The topic must be known to the producer (`partitions_for`), or the batch waits for ever.

        Returns a future that is done when the broker has answered for the batch. Raises KafkaError when the
        transaction is not open.
        """
        self._transaction_manager.maybe_add_partition_to_transaction(topic_partition)
        records = MemoryRecordsBuilder(MESSAGE_FORMAT, self.config["compression_attrs"], self.config["batch_size"])
        builder = records._builder
        builder._buffer += b"".join(frames)
        builder._num_records = records._next_offset = len(frames)
        builder._last_offset = len(frames) - 1
        builder._first_timestamp = builder._max_timestamp = timestamp_ms
        batch = ProducerBatch(topic_partition, records)
        accumulator = self._accumulator
        with accumulator._tp_lock(topic_partition):
            accumulator._batches[topic_partition].append(batch)
            accumulator._incomplete.add(batch)
        self._sender.wakeup()
        return batch.produce_future

    def send_offsets_within(self, offsets: dict[Any, Any], group_metadata: Any, timeout_s: float) -> bool:
        """Adds consumed offsets to the transaction; False when that was not answered in time."""
        result = self._transaction_manager.send_offsets_to_transaction(offsets, group_metadata)
        return self._within(result, timeout_s)

    def ask_commit(self) -> Any:
        """Asks for the commit. An error raised here means that it was not asked for."""
        result = self._transaction_manager.begin_commit()
        self._sender.wakeup()
        return result

    def await_commit(self, asked: Any, timeout_s: float) -> bool:
        """Waits for the answer to `ask_commit`; False when it did not come in time, so that its fate is unknown."""
        return self._within(asked, timeout_s)

    def abort_within(self, timeout_s: float) -> bool:
        """Aborts; False when that was not answered in time."""
        return self._within(self._transaction_manager.begin_abort(), timeout_s)

    def abandon(self, timeout_s: float = 2.0) -> None:
        """Stops the producer's thread at once, whatever is unsent, and waits for the thread for a moment."""
        if getattr(self, "_closed", True):
            return
        self._unregister_cleanup()
        self._sender.force_close()
        self._sender.join(timeout_s)
        self._closed: bool = True

    def await_batches(self, futures: list[FutureProduceResult], timeout_s: float) -> bool:
        """Waits until the broker has answered for every batch; False when it did not in time."""
        deadline = time.monotonic() + timeout_s
        return all(future.wait(max(0.0, deadline - time.monotonic())) for future in futures)

    @property
    def last_error(self) -> BaseException | None:
        """The error that put the producer out of service, when there is one."""
        error: BaseException | None = self._transaction_manager.last_error
        return error

    def _within(self, result: Any, timeout_s: float) -> bool:
        self._sender.wakeup()
        return bool(result.wait(timeout_ms=timeout_s * 1000))
