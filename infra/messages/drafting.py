"""Drafts of schemas, made from the message classes: fields are written once, and the contract follows from them.

A draft has everything but the words that a stranger needs: a field whose ``doc`` is not known from another message has
an empty one, which ``python -m schemas check`` names. What is drafted is read by a person, and then frozen.
"""

from __future__ import annotations

import json
import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from domain.catalogue import COMMANDS, EVENTS
from domain.kernel.message import Event, Message
from domain.kernel.personal import PersonalData
from infra.messages.crypto.personal_fields import has_personal
from schemas.lock import FOLDER
from schemas.shape import DAYS, MICROSECONDS, MINOR_UNITS

Schema = dict[str, Any]
_UUID: Schema = {"type": "fixed", "name": "Uuid", "namespace": "caseledger", "size": 16}


class NoSuchMessage(LookupError):
    """No message class has this name."""


def add(name: str, folder: Path = FOLDER) -> Path:
    """Write the draft of the first version of the message class ``name``. Raises NoSuchMessage, FileExistsError."""
    topic, cls = _named(name)
    _, kind, *rest = topic.split(".")
    what = "commands" if rest[0] == "commands" else "events"
    file = folder / kind / what / f"{name}.v1.avsc"
    text = as_text(draft(topic, cls, known_words(folder)))
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("x", encoding="utf-8") as opened:
        opened.write(text)
    return file


def draft(topic: str, cls: type[Message], words: dict[str, str]) -> Schema:
    """The schema of a message class. ``words`` are docs by field, and by message and field (``Name.field``)."""
    namespace, _, name = topic.rpartition(".")
    doc = words.get(name) or (cls.__doc__ or "").strip().partition("\n\n")[0].replace("\n    ", " ")
    return _Drafting(words, is_event=issubclass(cls, Event)).record(cls, name, namespace, doc)


def known_words(folder: Path = FOLDER) -> dict[str, str]:
    """What the schemas so far say of their messages and fields.

    Of a field in other messages only what all of them say: where they differ, the words of none of them would fit.
    """
    words: dict[str, str] = {}
    for file in sorted(folder.rglob("*.avsc")):
        _learn(json.loads(file.read_text(encoding="utf-8")), words)
    return words


def as_text(schema: Schema, indent: str = "") -> str:
    """A line for each field, so that a reviewer sees what was added."""
    head = {key: value for key, value in schema.items() if key != "fields"}
    lines = [f'{indent}  "{key}": {_json(value)},' for key, value in head.items()]
    body = ",\n".join(_field_text(field, indent + "    ") for field in schema["fields"])
    text = "\n".join([f"{indent}{{", *lines, f'{indent}  "fields": [', body, f"{indent}  ]", f"{indent}}}"])
    return text + "\n" if not indent else text


def _named(name: str) -> tuple[str, type[Message]]:
    for topic, cls in {**EVENTS, **COMMANDS}.items():
        if cls.__name__ == name:
            return topic, cls
    raise NoSuchMessage(f"There is no message class {name}; its file must be in the package of its aggregate's kind.")


class _Drafting:
    def __init__(self, words: dict[str, str], *, is_event: bool) -> None:
        self._words = words
        self._is_event = is_event
        self._defined: set[str] = set()

    def record(self, cls: type, name: str, namespace: str, doc: str) -> Schema:
        hints = get_type_hints(cls, include_extras=True)
        made = [self._field(name, field.name, hints[field.name], namespace) for field in fields(cls)]
        return {"type": "record", "name": name, "namespace": namespace, "doc": doc, "fields": made}

    def _field(self, record: str, name: str, annotation: Any, namespace: str) -> Schema:
        notes: tuple[Any, ...] = ()
        while get_origin(annotation) is Annotated:
            annotation, *rest = get_args(annotation)
            notes += tuple(rest)
        optional = get_origin(annotation) in (Union, types.UnionType)
        if optional:
            annotation = next(argument for argument in get_args(annotation) if argument is not type(None))
        while get_origin(annotation) is Annotated:
            annotation, *rest = get_args(annotation)
            notes += tuple(rest)
        kind = self._kind(annotation, namespace)
        personal = next((note for note in notes if isinstance(note, PersonalData)), None)
        if personal and self._is_event:
            kind = "bytes"  # sealed: an event is kept for ever
        field: Schema = {"name": name, "type": ["null", kind] if optional else kind}
        if optional:
            field["default"] = None
        field |= self._unit(annotation, name)
        if personal:
            field |= {"personal": personal.category, "person": personal.person}
        field["doc"] = self._words.get(f"{record}.{name}") or self._values(annotation) or self._words.get(name, "")
        return field

    def _kind(self, annotation: Any, namespace: str) -> Any:
        if annotation is UUID:
            return self._once("caseledger.Uuid", _UUID)
        if annotation is date:
            return "int"
        if annotation is bool:
            return "boolean"
        if annotation in (int, datetime):
            return "long"
        if get_origin(annotation) is tuple:
            return {"type": "array", "items": self._kind(get_args(annotation)[0], namespace)}
        if is_dataclass(annotation):
            assert isinstance(annotation, type)
            # With personal fields it is another type on a command, which is not sealed, than on an event.
            home = namespace if has_personal(annotation) else namespace.removesuffix(".commands")
            doc = self._words.get(annotation.__name__) or (annotation.__doc__ or "").strip()
            return self._once(f"{home}.{annotation.__name__}", self.record(annotation, annotation.__name__, home, doc))
        assert isinstance(annotation, type)
        assert issubclass(annotation, str), f"no schema for fields of type {annotation}"
        return "string"

    def _once(self, full_name: str, definition: Schema) -> Any:
        """A named type is defined where it comes first, and named from then on."""
        if full_name in self._defined:
            return full_name
        self._defined.add(full_name)
        return definition

    def _unit(self, annotation: Any, name: str) -> Schema:
        if annotation is int and name.endswith("_minor"):
            return {"unit": MINOR_UNITS}
        return {"unit": {date: DAYS, datetime: MICROSECONDS}[annotation]} if annotation in (date, datetime) else {}

    def _values(self, annotation: Any) -> str:
        is_closed = isinstance(annotation, type) and issubclass(annotation, StrEnum)
        return f"One of these, and maybe others later: {', '.join(annotation)}." if is_closed else ""


def _learn(node: Schema, words: dict[str, str]) -> None:
    if isinstance(node, list):
        for each in node:
            _learn(each, words)
    elif isinstance(node, dict) and node.get("type") == "record":
        words[node["name"]] = node.get("doc", "")
        for field in node["fields"]:
            said = words[f"{node['name']}.{field['name']}"] = field.get("doc", "")
            words[field["name"]] = said if words.get(field["name"], said) == said else ""
            _learn(field["type"], words)
    elif isinstance(node, dict) and node.get("type") == "array":
        _learn(node["items"], words)


def _field_text(field: Schema, indent: str) -> str:
    kind = field["type"]
    items = kind.get("items") if isinstance(kind, dict) else None
    if not (isinstance(items, dict) and items.get("type") == "record"):
        return f"{indent}{_json(field)}"
    head = {key: value for key, value in field.items() if key != "type"}
    return (
        f'{indent}{_json(head)[:-1]}, "type": {{\n{indent}  "type": "array",\n'
        f'{indent}  "items": {as_text(items, indent + "  ").lstrip()}\n{indent}}}}}'
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
