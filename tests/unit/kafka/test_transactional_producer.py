"""The parts of kafka-python that we reach into are there; a release that moves them fails here first."""

from __future__ import annotations

import inspect

from kafka.consumer.fetcher import Fetcher
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
    for name in ("_transaction_manager", "_accumulator", "_sender", "_closed"):
        assert f"self.{name} =" in source
    assert callable(KafkaProducer._unregister_cleanup)
    assert callable(Sender.force_close)
    assert callable(Sender.wakeup)
    assert callable(Sender._can_split)


def test_transaction_manager() -> None:
    for name in (
        "begin_commit",
        "begin_abort",
        "send_offsets_to_transaction",
        "maybe_add_partition_to_transaction",
        "_supports_epoch_bump",
    ):
        assert callable(getattr(TransactionManager, name))
    assert isinstance(TransactionManager.last_error, property)
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
