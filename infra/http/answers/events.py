"""Events as JSON: what happened, in fields and in a sentence. Personal texts only for whoever may see them."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from domain.kernel.message import Event
from domain.kernel.personal import WITHHELD, PersonalData
from domain.kernel.recorded import RecordedEvent
from infra.http.answers.values import plain


def event_document(event: Event, *, in_the_clear: bool) -> dict[str, Any]:
    """``fields`` are those of its schema, by name."""
    return {
        "type": type(event).__name__,
        "sentence": event.sentence(),
        "fields": fields_of(event, in_the_clear=in_the_clear),
    }


def recorded_document(one: RecordedEvent, *, in_the_clear: bool = False) -> dict[str, Any]:
    """An event of the log with its place, its times, and who and what caused it."""
    return {
        "partition": one.partition,
        "position": one.position,
        "version": one.version,
        "aggregate_kind": one.aggregate_kind,
        "aggregate_id": one.aggregate_id,
        "event_id": one.event_id,
        **event_document(one.event, in_the_clear=in_the_clear),
        "occurred_at": one.occurred_at,
        "recorded_at": one.recorded_at,
        "actor": {"kind": one.actor.kind, "id": one.actor.id},
        "causation_id": one.causation_id,
        "correlation_id": one.correlation_id,
        "hash": one.hash,
    }


def fields_of(message: Any, *, in_the_clear: bool) -> dict[str, Any]:
    """The fields of a message or of a part of it; a personal text that may not be seen says so."""
    cls: Any = type(message)
    personal = frozenset() if in_the_clear else _personal_fields(cls)
    return {
        field.name: _shown(getattr(message, field.name), in_the_clear, hidden=field.name in personal)
        for field in fields(message)
    }


def _shown(value: Any, in_the_clear: bool, *, hidden: bool) -> Any:
    if value is None:
        return None
    if hidden:
        return str(WITHHELD)
    if isinstance(value, tuple):
        return [_shown(one, in_the_clear, hidden=False) for one in value]
    if is_dataclass(value):
        return fields_of(value, in_the_clear=in_the_clear)
    return plain(value)


@cache
def _personal_fields(cls: Any) -> frozenset[str]:
    return frozenset(name for name, hint in get_type_hints(cls, include_extras=True).items() if _is_personal(hint))


def _is_personal(hint: Any) -> bool:
    if get_origin(hint) is Annotated:
        inner, *notes = get_args(hint)
        return any(isinstance(note, PersonalData) for note in notes) or _is_personal(inner)
    return any(_is_personal(one) for one in get_args(hint))
