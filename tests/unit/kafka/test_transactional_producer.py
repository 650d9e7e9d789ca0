"""The parts of kafka-python that we reach into are there; a release that moves them fails here first."""

from __future__ import annotations

import inspect

from kafka.consumer.fetcher import Fetcher
from kafka.net.compat import KafkaNetClient
from kafka.producer.kafka import KafkaProducer
from kafka.producer.producer_batch import ProducerBatch
from kafka.producer.record_accumulator import RecordAccumulator
from kafka.producer.sender import Sender
from kafka.producer.transaction_manager import TransactionalRequestResult, TransactionManager
from kafka.record.default_records import DefaultRecordBatch, DefaultRecordBatchBuilder
from kafka.record.memory_records import MemoryRecordsBuilder

from infra.kafka.record_decoding import QuickPartitionRecords


def test_producer() -> None:
    source = inspect.getsource(KafkaProducer.__init__)
    for name in ("_transaction_manager", "_accumulator", "_sender", "_metadata", "_closed"):
        assert f"self.{name} =" in source
    assert source.index("self._sender = Sender(") < source.index("self._sender.start()")
    assert "kafka_client" in KafkaProducer.DEFAULT_CONFIG
    assert callable(KafkaProducer._unregister_cleanup)
    assert callable(Sender._can_split)
    for name in ("await_ready", "poll", "close"):
        assert callable(getattr(KafkaNetClient, name))


def test_what_the_producers_thread_would_do_has_not_changed() -> None:
    """We run these rounds ourselves; if a round needs more than this, ours must be looked at again."""
    assert "self.run_once()" in inspect.getsource(Sender.run)
    round_of_talk = inspect.getsource(Sender.run_once)
    for step in ("_topics_to_add", "_maybe_send_pending_request()", "_send_producer_data()", "_client.poll("):
        assert step in round_of_talk
    assert "self.config['retry_backoff_ms'] / 1000" in inspect.getsource(Sender._maybe_send_pending_request)


def test_transaction_manager() -> None:
    for name in (
        "initialize_transactions",
        "begin_commit",
        "begin_abort",
        "send_offsets_to_transaction",
        "maybe_add_partition_to_transaction",
        "_supports_epoch_bump",
    ):
        assert callable(getattr(TransactionManager, name))
    assert isinstance(TransactionManager.last_error, property)
    assert isinstance(TransactionalRequestResult.is_done, property)
    assert list(inspect.signature(TransactionalRequestResult.wait).parameters) == ["self", "timeout_ms"]


def test_batches() -> None:
    source = inspect.getsource(RecordAccumulator)
    for name in ("self._batches[tp]", "self._incomplete.add(batch)", "with self._tp_lock(tp)"):
        assert name in source
    slots = set(DefaultRecordBatchBuilder.__slots__)
    assert {"_buffer", "_num_records", "_last_offset", "_first_timestamp", "_max_timestamp"} <= slots
    assert {"_builder", "_next_offset"} <= set(MemoryRecordsBuilder.__slots__)
    batch = ProducerBatch(("topic", 0), MemoryRecordsBuilder(2, 0, 1000))
    assert not batch.produce_future.is_done


def test_decoding_of_fetched_batches() -> None:
    ours = inspect.signature(QuickPartitionRecords._unpack_records).parameters
    theirs = inspect.signature(Fetcher.PartitionRecords._unpack_records).parameters
    assert list(ours) == list(theirs)
    assert "self.PartitionRecords(" in inspect.getsource(Fetcher._parse_fetched_data)
    for name in ("_consume_aborted_transactions_up_to", "_contains_abort_marker", "_is_batch_aborted", "drain"):
        assert callable(getattr(Fetcher.PartitionRecords, name))
    assert {"_buffer", "_pos"} <= set(DefaultRecordBatch.__slots__)


def test_what_decides_which_records_are_seen_has_not_changed() -> None:
    """Our decoder repeats these steps of kafka-python's; if they change there, ours must be looked at again."""
    source = inspect.getsource(Fetcher.PartitionRecords._unpack_records)
    steps = [
        "self._consume_aborted_transactions_up_to(batch.last_offset)",
        "self._contains_abort_marker(batch)",
        "self.aborted_producer_ids.remove(producer_id)",
        "self._is_batch_aborted(batch)",
        "self.next_fetch_offset = batch.next_offset",
        "if batch.is_control_batch:",
        "self.next_fetch_offset = record.offset + 1",
        "self.next_fetch_offset = last_batch.next_offset",
        "self.drain()",
    ]
    places = [source.index(step) for step in steps]
    assert places == sorted(places)
