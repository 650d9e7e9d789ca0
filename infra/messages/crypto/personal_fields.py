"""The personal fields of a message: found once for each class, then changed message by message.

A class says with ``domain.kernel.personal`` which of its texts are about a person. Here each such text is replaced by
what a function makes of it (its seal, the text of a seal); a message without one is given back as it is.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from dataclasses import fields as dataclass_fields
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from domain.kernel.personal import WITHHELD, Category, PersonalData
from domain.kernel.quick_record import maker_of

Change = Callable[[str, UUID, Category, str], str]
"""What stands in place of a text: given it, its person, its category and its path, such as ``references[0].text``."""

Message = TypeVar("Message")


@dataclass(slots=True)
class _Record:
    """What there is to change in records of one class. Numbers are places of fields."""

    cls: type
    names: tuple[str, ...]
    texts: list[tuple[int, PersonalData]] = field(default_factory=list)
    nested: list[tuple[int, bool, _Record]] = field(default_factory=list)
    """Place, whether there are several, and what they are."""
    persons: tuple[str, ...] = ()
    """Fields of this record that are named as holding a person's id."""

    @property
    def is_personal(self) -> bool:
        return bool(self.texts or self.nested)


_RECORDS: dict[type, _Record] = {}


def change_personal(message: Message, change: Change) -> Message:
    """The message with every personal text (but none that is missing) changed.

    Raises TypeError when its class is annotated in a way that cannot be followed.
    """
    record = _RECORDS.get(type(message)) or _record_of(type(message))
    return _changed(record, message, {}, "", change) if record.is_personal else message


def has_personal(cls: type) -> bool:
    """Whether records of this class (a message, or a part of one) have fields for personal texts."""
    return (_RECORDS.get(cls) or _inspect(cls)).is_personal


def withheld(message: Message) -> Message:
    """The message with the same words in place of each personal text: what all may see of it."""
    return change_personal(message, lambda *_: WITHHELD)


def personal_of(message: object) -> Iterator[tuple[UUID, Category, str]]:
    """Person, category and text of each personal text that is there."""
    record = _RECORDS.get(type(message)) or _record_of(type(message))
    return _texts(record, message, {}) if record.is_personal else iter(())


def _texts(record: _Record, message: Any, persons: Mapping[str, UUID]) -> Iterator[tuple[UUID, Category, str]]:
    if record.persons:
        persons = {**persons, **{name: getattr(message, name) for name in record.persons}}
    for place, personal in record.texts:
        text = getattr(message, record.names[place])
        if text is not None:
            yield persons[personal.person], personal.category, text
    for place, is_several, inner in record.nested:
        held = getattr(message, record.names[place])
        if held is not None:
            for item in held if is_several else [held]:
                yield from _texts(inner, item, persons)


def _changed(record: _Record, message: Any, persons: Mapping[str, UUID], path: str, change: Change) -> Any:
    values = [getattr(message, name) for name in record.names]
    if record.persons:
        persons = {**persons, **{name: getattr(message, name) for name in record.persons}}
    is_there = False
    for place, personal in record.texts:
        text = values[place]
        if text is not None:
            is_there = True
            values[place] = change(text, persons[personal.person], personal.category, path + record.names[place])
    for place, is_several, inner in record.nested:
        if values[place] is None:
            continue
        is_there = True
        within = path + record.names[place]
        if is_several:
            values[place] = tuple(
                [_changed(inner, item, persons, f"{within}[{n}].", change) for n, item in enumerate(values[place])]
            )
        else:
            values[place] = _changed(inner, values[place], persons, within + ".", change)
    return maker_of(record.cls)(*values) if is_there else message


def _record_of(cls: type) -> _Record:
    record = _RECORDS[cls] = _inspect(cls)
    missing = _persons_needed(record) - set(record.persons)
    if missing:
        del _RECORDS[cls]
        raise TypeError(f"{cls.__name__} has personal fields, and no UUID in {', '.join(sorted(missing))} says whose")
    return record


def _inspect(cls: type) -> _Record:
    if not is_dataclass(cls):
        raise TypeError(f"{cls.__name__} is no dataclass")
    hints = get_type_hints(cls, include_extras=True)
    record = _Record(cls, tuple(each.name for each in dataclass_fields(cls)))
    for place, name in enumerate(record.names):
        kind, personal = _plain(hints[name])
        if personal is not None:
            if kind is not str:
                raise TypeError(f"{cls.__name__}.{name} is personal and no text: only a text can be sealed")
            record.texts.append((place, personal))
        elif (inner := _inner(kind)) is not None:
            within = _inspect(inner)
            if within.is_personal:
                record.nested.append((place, kind is not inner, within))
    wanted = _persons_needed(record)
    record.persons = tuple(name for name in record.names if name in wanted and hints[name] is UUID)
    return record


def _persons_needed(record: _Record) -> set[str]:
    """Names of fields that texts in this record are looked for in, and that the records within do not have."""
    own = {personal.person for _, personal in record.texts}
    within = (_persons_needed(inner) - set(inner.persons) for _, _, inner in record.nested)
    return own.union(*within)


def _inner(kind: Any) -> type | None:
    """The class of a record or of several of them."""
    inner = get_args(kind)[0] if get_origin(kind) is tuple else kind
    if _plain(inner)[1] is not None:
        raise TypeError(f"{kind}: several personal texts stand in records, each of which says whose it is")
    return inner if isinstance(inner, type) and is_dataclass(inner) else None


def _plain(annotation: Any) -> tuple[Any, PersonalData | None]:
    """A type without what surrounds it (``Annotated``, ``| None``), and whether it is personal."""
    personal = None
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *marks = get_args(annotation)
            personal = _only(marks) or personal
        elif get_origin(annotation) in (Union, types.UnionType) and type(None) in get_args(annotation):
            inner = [argument for argument in get_args(annotation) if argument is not type(None)]
            if len(inner) != 1:
                return annotation, personal
            annotation = inner[0]
        else:
            return annotation, personal


def _only(marks: Sequence[object]) -> PersonalData | None:
    return next((mark for mark in marks if isinstance(mark, PersonalData)), None)
