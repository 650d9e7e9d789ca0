"""The AsyncAPI document is one by its specification, and says what the log has."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from jsonschema import Draft7Validator

from domain.catalogue import COMMANDS, EVENTS
from domain.kernel.message import Event
from domain.kernel.recorded import Actor
from infra.asyncapi.document import ANSWER, MOVES_MONEY, asyncapi_document
from infra.asyncapi.parts import Json
from infra.eventlog.records.event_record import LOG_HEADERS
from infra.messages.commands import CommandEnvelope
from infra.messages.values import decode
from infra.publishing.public_topics import public_topics
from schemas.golden_bytes import read_bytes
from schemas.registry import Registry
from tests.unit.messages.written_headers import written_headers

SPECIFICATION = Path(__file__).with_name("asyncapi-3.0.0.json.gz")
"""The specification's own JSON Schema, from the package @asyncapi/specs 6.11.1 (Apache-2.0), packed."""
AN_ID = UUID(int=7)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def document() -> Json:
    return asyncapi_document("caseledger", "one:9092, two:9092", 4)


def test_it_keeps_to_the_specification(document: Json) -> None:
    validator = Draft7Validator(json.loads(gzip.decompress(SPECIFICATION.read_bytes())))
    assert [f"{list(each.path)}: {each.message}"[:200] for each in validator.iter_errors(document)] == []
    assert list(validator.iter_errors({**document, "channels": {"events": {"address": 7}}}))


def test_every_message_is_in_it_with_the_schema_that_is_written(document: Json) -> None:
    channels = document["channels"]
    assert set(channels["events"]["messages"]) == set(EVENTS)
    assert set(channels["commands"]["messages"]) == set(COMMANDS)
    public = {f"caseledger.public.{name.rpartition('.')[2]}" for name in EVENTS}
    assert set(document["components"]["messages"]) == {*EVENTS, *COMMANDS, ANSWER, *public}
    assert [channels[name]["address"] for name in channels] == [f"caseledger.{name}" for name in channels]
    for name, message in document["components"]["messages"].items():
        schema = message["payload"]["schema"]
        assert f"{schema['namespace']}.{schema['name']}" == name
        assert message["summary"] == schema["doc"]


def test_each_public_topic_is_in_it_with_its_own_message_and_nothing_personal(document: Json) -> None:
    for name, topic in public_topics("caseledger").items():
        told = document["channels"][f"public.{name}"]
        assert told["address"] == topic
        assert list(told["messages"]) == [f"caseledger.public.{name}"]
        assert document["operations"][f"publish{name}"]["action"] == "send"
    schema = document["components"]["messages"]["caseledger.public.DisputeRaised"]["payload"]["schema"]
    assert "text" not in {field["name"] for field in schema["fields"]}


def test_it_says_which_events_move_money(document: Json) -> None:
    for name in EVENTS:
        sample = decode(read_bytes(Registry.load().newest(name)))
        assert isinstance(sample, Event)
        tags = [tag["name"] for tag in document["components"]["messages"][name]["tags"]]
        assert tags == [MOVES_MONEY] or not sample.postings(), name


def test_its_headers_are_those_that_are_written(document: Json) -> None:
    envelope = CommandEnvelope(AN_ID, AN_ID, NOON, Actor("user", "anna"), AN_ID, traceparent="00-…")
    event = decode(read_bytes(Registry.load().newest("caseledger.case.CaseClosed")))
    assert isinstance(event, Event)
    written = written_headers(envelope, event, AN_ID, NOON)
    told = document["components"]["messageTraits"]["event"]["headers"]
    assert set(told["properties"]) == {name for name, _ in written} | set(LOG_HEADERS)
    assert set(told["required"]) == set(told["properties"]) - {"traceparent"}, "not every command belongs to a trace"


def test_where_the_brokers_are_is_told_only_when_it_is_to_be() -> None:
    assert "servers" not in asyncapi_document("caseledger")
    told = asyncapi_document("another", "one:9092")
    assert told["servers"] == {"kafka0": {"host": "one:9092", "protocol": "kafka"}}
    assert told["channels"]["events"]["address"] == "another.events"
