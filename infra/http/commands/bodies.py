"""The body of a command: JSON with the fields of its class, from which its model is made, and the command of a body.

Here is only what JSON must be, so that a value is of its field's type. What a value may be, the domain says itself
(``domain.kernel.limits.check_command``); the schema tells its limits beforehand.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Union, cast, get_args, get_origin, get_type_hints

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, create_model

from domain.kernel.limits import AMOUNT_MINOR_MAX, COUNT_MAX, ITEMS_MAX, Length, Shape
from domain.kernel.message import Command
from domain.kernel.personal import PersonalData
from domain.kernel.text import IDENTIFIER_LENGTH_MAX, TEXT_LENGTH_MAX
from infra.http.problems import HttpProblem

OCCURRED_AT = "occurred_at"
"""Beside the fields of every command: when it happened, if that is not now."""
_STRICT = ConfigDict(strict=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Body:
    """What was asked for; ``occurred_at`` (UTC) is None when it happens as it is told."""

    command: Command
    occurred_at: datetime | None


def read_body(cls: Any, content: bytes) -> Body:
    """The command in a body. Raises HttpProblem, which repeats no value and no name that is not a field's."""
    try:
        model = model_of(cls).model_validate_json(content)
    except ValidationError as error:
        raise HttpProblem("body_invalid", "The body is not what this command takes.", errors=_errors(error)) from None
    return Body(cast(Command, _made(cls, model)), getattr(model, OCCURRED_AT))


@cache
def model_of(cls: Any) -> type[BaseModel]:
    """The model of a command's body. Whatever may be nothing may be left out."""
    own = _fields_of(cls)
    what = "When it happened, with an offset from UTC; left out, it happens now."
    own[OCCURRED_AT] = (AwareDatetime | None, Field(None, description=what))
    return cast(type[BaseModel], create_model(cls.__name__, __config__=_STRICT, __doc__=_meaning(cls), **own))


@cache
def _part_of(cls: Any) -> type[BaseModel]:
    return cast(
        type[BaseModel], create_model(cls.__name__, __config__=_STRICT, __doc__=_meaning(cls), **_fields_of(cls))
    )


def _meaning(cls: type) -> str:
    return (cls.__doc__ or "").strip().partition("\n\n")[0].replace("\n    ", " ")


def _fields_of(cls: Any) -> dict[str, Any]:
    hints = get_type_hints(cls, include_extras=True)
    return {field.name: _field(field.name, hints[field.name], field.default) for field in fields(cls)}


def _field(name: str, annotation: Any, default: Any) -> tuple[Any, Any]:
    annotation, notes = _bare(annotation)
    optional = get_origin(annotation) in (Union, types.UnionType)
    if optional:
        (annotation,) = [argument for argument in get_args(annotation) if argument is not type(None)]
        annotation, more = _bare(annotation)
        notes += more
    of_json = _json_type(annotation)
    if default is MISSING:
        default = None if optional else ...
    elif isinstance(default, tuple):
        default = list(default)
    told = Field(default, json_schema_extra=_limits(name, annotation, notes))
    return (of_json | None if optional else of_json), told


def _bare(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    if get_origin(annotation) is not Annotated:
        return annotation, ()
    inner, *notes = get_args(annotation)
    return inner, tuple(notes)


def _json_type(annotation: Any) -> Any:
    annotation, _ = _bare(annotation)
    part: Any = annotation
    if get_origin(annotation) is tuple:
        inner: Any = _json_type(get_args(annotation)[0])
        return list[inner]
    if annotation is datetime:
        return AwareDatetime
    return _part_of(part) if is_dataclass(annotation) else annotation


def _limits(name: str, annotation: Any, notes: tuple[Any, ...]) -> dict[str, Any]:
    """For the schema: what ``check_command`` will see to."""
    said: dict[str, Any] = {}
    for note in notes:
        if isinstance(note, Shape):
            said["pattern"] = f"^(?:{note.pattern})$"
        elif isinstance(note, PersonalData):
            said["x-personal"] = note.category
    if annotation is str and "pattern" not in said:
        length = next((note for note in notes if isinstance(note, Length)), None)
        usual = TEXT_LENGTH_MAX if "x-personal" in said else IDENTIFIER_LENGTH_MAX
        said |= {"maxLength": length.most if length else usual} | ({"minLength": 1} if length and length.least else {})
    elif annotation is int:
        low, high = (-AMOUNT_MINOR_MAX, AMOUNT_MINOR_MAX) if name.endswith("_minor") else (0, COUNT_MAX)
        said |= {"minimum": low, "maximum": high}
    elif get_origin(annotation) is tuple:
        said["maxItems"] = ITEMS_MAX
    return said


def _made(cls: Any, model: BaseModel) -> Any:
    return cls(**{name: _value(hint, getattr(model, name)) for name, hint in _hints(cls).items()})


@cache
def _hints(cls: Any) -> dict[str, Any]:
    """Of its fields: Python reads the text of each annotation anew whenever it is asked."""
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in fields(cls)}


def _value(annotation: Any, value: Any) -> Any:
    if get_origin(annotation) in (Union, types.UnionType):
        (annotation,) = [argument for argument in get_args(annotation) if argument is not type(None)]
    if isinstance(value, list):
        return tuple(_value(get_args(annotation)[0], one) for one in value)
    return _made(annotation, value) if isinstance(value, BaseModel) else value


_WANTED = {
    "missing": "it is missing.",
    "extra_forbidden": "there is no such field.",
    "json": "this is no JSON.",
    "model": "it must be an object.",
    "uuid": "it must be an id such as 1b4e28ba-2fa1-41d2-883f-0016d3cca427.",
    "date": "it must be a day such as 2026-03-02.",
    "datetime": "it must be a time with its offset, such as 2026-03-02T08:00:00Z.",
    "timezone": "it must be a time with its offset, such as 2026-03-02T08:00:00Z.",
    "int": "it must be a whole number.",
    "bool": "it must be true or false.",
    "string": "it must be a text.",
    "list": "it must be a list.",
}


def _errors(error: ValidationError) -> list[Mapping[str, Any]]:
    found = error.errors(include_url=False, include_context=True, include_input=False)
    return [{"field": _place(one), "problem": _problem(one)} for one in found[:20]]


def _place(error: Any) -> str:
    """Where it is; what is no field of ours may be anything, and is not repeated."""
    known = error["loc"][:-1] if error["type"] == "extra_forbidden" else error["loc"]
    return ".".join(str(one) for one in known)


def _problem(error: Any) -> str:
    kind: str = error["type"]
    if kind == "enum":
        return f"it must be one of these: {error['ctx']['expected']}."
    return _WANTED.get(kind) or _WANTED.get(kind.partition("_")[0], "it cannot be read.")
