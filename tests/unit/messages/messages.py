"""Any message there is, with any fields that its types allow."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from hypothesis import strategies as st

from domain.catalogue import COMMANDS, EVENTS
from domain.kernel.message import Event, Message
from domain.kernel.personal import PersonalData, Sealed

_OF_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=20),
    bool: st.booleans(),
    bytes: st.binary(max_size=60),
    int: st.integers(-(2**63), 2**63 - 1),
    UUID: st.uuids(),
    date: st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    datetime: st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(lambda t: t.replace(tzinfo=UTC)),  # noqa: DTZ001
}

_UNKNOWN_VALUES = st.text(max_size=20).map(lambda text: f"?{text}")
"""Of a closed set, as a newer version of the program may have written them: no set has one with a question mark."""


_SEALED = {**_OF_TYPE, str: st.binary(max_size=60).map(Sealed)}


def values_of(annotation: Any, *, sealed: bool = False) -> st.SearchStrategy[Any]:
    """Values of a field's type; with ``sealed``, a personal text as it stands on an event."""
    if get_origin(annotation) is Annotated:
        plain, *notes = get_args(annotation)
        is_personal = any(isinstance(note, PersonalData) for note in notes)
        of_type = _SEALED if sealed and is_personal else _OF_TYPE
        return of_type[plain] if plain is str else st.none() | of_type[str]
    if is_dataclass(annotation):
        assert isinstance(annotation, type)
        return messages_of(annotation, sealed=sealed)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return st.sampled_from(annotation) | _UNKNOWN_VALUES
    if get_origin(annotation) is tuple:
        return st.lists(values_of(get_args(annotation)[0], sealed=sealed), max_size=3).map(tuple)
    if get_origin(annotation) in (Union, types.UnionType):
        return st.one_of([st.none() if a is type(None) else values_of(a, sealed=sealed) for a in get_args(annotation)])
    return _OF_TYPE[annotation]


@cache  # a strategy is checked when it first draws: once, and not for each draw
def messages_of(cls: type, *, sealed: bool = False) -> st.SearchStrategy[Any]:
    """Messages of a class; with ``sealed``, as they can be written on an event's record."""
    assert is_dataclass(cls)
    hints = get_type_hints(cls, include_extras=True)
    return st.builds(cls, **{field.name: values_of(hints[field.name], sealed=sealed) for field in fields(cls)})


SOME_EVENT: st.SearchStrategy[Event] = st.sampled_from(sorted(EVENTS.values(), key=str)).flatmap(messages_of)
"""As it was decided, with its personal texts."""
ANY_EVENT: st.SearchStrategy[Message] = st.sampled_from(sorted(EVENTS.values(), key=str)).flatmap(
    lambda cls: messages_of(cls, sealed=True)
)
"""As it can be written."""
ANY_COMMAND: st.SearchStrategy[Message] = st.sampled_from(sorted(COMMANDS.values(), key=str)).flatmap(messages_of)
