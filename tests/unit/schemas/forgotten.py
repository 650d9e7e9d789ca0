"""What a new message still lacks, in sentences that say which file to touch."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from domain.kernel.aggregate import AggregateKind
from domain.kernel.message import Message
from domain.kernel.personal import PersonalData
from infra.messages.crypto.personal_fields import has_personal
from schemas.golden_bytes import bytes_file, sample_file
from schemas.lock import read_schema
from schemas.registry import Registry, UnknownSchemaError
from schemas.shape import DAYS, MICROSECONDS, MINOR_UNITS, UUID_NAME
from schemas.tree import Node, expand

Field = tuple[str, object]


def forgotten_schemas(messages: Mapping[str, type[Message]], registry: Registry, folder: Path) -> Iterator[str]:
    """Messages without a schema or golden bytes, or whose dataclass and newest schema differ."""
    for topic, cls in messages.items():
        try:
            row = registry.newest(topic)
        except UnknownSchemaError:
            aggregate, *within, name = topic.split(".")[1:]
            place = f"schemas/{aggregate}/{'commands' if within else 'events'}/{name}.v1.avsc"
            yield f"{name} has no schema: write {place}, then `python -m schemas lock`"
            continue
        for file in (sample_file(row, folder), bytes_file(row, folder)):
            if not file.exists():
                yield f"{cls.__name__} has no golden/{file.relative_to(folder / 'golden')}: `python -m schemas golden`"
        yield from differences(
            cls, topic.removeprefix("caseledger.").rpartition(".")[0], expand(read_schema(folder / row.file)), row.file
        )


def differences(cls: type, place: str, schema: Node, file: str) -> Iterator[str]:
    """Where the fields of a dataclass are not those of its schema, in the same order and of the matching types."""
    in_class, in_schema = class_fields(cls, place), schema_fields(schema)
    names, schema_names = [name for name, _ in in_class], [name for name, _ in in_schema]
    if names != schema_names:
        yield f"{cls.__name__} has the fields {names} and {file} has {schema_names}: make them the same, in order"
        return
    for (name, wanted), (_, found) in zip(in_class, in_schema, strict=True):
        if wanted != found:
            yield f"{cls.__name__}.{name} is {wanted} by its dataclass and {found} in {file}: make them the same"


def unknown_schemas(messages: Iterable[str], registry: Registry) -> Iterator[str]:
    """Locked messages of an aggregate that no dataclass stands for: what they wrote could not be read any more."""
    known = {
        *messages,
        "caseledger.replies.CommandAnswered",
        "caseledger.keys.PersonKey",
        "caseledger.creditors.CreditorEntry",
    }
    for name in dict.fromkeys(row.name for row in registry.rows):
        if name not in known:
            yield f"{name} is locked and no kind in domain.catalogue.KINDS has its dataclass: bring it back"


def forgotten_functions(kinds: Iterable[AggregateKind[Any]]) -> Iterator[str]:
    """Commands that nothing decides."""
    for kind in kinds:
        for name in sorted(kind.undecided()):
            yield f"no function in domain/{kind.name}/ decides {name}: write one under @{kind.name.upper()}.decides"


def class_fields(cls: type, place: str) -> list[Field]:
    """Name and wire type of each field, as the dataclass has them. ``place`` is its aggregate, or ``case.commands``."""
    assert is_dataclass(cls)
    hints = get_type_hints(cls, include_extras=True)
    return [(field.name, _of_annotation(hints[field.name], field.name, place)) for field in fields(cls)]


def _of_annotation(annotation: Any, name: str, place: str) -> object:
    if get_origin(annotation) is Annotated:
        inner, *notes = get_args(annotation)
        mark = next((note for note in notes if isinstance(note, PersonalData)), None)
        if mark is None:
            return _of_annotation(inner, name, place)
        return ("personal", mark.category, mark.person, _sealed_of(_of_annotation(inner, name, place), place))
    if annotation is int:
        return ("long", MINOR_UNITS if name.endswith("_minor") else None)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return "string"
    plain = {UUID: UUID_NAME, str: "string", bool: "boolean", date: ("int", DAYS), datetime: ("long", MICROSECONDS)}
    if annotation in plain:
        return plain[annotation]
    if get_origin(annotation) in (Union, types.UnionType):
        (inner,) = [argument for argument in get_args(annotation) if argument is not type(None)]
        return ("optional", _of_annotation(inner, name, place))
    if get_origin(annotation) is tuple and get_args(annotation)[1:] == (...,):
        return ("list of", _of_annotation(get_args(annotation)[0], name, place))
    if is_dataclass(annotation):
        assert isinstance(annotation, type)
        # A record with personal texts is another on events, where they are sealed, than on commands.
        within = place if has_personal(annotation) else place.partition(".")[0]
        return (f"caseledger.{within}.{annotation.__name__}", class_fields(annotation, place))
    return f"a {annotation}, for which docs/schemas.md has no type"


def _sealed_of(wire: object, place: str) -> object:
    if place.endswith(".commands"):
        return wire
    return ("optional", "bytes") if wire == ("optional", "string") else "bytes"


def schema_fields(record: Node) -> list[Field]:
    """The same of an expanded schema."""
    return [(field["name"], _of_field(field)) for field in record["fields"]]


def _of_field(field: Node) -> object:
    wire = _of_schema(field["type"], field.get("unit"))
    return ("personal", field["personal"], field["person"], wire) if "personal" in field else wire


def _of_schema(kind: Node, unit: str | None) -> object:
    if kind["type"] in ("int", "long"):
        return (kind["type"], unit)
    if kind["type"] == "union":
        return ("optional", _of_schema(kind["branches"][1], unit))
    if kind["type"] == "array":
        return ("list of", _of_schema(kind["items"], unit))
    if kind["type"] == "record":
        return (kind["name"], schema_fields(kind))
    return kind["name"] if kind["type"] == "fixed" else kind["type"]
