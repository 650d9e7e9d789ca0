"""A subscriber nobody here wrote: only other people's packages read the log, with only the schemas of the lock."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from cloudevents.v1.kafka import KafkaMessage as OlderKafkaMessage
from cloudevents.v1.kafka import from_binary as older_from_binary
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import StringDeserializer
from kafka import TopicPartition as KafkaTopicPartition

from infra.eventlog.records.record_encoding import encode_body, frame
from infra.eventlog.transactions.transaction import PartitionProducer
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from tests.a_stranger import committed_in
from tests.integration.subscriber.conftest import CLAIMS, HAPPENED, MATTER, case_of
from tests.waiting import PATIENCE_S


class LockedSchemas(SchemaRegistryClient):
    """Answers from the lock file what a registry would answer from its server."""

    def __init__(self, folder: Path) -> None:
        super().__init__({"url": "http://localhost"})
        rows = json.loads((folder / "lock.json").read_text())
        self.by_id = {row["id"]: Schema((folder / row["file"]).read_text(), "AVRO") for row in rows}

    def get_schema(self, schema_id: int, *_: Any, **__: Any) -> Schema:
        return self.by_id[schema_id]


@pytest.fixture
def records(written: Settings) -> list[Any]:
    """What confluent-kafka's consumer gets to see of the log, `read_committed`."""
    return list(_committed(written))


def _committed(log: Settings) -> Iterator[Any]:
    return committed_in(log.kafka_bootstrap, log.events_topic, range(log.partitions))


def _headers_of_the_envelope(record: Any) -> dict[str, bytes]:
    return {name: text for name, text in record.headers() if name.startswith("ce_") or name == "content-type"}


def test_the_key_is_the_aggregates_id_as_a_plain_string(records: list[Any]) -> None:
    read = StringDeserializer("utf_8")
    keys = {read(record.key()) for record in records}
    assert {str(case_of(claim)) for claim in CLAIMS} < keys
    assert all(str(UUID(key)) == key for key in keys if key)


def test_confluents_avro_deserialiser_reads_every_value(records: list[Any], schemas_folder: Path) -> None:
    decode = AvroDeserializer(LockedSchemas(schemas_folder))
    decoded = [(dict(record.headers())["ce_type"].decode(), decode(record.value())) for record in records]
    claims = sorted(value["creditor_reference"] for name, value in decoded if name == "caseledger.case.ClaimReceived")
    assert claims == ["F-0", "F-1", "F-2"]
    [allocated] = [value for name, value in decoded if name == "caseledger.case.PaymentAllocated"]
    assert (allocated["amount_minor"], allocated["fees_minor"], allocated["currency"]) == (24_000, 24_000, "SEK")
    [closed] = [value for name, value in decoded if name == "caseledger.case.CaseClosed"]
    assert (closed["outcome"], closed["principal_written_off_minor"]) == ("written_off", 100_000)


def test_the_cloudevents_package_parses_the_headers(records: list[Any], schemas_folder: Path) -> None:
    for record in records:
        message = KafkaMessage(_headers_of_the_envelope(record), record.key(), record.value())
        event = from_binary(message, JSONFormat())
        assert event.get_specversion() == "1.0"
        assert event.get_type().startswith("caseledger.")
        assert event.get_subject() == record.key().decode()
        assert event.get_datacontenttype() == "application/avro"
        assert event.get_time() == HAPPENED
        assert UUID(event.get_id())
        assert event.get_source() == f"/caseledger/{record.topic().removesuffix('.events')}"
        assert UUID(event.get_extension("causationid"))
        assert event.get_extension("correlationid") == str(MATTER)
        assert (event.get_extension("authtype"), event.get_extension("authid")) == ("user", "lukas")
        written = datetime.fromisoformat(event.get_extension("recordedtime"))
        assert timedelta(0) < datetime.now(UTC) - written < timedelta(minutes=5)
    assert len({dict(record.headers())["ce_id"] for record in records}) == len(records)


def test_its_older_interface_parses_all_headers_at_once(records: list[Any], schemas_folder: Path) -> None:
    decode = AvroDeserializer(LockedSchemas(schemas_folder))
    for record in records:
        message = OlderKafkaMessage(dict(record.headers()), record.key().decode(), record.value())
        event = older_from_binary(message, data_unmarshaller=decode)
        assert event["subject"] == event["partitionkey"] == record.key().decode()
        assert isinstance(event.data, dict)


def test_versions_and_positions_have_no_gap_and_none_comes_twice(records: list[Any]) -> None:
    by_case: dict[bytes, list[int]] = {}
    by_partition: dict[int, list[int]] = {}
    for record in records:
        headers = dict(record.headers())
        by_case.setdefault(record.key(), []).append(int(headers["version"]))
        by_partition.setdefault(record.partition(), []).append(int(headers["position"]))
    for numbers in [*by_case.values(), *by_partition.values()]:
        assert numbers == list(range(1, len(numbers) + 1))


def test_events_of_a_transaction_that_was_not_committed_are_not_seen(written: Settings) -> None:
    before = [(record.partition(), record.offset()) for record in _committed(written)]
    usurper = PartitionProducer(connection_of(written), f"{written.log}-writer-0")
    usurper.fence()
    producer = usurper._producer
    assert producer is not None
    deadline, place = time.monotonic() + PATIENCE_S, KafkaTopicPartition(written.events_topic, 0)
    assert 0 in producer.partitions_for(place.topic, deadline)
    never = frame(encode_body(b"k", b"never", []), 0)
    written_up_to = producer.write({place: [[never]]}, int(time.time() * 1000), deadline)
    assert written_up_to[place] >= 0, "the broker has it"
    producer.end(False, deadline)
    usurper.close()
    assert [(record.partition(), record.offset()) for record in _committed(written)] == before
