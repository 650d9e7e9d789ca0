"""kafka-python's transactional producer, on the thread that uses it, and with what it lacks.

- It has a thread of its own that does all the talking, and a small transaction is five requests: handing them over and
  the answers back costs as much as a request, and on a busy machine each time a wait for a core. Here whoever waits
  for an answer does the talking meanwhile, and nothing happens while nobody waits.
- Waiting for a transaction that is still being completed begins with two milliseconds, not with the hundred that are
  right for a cluster in trouble, and grows.
- `commit_transaction` and `abort_transaction` wait for ever; here they take a time-out.
- `send` handles one record at a time and makes a future for each; `append_batch` hands a whole encoded batch over
  (see `record_encoding`) and makes one future.
- `close` gives up when a batch is stuck and leaves its thread running; `abandon` does not.

This reaches into kafka-python's private parts, which is why that dependency is pinned to one minor version;
`tests/unit/kafka/test_transactional_producer.py` names every part that is used.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, NoReturn

from kafka import KafkaProducer, TopicPartition
from kafka import errors as kafka_errors
from kafka.net.compat import KafkaNetClient
from kafka.producer.future import FutureProduceResult
from kafka.producer.producer_batch import ProducerBatch
from kafka.record.memory_records import MemoryRecordsBuilder

MESSAGE_FORMAT = 2
# How long to wait before a request is repeated: a part of the time waited so far, within these.
RETRY_PART, RETRY_MS_MIN, RETRY_MS_MAX = 0.2, 2.0, 100.0
# The client would look again after the time of a retry while it waits for an answer, which wakes it anyway.
LOOK_AGAIN_MS = 50.0

log = logging.getLogger(__name__)


class _UntilDeadline(KafkaNetClient):  # type: ignore[misc]
    """The client's connections, on which nothing waits longer than until `deadline` (monotonic seconds)."""

    deadline = float("inf")

    def await_ready(self, node_id: Any, timeout_ms: float = 30_000) -> bool:
        return bool(super().await_ready(node_id, timeout_ms=self._within(timeout_ms)))

    def poll(self, timeout_ms: float | None = None, future: Any = None) -> Any:
        wait_ms = max(timeout_ms, LOOK_AGAIN_MS) if timeout_ms else timeout_ms
        return super().poll(timeout_ms=self._within(wait_ms), future=future)

    def _within(self, timeout_ms: float | None) -> float:
        left_ms = max(0.0, (self.deadline - time.monotonic()) * 1000)
        return left_ms if timeout_ms is None else min(timeout_ms, left_ms)


class TransactionalProducer(KafkaProducer):  # type: ignore[misc]
    """One transactional.id's producer. Not for use by several threads at once."""

    def __init__(self, **configs: Any) -> None:
        super().__init__(**{"kafka_client": _UntilDeadline, **configs})
        # When a broker calls the producer's epoch stale, the client would ask for a new one by itself and go on.
        # An owner that was replaced must find out, not come back: only a new producer gets a new epoch.
        self._transaction_manager._supports_epoch_bump = lambda: False
        # It would split a batch that the broker finds too large by futures that ours do not have; let it fail.
        self._sender._can_split = lambda batch, error: False

    @property
    def _sender(self) -> Any:
        return self._talking

    @_sender.setter
    def _sender(self, sender: Any) -> None:
        """The producer's constructor sets this and starts it as a thread, which it is not here."""
        sender.start = lambda: None
        self._talking = sender

    def init_transactions(self) -> None:
        """Fences every earlier producer of this transactional.id. Raises KafkaError, KafkaTimeoutError."""
        if not self._within(self._transaction_manager.initialize_transactions(), self.config["max_block_ms"] / 1000):
            raise kafka_errors.KafkaTimeoutError("the transaction's coordinator did not answer")

    def begin_transaction(self) -> None:
        """Raises KafkaError when this producer is out of service."""
        self._sender._client.poll(timeout_ms=0)  # what happened since: a connection may have been closed
        super().begin_transaction()

    def partitions_for(self, topic: str) -> set[int]:
        """The topic's partitions. Raises KafkaTimeoutError, TopicAuthorizationFailedError and other KafkaErrors."""
        deadline = time.monotonic() + self.config["max_block_ms"] / 1000
        while (partitions := self._metadata.partitions_for_topic(topic)) is None:
            asked = self._metadata.add_topic(topic) if topic not in self._metadata._topics else None
            asked = self._metadata.request_update() if asked is None or asked.is_done else asked
            if not self._talk_until(lambda asked=asked: asked.is_done, deadline):  # type: ignore[misc]
                raise kafka_errors.KafkaTimeoutError(f"no broker says what partitions {topic} has")
            if asked.failed() and not asked.retriable():
                raise asked.exception
            if topic in self._metadata.unauthorized_topics:
                raise kafka_errors.TopicAuthorizationFailedError({topic})
        return set(partitions)

    def append_batch(
        self, topic_partition: TopicPartition, frames: list[bytes], timestamp_ms: int
    ) -> FutureProduceResult:
        """Puts encoded records (offset deltas 0, 1, 2, …) into the open transaction as one batch.

        The topic must be known to the producer (`partitions_for`), or the batch waits for ever.

        Returns a future that is done when the broker has answered for the batch, which is sent by whatever waits
        next. Raises KafkaError when the transaction is not open.
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
        return batch.produce_future

    def send_offsets_within(self, offsets: dict[Any, Any], group_metadata: Any, timeout_s: float) -> bool:
        """Adds consumed offsets to the transaction; False when that was not answered in time."""
        result = self._transaction_manager.send_offsets_to_transaction(offsets, group_metadata)
        return self._within(result, timeout_s)

    def ask_commit(self) -> Any:
        """Asks for the commit, which `await_commit` sends. An error raised here means that it was not asked for."""
        return self._transaction_manager.begin_commit()

    def await_commit(self, asked: Any, timeout_s: float) -> bool:
        """Waits for the answer to `ask_commit`; False when it did not come in time, so that its fate is unknown."""
        return self._within(asked, timeout_s)

    def abort_within(self, timeout_s: float) -> bool:
        """Aborts; False when that was not answered in time."""
        return self._within(self._transaction_manager.begin_abort(), timeout_s)

    def await_batches(self, futures: list[FutureProduceResult], timeout_s: float) -> bool:
        """Waits until the broker has answered for every batch; False when it did not in time."""
        return self._talk_until(lambda: all(future.is_done for future in futures), time.monotonic() + timeout_s)

    def abandon(self) -> None:
        """Lets go of the connections at once, whatever is unsent."""
        if getattr(self, "_closed", True):
            return
        self._closed: bool = True
        self._unregister_cleanup()
        self._accumulator.close()
        self._accumulator.abort_incomplete_batches()
        self._sender._client.close()

    def close(self, timeout: float | None = None, null_logger: bool = False) -> None:
        """What the client's own code calls at the end of the process."""
        self.abandon()

    def _waits_for_a_thread(self, *_: Any, **__: Any) -> NoReturn:
        """What the client offers and would wait for ever here. Raises NotImplementedError."""
        raise NotImplementedError(
            "This producer has no thread of its own that would send it. Use append_batch, send_offsets_within, "
            "ask_commit with await_commit, or abort_within."
        )

    send = flush = send_offsets_to_transaction = commit_transaction = abort_transaction = _waits_for_a_thread

    @property
    def last_error(self) -> BaseException | None:
        """The error that put the producer out of service, when there is one."""
        error: BaseException | None = self._transaction_manager.last_error
        return error

    def _within(self, result: Any, timeout_s: float) -> bool:
        if not self._talk_until(lambda: result.is_done, time.monotonic() + timeout_s):
            return False
        return bool(result.wait(timeout_ms=0))  # raises what it failed with

    def _talk_until(self, is_done: Callable[[], bool], deadline: float) -> bool:
        """Sends and receives until something is done; False when it was not by the deadline (monotonic seconds)."""
        sender, began = self._sender, time.monotonic()
        sender._client.deadline = deadline
        while not is_done():
            now = time.monotonic()
            if now >= deadline:
                return False
            waited_ms = (now - began) * 1000
            sender.config["retry_backoff_ms"] = min(RETRY_MS_MAX, max(RETRY_MS_MIN, waited_ms * RETRY_PART))
            try:
                sender.run_once()
            except Exception:  # as the client's own thread has it: the next round shows what came of it
                log.exception("talking to the cluster failed")
                time.sleep(sender.config["retry_backoff_ms"] / 1000)
        return True
