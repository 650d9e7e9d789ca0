"""The schema of a public record, made from that of its event: what a database, Flink or ksqlDB takes as it is.

A record is flat. What stands around every event comes first, its own fields follow:

- an id is a text, a day Avro's ``date``;
- a time is there twice: under its name as ``timestamp-millis``, and with ``_us`` behind it in exact microseconds;
- a list or a part with fields of its own is one text of JSON;
- a personal field is left out, also inside such a part.

It follows from the locked schema alone, and so does its id: that of the event's version, and ``ID_DISTANCE``. Another
way to make it would need another distance, because bytes that were written must stay readable; a test holds it fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.catalogue import EVENTS
from schemas.lock import LockRow
from schemas.tree import Node, expand

ID_DISTANCE = 100_000
NAMESPACE = "caseledger.public"
MICROSECONDS, DAYS = "microseconds since 1970-01-01T00:00:00Z", "days since 1970-01-01"

Json = dict[str, Any]

_MILLIS: Json = {"type": {"type": "long", "logicalType": "timestamp-millis"}}
_DATE: Json = {"type": "int", "logicalType": "date"}

ENVELOPE: tuple[Json, ...] = (
    {"name": "event_id", "type": "string", "doc": "The event's own id, the same wherever it is met."},
    {"name": "event_type", "type": "string", "doc": "The full name of its type."},
    {"name": "aggregate_id", "type": "string", "doc": "Whose event it is: the record's key too."},
    {"name": "event_version", "type": "long", "doc": "Which event of its aggregate, counted from 1."},
    {"name": "event_partition", "type": "int", "doc": "The partition of the log that it stands in."},
    {"name": "event_position", "type": "long", "doc": "Which event of that partition, counted from 1."},
    {"name": "event_occurred_at", **_MILLIS, "doc": "When it happened, in UTC."},
    {"name": "event_occurred_at_us", "type": "long", "unit": MICROSECONDS, "doc": "The same, exactly."},
    {"name": "event_recorded_at", **_MILLIS, "doc": "When it was written, in UTC."},
    {"name": "event_recorded_at_us", "type": "long", "unit": MICROSECONDS, "doc": "The same, exactly."},
    {"name": "event_actor_kind", "type": "string", "doc": "Who acted: user, customer, system or bank."},
    {"name": "event_correlation_id", "type": "string", "doc": "The matter that it belongs to."},
    {"name": "event_causation_id", "type": "string", "doc": "The command that caused it."},
)


@dataclass(frozen=True, slots=True)
class PublicType:
    """One version of an event's type as it is published. ``name`` is the last part of the event's, such as CaseClosed.

    ``row`` is as of a locked schema, with the id and name of the public one.
    """

    name: str
    row: LockRow
    document: Json

    def topic(self, log: str) -> str:
        """Where its records stand."""
        return public_topic(log, self.name)


def public_topic(log: str, name: str) -> str:
    """The topic of a type."""
    return f"{log}.public.{name}"


def public_type(row: LockRow, document: Mapping[str, Any]) -> PublicType | None:
    """What is published of a locked version; None for one that is no event."""
    if row.name not in EVENTS:
        return None
    name = row.name.rpartition(".")[2]
    made = LockRow(row.id + ID_DISTANCE, f"{NAMESPACE}.{name}", row.version, row.file, row.sha256)
    return PublicType(name, made, _document(name, document))


def shown(field: Node) -> bool:
    """Whether a field is published at all."""
    return "personal" not in field


def unit_of(node: Node) -> str:
    """In what a number counts; empty for one that says nothing."""
    return str(node.get("unit", ""))


def optional(tree: Node) -> tuple[Node, bool]:
    """A type without the null that it may be, and whether it may."""
    if tree["type"] != "union":
        return tree, False
    (inner,) = [branch for branch in tree["branches"] if branch["type"] != "null"]
    return inner, True


def is_uuid(tree: Node) -> bool:
    """Whether it is one of our ids."""
    return bool(tree["type"] == "fixed" and tree["size"] == 16)


def _document(name: str, document: Mapping[str, Any]) -> Json:
    fields = [made for field in expand(document)["fields"] if shown(field) for made in _fields(field)]
    about = f"{document['doc']} Published from the log, without personal fields."
    return {"type": "record", "name": name, "namespace": NAMESPACE, "doc": about, "fields": [*ENVELOPE, *fields]}


def _fields(field: Node) -> list[Json]:
    tree, may_be_null = optional(field["type"])
    as_made = _with_null if may_be_null else _as_it_is
    doc = {"doc": field.get("doc", "")}
    default = {"default": field["default"]} if "default" in field else {}
    unit = {"unit": field["unit"]} if "unit" in field else {}
    made = {"name": field["name"], "type": as_made(_type(tree, unit_of(field))), **default}
    if unit_of(field) == MICROSECONDS:
        exact = {"name": f"{field['name']}_us", "type": as_made("long"), **default, **unit}
        return [made | doc, exact | {"doc": "The same, exactly."}]
    return [made | (unit if made["type"] in ("long", ["null", "long"]) else {}) | doc]


def _type(tree: Node, unit: str) -> Any:
    kind = tree["type"]
    if is_uuid(tree) or kind in ("array", "record", "string"):
        return "string"
    if unit == MICROSECONDS:
        return _MILLIS["type"]
    if unit == DAYS:
        return dict(_DATE)
    if kind in ("long", "int", "boolean"):
        return kind
    raise TypeError(f"there is no way to publish {kind}")


def _with_null(made: Any) -> Any:
    return ["null", made]


def _as_it_is(made: Any) -> Any:
    return made
