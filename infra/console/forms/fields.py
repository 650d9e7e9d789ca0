"""The fields of a command as a form has them: from the schema of its body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from infra.http.commands.bodies import model_of
from infra.http.problems import HttpProblem

TEXT_FROM = 200
"""A text that may be longer than this has several lines."""
ROWS_AT_FIRST = 3
ROWS_MORE = 3
ROWS_MOST = 1_000
"""More than any command takes."""


@dataclass(frozen=True, slots=True)
class FormField:
    """``name`` is its place in the body: ``instalments.0.due_date``. ``kind`` is one of text, lines, choice, choices,
    words (texts with commas between), amount, number, day, time, yes, id, or ``group`` for what has ``parts``.
    """

    name: str
    kind: str
    is_required: bool
    members: tuple[str, ...] = ()
    most: int | None = None
    pattern: str | None = None
    parts: tuple[FormField, ...] = ()
    repeats: bool = False

    @property
    def own_name(self) -> str:
        """Without the place that it stands at."""
        return self.name.rpartition(".")[2]

    def row(self, number: int) -> FormField:
        """The ``number``-th of a group that repeats, the first being 0. Nobody must fill it in."""
        return _placed(self, f"{self.name}.{number}")


def _placed(field: FormField, name: str) -> FormField:
    parts = tuple(_placed(part, f"{name}.{part.own_name}") for part in field.parts)
    return FormField(name, field.kind, False, field.members, field.most, field.pattern, parts)


@cache
def fields_of_command(cls: Any) -> tuple[FormField, ...]:
    """In the order of its class, and when it happened last."""
    schema = model_of(cls).model_json_schema()
    return tuple(_fields(schema, schema.get("$defs", {}), ""))


def _fields(schema: Mapping[str, Any], defs: Mapping[str, Any], place: str) -> Iterator[FormField]:
    required = schema.get("required", ())
    for name, given in schema["properties"].items():
        yield _field(f"{place}{name}", given, defs, name in required)


def _field(name: str, given: Mapping[str, Any], defs: Mapping[str, Any], is_required: bool) -> FormField:
    said = _resolved(given, defs)
    kind, own = said.get("type"), name.rpartition(".")[2]
    if "enum" in said:
        return FormField(name, "choice", is_required, tuple(said["enum"]))
    if kind == "array":
        return _several(name, _resolved(said["items"], defs), defs, is_required)
    if kind == "object":
        return FormField(name, "group", is_required, parts=tuple(_fields(said, defs, f"{name}.")))
    if kind == "boolean":
        return FormField(name, "yes", False)
    if kind == "integer":
        return FormField(name, "amount" if own.endswith("_minor") else "number", is_required)
    special = {"date": "day", "date-time": "time", "uuid": "id"}.get(said.get("format", ""))
    most = said.get("maxLength")
    text = "lines" if most and most > TEXT_FROM else "text"
    return FormField(name, special or text, is_required, most=most, pattern=said.get("pattern"))


def _several(name: str, item: Mapping[str, Any], defs: Mapping[str, Any], is_required: bool) -> FormField:
    if item.get("type") == "object":
        parts = tuple(_fields(item, defs, f"{name}."))
        return FormField(name, "group", is_required, parts=parts, repeats=True)
    if "enum" in item:
        return FormField(name, "choices", is_required, tuple(item["enum"]))
    return FormField(name, "words", is_required)


def _resolved(given: Mapping[str, Any], defs: Mapping[str, Any]) -> dict[str, Any]:
    """Without references, and without the null of what may be left out."""
    said = dict(given)
    if "anyOf" in said:
        said |= next(one for one in said.pop("anyOf") if one.get("type") != "null")
    if "$ref" in said:
        said |= defs[said.pop("$ref").rpartition("/")[2]]
    return said


def rows_of(field: FormField, values: Mapping[str, Any], more: bool = False) -> list[FormField]:
    """Of a group that repeats: those that are filled in, some empty ones, and more when asked for.

    Raises HttpProblem for more rows than a form has.
    """
    shown = max(max(row_numbers(field, values), default=-1) + 1, ROWS_AT_FIRST) + (ROWS_MORE if more else 0)
    return [field.row(number) for number in range(shown)]


def row_numbers(field: FormField, values: Mapping[str, Any]) -> list[int]:
    """Those of its rows that something is said of, in order. Raises HttpProblem: each would be shown."""
    place = field.name.count(".") + 1
    told = {name.split(".")[place] for name in values if name.startswith(f"{field.name}.")}
    rows = [one for one in told if one.isascii() and one.isdecimal()]
    if any(len(one) > len(str(ROWS_MOST)) or int(one) >= ROWS_MOST for one in rows):
        raise HttpProblem("body_invalid", f"A form has {ROWS_MOST} rows at most.")
    return sorted({int(one) for one in rows})
