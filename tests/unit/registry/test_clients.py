"""Confluent's own client asks as it asks its registry."""

from __future__ import annotations

import pytest
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient, SchemaRegistryError
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

from infra.publishing.public_record import PublicRecords
from schemas.golden_bytes import read_bytes, read_sample
from schemas.registry import Registry
from tests.unit.publishing.some_events import EVERY_TYPE, golden

ROW = Registry.load().newest("caseledger.case.CaseClosed")


def test_its_deserialiser_reads_every_message(registry_url: str) -> None:
    decode = AvroDeserializer(SchemaRegistryClient({"url": registry_url}))
    context = SerializationContext("caseledger.events", MessageField.VALUE)
    for row in Registry.load().rows:
        assert decode(read_bytes(row), context) == read_sample(row), row.name


def test_it_reads_what_the_publisher_writes_by_the_topic_alone(registry_url: str) -> None:
    client = SchemaRegistryClient({"url": registry_url})
    subjects = client.get_subjects()
    for name in EVERY_TYPE:
        event = golden(name)
        public, topic = PublicRecords.of(event.topic), f"caseledger.public.{name}"
        context = SerializationContext(topic, MessageField.VALUE)
        newest = AvroDeserializer(client, conf={"use.latest.version": True})
        told = newest(public.value(event), context)
        assert isinstance(told, dict)
        assert (told["event_id"], told["event_occurred_at"].microsecond) == (str(event.event_id), 123000)
        assert client.get_latest_version(f"{topic}-value").schema_id == public.type.row.id
        assert f"{topic}-value" in subjects


def test_it_finds_a_schema_by_subject_and_by_its_text(registry_url: str) -> None:
    client = SchemaRegistryClient({"url": registry_url})
    latest = client.get_latest_version(ROW.name)
    assert (latest.schema_id, latest.version) == (ROW.id, ROW.version)
    assert ROW.name in client.get_subjects()
    assert client.get_versions(ROW.name) == [ROW.version]
    text = latest.schema.schema_str
    assert text is not None
    found = client.lookup_schema("caseledger.events-value", Schema(text, "AVRO"))
    assert (found.schema_id, found.version) == (ROW.id, ROW.version)
    assert client.test_compatibility(ROW.name, Schema(text, "AVRO"))


def test_it_is_told_that_it_cannot_register(registry_url: str) -> None:
    client = SchemaRegistryClient({"url": registry_url})
    with pytest.raises(SchemaRegistryError) as told:
        client.register_schema(ROW.name, Schema('{"type": "record", "name": "X", "fields": []}', "AVRO"))
    assert (told.value.http_status_code, told.value.error_code) == (422, 42205)
