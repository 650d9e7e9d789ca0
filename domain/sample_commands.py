"""Commands as somebody would ask for them on an aggregate as it stands: samples, from the types of their fields.

A field of a closed set is tried with each of its members; the number of a hold or a dispute with those that are there;
an amount with all that is owed and the least; a day with today and two weeks on. What types do not give, a command says
itself (``Command.to_try``); a field with a default has it.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from itertools import islice, product
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from domain.kernel.decision import Context
from domain.kernel.limits import Shape
from domain.kernel.message import Command
from domain.kernel.numbered import Numbered
from domain.kernel.personal import PersonalData
from domain.kernel.quick_record import maker_of

SOMEBODY = UUID(int=0)
"""Who is nobody on the case yet."""
CHOICES_MAX = 4_000
"""Combinations of closed sets that are tried of one command; no command has as many."""
WAYS_MAX = 64
"""Samples of one combination."""
NUMBERS_MAX = 8
_SHAPES = {"country_invalid": "SE", "language_invalid": "en"}

Choice = Mapping[str, StrEnum]
"""By the name of the field: the members of closed sets that a sample has."""


def samples(cls: type[Command], state: Any, context: Context, day: date) -> Iterator[tuple[Choice, Iterator[Command]]]:
    """For each choice among the closed sets, some commands that say it. ``day`` is the local day of ``context``."""
    given, sets, others = _asked(cls, state, context, day)
    for members in islice(product(*sets.values()), CHOICES_MAX):
        choice = dict(zip(sets, members, strict=True))
        yield choice, _ways(cls, {**given, **choice}, others)


def ways_of(cls: type[Command], choice: Choice, state: Any, context: Context, day: date) -> Iterator[Command]:
    """Some commands that say this choice."""
    given, _, others = _asked(cls, state, context, day)
    return _ways(cls, {**given, **choice}, others)


def members_of(cls: type[Command]) -> dict[str, type[StrEnum]]:
    """The closed sets that a command chooses from, by the name of the field."""
    return dict(_closed_sets(cls))


def _asked(
    cls: Any, state: Any, context: Context, day: date
) -> tuple[dict[str, Any], dict[str, type[StrEnum]], dict[str, Sequence[Any]]]:
    """The fields that have one value; those of closed sets, with the set; and the others, with some values of each."""
    given = {**_usual(cls), **cls.to_try(state, day)}
    sets = {name: kind for name, kind in _closed_sets(cls) if name not in given}
    others = {
        name: _values(name, hint, state, context, day)
        for name, hint in _hints(cls)
        if name not in given and name not in sets
    }
    return given, sets, others


def _ways(cls: type[Command], said: Mapping[str, Any], others: Mapping[str, Sequence[Any]]) -> Iterator[Command]:
    make = maker_of(cls)
    for values in islice(product(*others.values()), WAYS_MAX):
        yield make(**said, **dict(zip(others, values, strict=True)))


@cache
def _hints(cls: Any) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(cls, include_extras=True)
    return tuple((field.name, hints[field.name]) for field in fields(cls))


@cache
def _usual(cls: Any) -> dict[str, Any]:
    """Fields with a default have it: who asks for something else says so."""
    return {field.name: field.default for field in fields(cls) if field.default is not MISSING}


def _closed_sets(cls: Any) -> list[tuple[str, type[StrEnum]]]:
    return [(name, hint) for name, hint in _hints(cls) if isinstance(hint, type) and issubclass(hint, StrEnum)]


def _values(name: str, hint: Any, state: Any, context: Context, day: date) -> Sequence[Any]:
    """Of a field that is no closed set: at least one."""
    notes: tuple[Any, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *rest = get_args(hint)
        notes = tuple(rest)
    is_personal = any(isinstance(note, PersonalData) for note in notes)
    if get_origin(hint) in (Union, types.UnionType):
        (inner,) = [argument for argument in get_args(hint) if argument is not type(None)]
        return [None] if is_personal else [*_of_type(name, inner, notes, state, context, day), None]
    return ["somebody"] if is_personal else _of_type(name, hint, notes, state, context, day)


def _of_type(name: str, hint: Any, notes: Sequence[Any], state: Any, context: Context, day: date) -> Sequence[Any]:
    if hint is date:
        return [day, day + timedelta(days=14)]
    if hint is datetime:
        return [context.now]
    if hint is bool:
        return [False] if name == "is_breach" else [False, True]  # nobody sets out to break a rule
    if hint is UUID:
        return [*getattr(getattr(state, "debtors", None), "roles", {}), SOMEBODY]
    if hint is int:
        return _numbers(name, state)
    if get_origin(hint) is tuple:
        return [()]
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return list(hint)
    return [_text(name, notes, state)]


def _numbers(name: str, state: Any) -> Sequence[int]:
    if name.endswith("_minor"):
        return list(dict.fromkeys((max(1, getattr(state, "outstanding_minor", 1)), 1)))
    numbered = getattr(state, f"{name}s", None)
    known = list(numbered.by_number) if isinstance(numbered, Numbered) else []
    return known[: -NUMBERS_MAX - 1 : -1] or [1]


def _text(name: str, notes: Sequence[Any], state: Any) -> str:
    if name == "currency":
        return str(state.currency)
    shape = next((note for note in notes if isinstance(note, Shape)), None)
    return _SHAPES.get(shape.code, "asked") if shape else "asked"
