"""What no command may say, whichever theme decides it: what the ledger, its read models or a reader could not hold.

The limits follow from a field's type, so that a new command has them without a line of its own.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from domain.kernel.days import FIRST_DAY, LAST_DAY
from domain.kernel.decision import Context
from domain.kernel.message import Command, Event, moves_money
from domain.kernel.national_id import is_of_a_person
from domain.kernel.personal import PersonalData
from domain.kernel.recorded import ACTOR_KINDS, Actor
from domain.kernel.refusal import Refusal
from domain.kernel.text import (
    IDENTIFIER_LENGTH_MAX,
    NOTE_LENGTH_MAX,
    TEXT_LENGTH_MAX,
    DamagedText,
    is_identifier,
    refuse_unseen,
)

AMOUNT_MINOR_MAX = 10**15
"""Of one amount, and of what one event moves: ten million million crowns. Sums of thousands of them fit 64 bits."""
_MOVED_TWICE_MAX = 2 * 4 * AMOUNT_MINOR_MAX
"""By one event, out of accounts and into accounts together."""
COUNT_MAX = 2**31 - 1
ITEMS_MAX = 1_000
FIRST_INSTANT = datetime.combine(FIRST_DAY, time.min, UTC)
LAST_INSTANT = datetime.combine(LAST_DAY, time.min, UTC)
CLOCK_SKEW = timedelta(minutes=5)
"""By how much a sender's clock may be ahead of the writer's."""

_ACTOR = re.compile("[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Length:
    """Annotates a text that may be longer, or must be shorter, than others; one of ``least`` 1 must say something."""

    most: int
    least: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """Annotates a text of a fixed form: a pattern, and the code and advice of the refusal of any other."""

    pattern: str
    code: str
    advice: str


@dataclass(frozen=True, slots=True)
class Tidied:
    """Annotates a text that names something and that its decision puts into one form; others must come in it."""


Code = Annotated[
    str,
    Shape(
        "[a-z][a-z0-9_]{0,63}",
        "code_invalid",
        "write a short code of small letters, digits and underscores, such as returned_by_bank.",
    ),
]
"""What the trail shows must not be a person's words."""
ActorId = Annotated[
    str, Shape(_ACTOR.pattern, "actor_invalid", "write the id under which somebody acts, such as agent-7.")
]
CREDITOR_ID = "[a-z0-9][a-z0-9-]{1,31}"
CreditorId = Annotated[
    str,
    Shape(
        CREDITOR_ID,
        "creditor_id_invalid",
        "write 2 to 32 small letters, digits and dashes, such as norrsken.",
    ),
]
CountryCode = Annotated[str, Shape("[A-Z]{2}", "country_invalid", "write two capital letters, such as SE.")]
LanguageCode = Annotated[str, Shape("[a-z]{2}", "language_invalid", "write two small letters (ISO 639-1), such as sv.")]
NameOfSomething = Annotated[str, Length(IDENTIFIER_LENGTH_MAX, least=1)]
PrintedName = Annotated[str, Tidied()]
LongText = Annotated[str, Length(NOTE_LENGTH_MAX)]

Problem = tuple[str, str]
"""A refusal's code and, without the value, what is wrong."""
Check = Callable[[Any], Problem | None]


class FieldProblem(NamedTuple):
    """A problem and the field that it is of; the sentence never has the value."""

    field: str
    code: str
    sentence: str


def check_command(command: Command, context: Context) -> Refusal | None:
    """Why no aggregate may take this command, or None. No message repeats what a field says."""
    if context.occurred_at > context.now + CLOCK_SKEW:
        return Refusal("happened_in_the_future", "Nothing can be recorded that has not happened yet.")
    if not FIRST_INSTANT <= context.occurred_at <= LAST_INSTANT:
        return Refusal("time_out_of_range", "The time at which it happened is not between 1900 and 2199.")
    if refusal := check_actor(context.actor):
        return refusal
    if found := field_problem(command):
        return Refusal(found.code, f"{found.field}: {found.sentence}")
    return None


def field_problem(command: Command) -> FieldProblem | None:
    """What is wrong with the first of its fields that says what no command may say, or None."""
    for name, check in _checks_of(type(command)):
        if problem := check(getattr(command, name)):
            return FieldProblem(name, *problem)
    return None


@lru_cache(maxsize=1024)
def check_actor(actor: Actor) -> Refusal | None:
    """Why nobody acts under this id, or None."""
    if actor.kind not in ACTOR_KINDS:
        return Refusal("actor_invalid", f"Who acts is one of these kinds: {', '.join(ACTOR_KINDS)}.")
    if not _ACTOR.fullmatch(actor.id) or (actor.kind != "bank" and is_of_a_person(actor.id)):
        return Refusal(
            "actor_invalid",
            "Who acts is named by an id of small letters, digits, dots, dashes and underscores, at most 64 of them: "
            "never by a name, an address or a national id.",
        )
    return None


def check_address(command: Command, aggregate_id: UUID) -> Refusal | None:
    """Why the aggregate of this id may not take the command, or None: two of them would be of the same thing."""
    if command.belongs_to() in (None, aggregate_id):
        return None
    return Refusal(
        "aggregate_id_differs", "The command is for an aggregate whose id does not follow from what it says."
    )


def check_postings(events: Sequence[Event]) -> Refusal | None:
    """Why the ledger cannot hold what these events move, or None."""
    for event in events:
        if moves_money(type(event)) and sum([abs(one.amount_minor) for one in event.postings()]) > _MOVED_TWICE_MAX:
            return Refusal("amount_too_large", "Together these amounts are more than the ledger can hold.")
    return None


_CHECKS: dict[type, tuple[tuple[str, Check], ...]] = {}


def _checks_of(cls: type) -> tuple[tuple[str, Check], ...]:
    """What each field of a class must hold, worked out once."""
    if cls not in _CHECKS:
        _CHECKS[cls] = _checks(cls)
    return _CHECKS[cls]


def _checks(cls: Any) -> tuple[tuple[str, Check], ...]:
    hints = get_type_hints(cls, include_extras=True)
    found = [(field.name, _check(hints[field.name], field.name)) for field in fields(cls)]
    return tuple((name, check) for name, check in found if check is not None)


def _check(annotation: Any, name: str) -> Check | None:
    """What a field of this type must hold; None when it cannot be wrong."""
    notes: tuple[Any, ...] = ()
    if get_origin(annotation) is Annotated:
        annotation, *rest = get_args(annotation)
        notes = tuple(rest)
    if get_origin(annotation) in (Union, types.UnionType):
        (inner,) = [argument for argument in get_args(annotation) if argument is not type(None)]
        check = _check(Annotated[inner, *notes] if notes else inner, name)
        return check and (lambda value: None if value is None else check(value))
    if get_origin(annotation) is tuple:
        return _check_items(_check(get_args(annotation)[0], name))
    if is_dataclass(annotation):
        assert isinstance(annotation, type)
        return lambda value: next(
            (found for each, check in _checks_of(annotation) if (found := check(getattr(value, each)))), None
        )
    return _check_single(annotation, name, notes)


def _check_items(check: Check | None) -> Check:
    def items(values: Sequence[Any]) -> Problem | None:
        if len(values) > ITEMS_MAX:
            return "too_many", f"there are more than {ITEMS_MAX:,}."
        return next((problem for value in values if (problem := check(value))), None) if check else None

    return items


def _check_single(annotation: Any, name: str, notes: tuple[Any, ...]) -> Check | None:
    if annotation in (UUID, bool):
        return None
    if annotation is date:
        return _day
    if annotation is datetime:
        return _instant
    if annotation is int:
        return _amount if name.endswith("_minor") else _count
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        known = ", ".join(annotation)
        return lambda value: (
            None if isinstance(value, annotation) else (f"{name}_unknown", f"it must be one of these: {known}.")
        )
    if shape := next((note for note in notes if isinstance(note, Shape)), None):
        return _shaped(shape)
    is_personal = any(isinstance(note, PersonalData) for note in notes)
    usual = TEXT_LENGTH_MAX if is_personal else IDENTIFIER_LENGTH_MAX
    text = _text(next((note for note in notes if isinstance(note, Length)), Length(usual)))
    return text if is_personal or any(isinstance(note, Tidied) for note in notes) else _named(text)


def _day(value: date) -> Problem | None:
    return None if FIRST_DAY <= value <= LAST_DAY else ("day_out_of_range", "the day is not between 1900 and 2199.")


def _instant(value: datetime) -> Problem | None:
    is_fine = FIRST_INSTANT <= value <= LAST_INSTANT
    return None if is_fine else ("time_out_of_range", "the time is not between 1900 and 2199.")


def _amount(value: int) -> Problem | None:
    if -AMOUNT_MINOR_MAX <= value <= AMOUNT_MINOR_MAX:
        return None
    return "amount_too_large", f"no amount is above {AMOUNT_MINOR_MAX:,} minor units."


def _count(value: int) -> Problem | None:
    return None if 0 <= value <= COUNT_MAX else ("number_out_of_range", f"the number is not from 0 to {COUNT_MAX:,}.")


def _shaped(shape: Shape) -> Check:
    matches = re.compile(shape.pattern).fullmatch
    return lambda value: None if matches(value) else (shape.code, shape.advice)


def _named(text: Check) -> Check:
    """A text that is not about a person names something: it has one form, in which everybody finds it again."""

    def named(value: str) -> Problem | None:
        if problem := text(value):
            return problem
        return None if is_identifier(value) else ("text_not_plain", _IN_ONE_FORM)

    return named


_IN_ONE_FORM = (
    "write it on one line, with single plain blanks within and none at the ends, composed letters (NFC), digits 0 to 9 "
    "and nothing invisible."
)


def _text(length: Length) -> Check:
    def text(value: str) -> Problem | None:
        if len(value) > length.most:
            return "value_too_long", f"the text has more than {length.most:,} characters."
        if len(value.strip()) < length.least:
            return "value_missing", "say it in words; the text is empty."
        try:
            refuse_unseen(value)
        except DamagedText:
            return "damaged_text", "the text has characters that cannot be shown or kept."
        return None

    return text
