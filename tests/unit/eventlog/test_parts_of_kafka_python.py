"""The parts of kafka-python that we reach into are there; a release that moves them fails here first."""

from __future__ import annotations

import inspect

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.cluster import ClusterMetadata
from kafka.consumer.fetcher import Fetcher
from kafka.net.compat import KafkaNetClient
from kafka.net.manager import KafkaConnectionManager
from kafka.record.default_records import DefaultRecordBatch

from infra.eventlog.kafka_python import fetching_at_once
from infra.eventlog.kafka_python.quick_fetching import QuickPartitionRecords
from infra.eventlog.transactions import batch_writing
from infra.eventlog.transactions import idempotent_producer as without_transactions
from infra.eventlog.transactions import transactional_producer as ours


def test_connections() -> None:
    for name in ("send", "poll", "close", "get_broker_version", "least_loaded_node"):
        assert callable(getattr(KafkaNetClient, name))
    assert isinstance(KafkaNetClient.cluster, property)
    for name in (
        "add_coordinator",
        "add_topic",
        "leader_for_partition",
        "partitions_for_topic",
        "request_update",
    ):
        assert callable(getattr(ClusterMetadata, name))
    assert "self.unauthorized_topics =" in inspect.getsource(ClusterMetadata.__init__)
    assert "synthesize_node_id" in inspect.signature(ClusterMetadata.add_coordinator).parameters


def test_requests_of_both_protocols() -> None:
    for request, versions in (
        (batch_writing.ProduceRequest, (*ours.PRODUCE, without_transactions.PRODUCE)),
        (without_transactions.InitProducerIdRequest, (without_transactions.BEGIN,)),
        (ours.TxnOffsetCommitRequest, ours.ADD_OFFSETS),
        (ours.EndTxnRequest, ours.END),
        (ours.InitProducerIdRequest, (ours.FENCE,)),
        (ours.AddOffsetsToTxnRequest, (ours.TOLD_FIRST,)),
        (ours.AddPartitionsToTxnRequest, (ours.TOLD_FIRST,)),
    ):
        assert request.valid_versions[0] <= min(versions) <= max(versions) <= request.valid_versions[1]


def test_decoding_of_fetched_batches() -> None:
    ours = inspect.signature(QuickPartitionRecords._unpack_records).parameters
    theirs = inspect.signature(Fetcher.PartitionRecords._unpack_records).parameters
    assert list(ours) == list(theirs)
    assert "self.PartitionRecords(" in inspect.getsource(Fetcher._parse_fetched_data)
    for name in ("_consume_aborted_transactions_up_to", "_contains_abort_marker", "_is_batch_aborted", "drain"):
        assert callable(getattr(Fetcher.PartitionRecords, name))
    assert {"_buffer", "_pos"} <= set(DefaultRecordBatch.__slots__)


def test_requests_that_go_out_together() -> None:
    assert "send" in vars(KafkaConnectionManager)
    assert "run" in vars(KafkaConnectionManager)
    lowest, highest = fetching_at_once.FetchRequest.valid_versions
    assert lowest <= fetching_at_once._VERSION_MAX <= highest
    assert fetching_at_once._request(TopicPartition("topic", 3), 7).topics[0].partitions[0].fetch_offset == 7
    expected = {"fetch_offset", "tp", "records", "isolation_level", "aborted_transactions"}
    assert expected <= set(inspect.signature(Fetcher.PartitionRecords.__init__).parameters)
    assert "max_in_flight_requests_per_connection" in KafkaConsumer.DEFAULT_CONFIG


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


def test_how_a_cluster_is_found() -> None:
    """Our connections cap the time of each, and choose among the bootstrap servers."""
    bootstrap = inspect.getsource(KafkaConnectionManager._do_bootstrap)
    for part in ("random.choice(self.cluster.bootstrap_brokers())", "self.get_connection(", "self.update_backoff("):
        assert part in bootstrap
    assert "timeout_ms" in inspect.signature(KafkaConnectionManager.get_connection).parameters
    for part in (
        "create_connection(",
        "proxy_url=",
        "KafkaSSLTransport(self._net, sock",
        "await transport.handshake()",
    ):
        assert part in inspect.getsource(KafkaConnectionManager._build_transport)
    for client in (KafkaConsumer, KafkaProducer, KafkaAdminClient):
        assert client.DEFAULT_CONFIG["kafka_client"] is KafkaNetClient
        assert "bootstrap_timeout_ms" in client.DEFAULT_CONFIG
