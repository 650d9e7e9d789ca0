"""Between a message (a frozen dataclass) and the plain fields that Avro stores.

The types of a dataclass say how: UUIDs are 16 bytes, dates days and datetimes microseconds since 1970-01-01 (UTC),
nested dataclasses records, tuples of them arrays. A personal text is bytes when it is sealed (on events, whose schema
takes nothing else there) and text otherwise (on commands). The way for each class is worked out once and kept.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from operator import itemgetter
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from domain.kernel.personal import PersonalData, Sealed
from domain.kernel.quick_record import maker_of, reader_of
from domain.kernel.quick_uuid import uuid_of_bytes

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Convert = Callable[[Any], Any]
_PLAIN = (str, int, bool, bytes)


class _ClosedSet(dict[str, str]):
    """Values by their texts; one that a newer version of the set has stays the text that it is."""

    def __missing__(self, text: str) -> str:
        return text


class _Days(dict[int, date]):
    """Days by their numbers from 1970-01-01: a log says few, again and again."""

    def __missing__(self, number: int) -> date:
        if len(self) >= DAYS_MAX:
            self.clear()
        day = self[number] = date.fromordinal(number + _EPOCH_DAY)
        return day


DAYS_MAX = 10_000
_day = _Days().__getitem__


def bytes_of_uuid(identifier: UUID) -> bytes:
    """16 bytes."""
    return identifier.int.to_bytes(16)


def _known(closed_set: type[StrEnum]) -> Convert:
    return _ClosedSet({value.value: value for value in closed_set}).__getitem__


def _pair(annotation: Any) -> tuple[Convert, Convert] | None:
    """How values of this type go to Avro and come back; None when they stay as they are."""
    if get_origin(annotation) is Annotated:
        plain, *marks = get_args(annotation)
        is_personal = any(isinstance(mark, PersonalData) for mark in marks)
        return (_sealed_content, _sealed) if is_personal else _pair(plain)
    if annotation is UUID:
        return bytes_of_uuid, uuid_of_bytes
    if annotation is datetime:
        return (lambda value: (value - _EPOCH) // _MICROSECOND), (lambda value: _EPOCH + timedelta(microseconds=value))
    if annotation is date:
        return (lambda value: value.toordinal() - _EPOCH_DAY), _day
    if is_dataclass(annotation):
        assert isinstance(annotation, type)
        return to_fields, lambda value: from_fields(annotation, value)
    if get_origin(annotation) is tuple:
        return _array(_pair(get_args(annotation)[0]))
    if get_origin(annotation) in (Union, types.UnionType):
        return _optional(annotation)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return str, _known(annotation)
    if isinstance(annotation, type) and issubclass(annotation, _PLAIN):
        return None
    raise TypeError(f"no way to the wire for fields of type {annotation}")


def _sealed_content(text: str | None) -> str | bytes | None:
    return text.content if isinstance(text, Sealed) else text


def _sealed(value: str | bytes | None) -> str | None:
    return Sealed(value) if isinstance(value, bytes) else value


def _array(element: tuple[Convert, Convert] | None) -> tuple[Convert, Convert]:
    if element is None:
        return list, tuple
    to_wire, from_wire = element
    return (lambda values: [to_wire(v) for v in values]), (lambda values: tuple([from_wire(v) for v in values]))


def given(annotation: Any) -> Any:
    """The type of a value that is there, of one that may be missing."""
    if get_origin(annotation) not in (Union, types.UnionType):
        return annotation
    (inner,) = [argument for argument in get_args(annotation) if argument is not type(None)]
    return inner


def _optional(annotation: Any) -> tuple[Convert, Convert] | None:
    pair = _pair(given(annotation))
    if pair is None:
        return None
    to_wire, from_wire = pair
    return (
        (lambda value: None if value is None else to_wire(value)),
        (lambda value: None if value is None else from_wire(value)),
    )


class _Shape:
    """How messages of one class are taken apart and put together, worked out once."""

    def __init__(self, cls: type) -> None:
        assert is_dataclass(cls)
        hints = get_type_hints(cls, include_extras=True)
        self.names = tuple(field.name for field in dataclass_fields(cls))
        self.make = maker_of(cls)
        self.read = reader_of(self.names)
        self.pick = itemgetter(*self.names) if len(self.names) > 1 else _alone(itemgetter(*self.names))
        pairs = [(name, number, _pair(hints[name])) for number, name in enumerate(self.names)]
        self.to_wire = [(name, pair[0]) for name, _, pair in pairs if pair]
        self.from_wire = [(number, pair[1]) for _, number, pair in pairs if pair]
        when_given = [(name, _pair(given(hints[name]))) for name in self.names]
        self.given_to_wire = {name: pair[0] for name, pair in when_given if pair}
        self.given_from_wire = {name: pair[1] for name, pair in when_given if pair}


def _alone(get: Convert) -> Convert:
    """A getter gives a single value as it is; this one gives it as a tuple of one, as for several."""
    return lambda source: (get(source),)


_SHAPES: dict[type, _Shape] = {}


def _shape_of(cls: type) -> _Shape:
    shape = _SHAPES.get(cls)
    if shape is None:
        shape = _SHAPES[cls] = _Shape(cls)
    return shape


def given_to_wire_of(cls: type) -> dict[str, Convert]:
    """How the values of those fields of a class go to Avro that do not stay as they are: values that are there."""
    return dict(_shape_of(cls).given_to_wire)


def from_wire_of(cls: type) -> dict[str, Convert]:
    """How the values of those fields of a class come back from Avro that do not stay as they are: values that are
    there."""
    return dict(_shape_of(cls).given_from_wire)


def to_fields(message: Any) -> dict[str, Any]:
    """The fields of a message as Avro takes them."""
    shape = _shape_of(type(message))
    values = dict(zip(shape.names, shape.read(message), strict=True))
    for name, to_wire in shape.to_wire:
        values[name] = to_wire(values[name])
    return values


Message = TypeVar("Message")


def from_fields(cls: type[Message], values: Mapping[str, Any]) -> Message:
    """The message of class ``cls`` with these fields. Raises KeyError or TypeError when they are not those of it."""
    shape = _shape_of(cls)
    arguments = list(shape.pick(values))
    for number, from_wire in shape.from_wire:
        arguments[number] = from_wire(arguments[number])
    return cast(Message, shape.make(*arguments))
