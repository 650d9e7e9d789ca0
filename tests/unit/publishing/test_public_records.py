"""What a public record says: flat, plain, and nothing about a person."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from fastavro import parse_schema, schemaless_reader

from domain.catalogue import EVENTS
from infra.publishing.public_record import PublicRecords
from infra.publishing.public_schema import ENVELOPE, ID_DISTANCE, public_type
from schemas.lock import FOLDER, digest, read_lock, read_schema
from schemas.tree import is_field, walk
from tests.unit.publishing.some_events import EVERY_TYPE, OCCURRED, golden

FLAT = ({"null", "string", "int", "long", "boolean"}, {"timestamp-millis", "date"})


def read(name: str) -> dict[str, Any]:
    """The golden event of a type, published and read again by the library that others use."""
    event = golden(name)
    public = PublicRecords.of(event.topic)
    value = public.value(event)
    assert value[:5] == bytes([0]) + public.type.row.id.to_bytes(4, "big")
    read_back = schemaless_reader(BytesIO(value[5:]), parse_schema(public.type.document), None)
    assert isinstance(read_back, dict)
    return read_back


def test_every_event_is_published_flat_and_with_names_of_its_own() -> None:
    for name in EVERY_TYPE:
        fields = PublicRecords.of(golden(name).topic).type.document["fields"]
        names = [field["name"] for field in fields]
        assert len(names) == len(set(names)), f"{name} has a field that is called as one around every event"
        for field in fields:
            types = field["type"] if isinstance(field["type"], list) else [field["type"]]
            for each in types:
                kind, logical = (each["type"], each["logicalType"]) if isinstance(each, dict) else (each, "date")
                assert kind in FLAT[0] and logical in FLAT[1], f"{name}.{field['name']} is no flat value"
        assert read(name).keys() == set(names)


def test_no_personal_field_is_published_wherever_it_stands() -> None:
    seen = 0
    for row in read_lock():
        if row.name not in EVENTS:
            continue
        document = read_schema(FOLDER / row.file)
        personal = {path.split(".")[-1] for path, node in walk(document) if is_field(node) and "personal" in node}
        public = public_type(row, document)
        assert public is not None
        assert not personal & {field["name"] for field in public.document["fields"]}
        texts = [value for value in read(public.name).values() if isinstance(value, str) and value[:1] in "[{"]
        assert not any(f'"{name}":' in text for name in personal for text in texts), f"{row.name} tells of a person"
        seen += len(personal)
    assert seen > 20


def test_a_claim_reads_as_a_database_wants_it() -> None:
    claim = read("ClaimReceived")
    event = golden("ClaimReceived")
    assert claim["event_id"] == str(event.event_id)
    assert claim["aggregate_id"] == str(UUID(int=1))
    assert (claim["event_partition"], claim["event_position"], claim["event_version"]) == (2, 7, 3)
    assert claim["event_occurred_at"] == OCCURRED.replace(microsecond=123000)
    assert claim["event_occurred_at_us"] == 1772438400123456
    assert isinstance(claim["principal_minor"], int)
    assert isinstance(claim["due_date"], date)
    received = event.event.received_at  # type: ignore[attr-defined]
    assert claim["received_at_us"] == (received - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1_000_000
    assert claim["received_at"] == received.replace(microsecond=received.microsecond // 1000 * 1000)
    assert "debtor_name" not in claim and "description" not in claim
    assert claim["person_id"] == str(event.event.person_id)  # type: ignore[attr-defined]


def test_a_list_is_a_text_of_json() -> None:
    plan = golden("PlanAgreed")
    told = json.loads(read("PlanAgreed")["instalments"])
    assert [(each["due_date"], each["amount_minor"]) for each in told] == [
        (each.due_date.isoformat(), each.amount_minor)
        for each in plan.event.instalments  # type: ignore[attr-defined]
    ]


def test_ids_follow_from_the_lock_and_meet_no_other() -> None:
    rows = read_lock()
    made = {row.id + ID_DISTANCE for row in rows}
    assert not made & {row.id for row in rows}
    assert max(row.id for row in rows) < min(made), "so many schemas need another distance"


def test_the_way_a_schema_is_made_does_not_change() -> None:
    """Bytes stand on topics under these ids. Another way of making them needs another ``ID_DISTANCE``."""
    fixed, array = {"type": "fixed", "name": "Uuid", "namespace": "caseledger", "size": 16}, {"type": "array"}
    part = {"type": "record", "name": "Part", "fields": [{"name": "text", "type": "bytes", "personal": "contact"}]}
    sample = {
        "type": "record",
        "name": "CaseClosed",
        "namespace": "caseledger.case",
        "doc": "A sample.",
        "fields": [
            {"name": "id", "type": fixed, "doc": "Of something."},
            {"name": "day", "type": ["null", "int"], "default": None, "unit": "days since 1970-01-01"},
            {"name": "at", "type": "long", "unit": "microseconds since 1970-01-01T00:00:00Z"},
            {"name": "sum_minor", "type": "long", "unit": "minor units of currency", "default": 0},
            {"name": "parts", "type": array | {"items": part}},
            {"name": "name", "type": "bytes", "personal": "contact", "person": "id"},
            {"name": "done", "type": "boolean"},
        ],
    }
    row = next(row for row in read_lock() if row.name == "caseledger.case.CaseClosed")
    public = public_type(row, sample)
    assert public is not None
    own = public.document["fields"][len(ENVELOPE) :]
    assert [field["name"] for field in own] == ["id", "day", "at", "at_us", "sum_minor", "parts", "done"]
    assert digest(public.document) == "2db37f7bfd1aa4549092d266dfdc87c50f93808a9cebe5484023c0a67ce64b00"


@pytest.mark.parametrize("kind", ["bytes", "double"])
def test_what_nobody_has_thought_of_is_not_published_by_chance(kind: str) -> None:
    row = next(row for row in read_lock() if row.name == "caseledger.case.CaseClosed")
    with pytest.raises(TypeError, match="no way to publish"):
        public_type(row, {"type": "record", "name": "X", "doc": "", "fields": [{"name": "a", "type": kind}]})
