"""Any message there is, with any fields that its types allow."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from hypothesis import strategies as st

from domain.catalogue import COMMANDS, EVENTS
from domain.kernel.aggregate import Message

_OF_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=20),
    int: st.integers(-(2**63), 2**63 - 1),
    UUID: st.uuids(),
    date: st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    datetime: st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(lambda t: t.replace(tzinfo=UTC)),  # noqa: DTZ001
}


def values_of(annotation: Any) -> st.SearchStrategy[Any]:
    """Values of a field's type."""
    if is_dataclass(annotation):
        assert isinstance(annotation, type)
        return messages_of(annotation)
    if get_origin(annotation) is tuple:
        return st.lists(values_of(get_args(annotation)[0]), max_size=3).map(tuple)
    if get_origin(annotation) in (Union, types.UnionType):
        return st.one_of([st.none() if a is type(None) else values_of(a) for a in get_args(annotation)])
    return _OF_TYPE[annotation]


def messages_of(cls: type) -> st.SearchStrategy[Any]:
    """Messages of a class."""
    assert is_dataclass(cls)
    hints = get_type_hints(cls)
    return st.builds(cls, **{field.name: values_of(hints[field.name]) for field in fields(cls)})


ANY_EVENT: st.SearchStrategy[Message] = st.sampled_from(sorted(EVENTS.values(), key=str)).flatmap(messages_of)
ANY_COMMAND: st.SearchStrategy[Message] = st.sampled_from(sorted(COMMANDS.values(), key=str)).flatmap(messages_of)
