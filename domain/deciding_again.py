"""Taking a decision of the log once more, by other rows of law: from what the events record and nothing else.

A command's fields stand on the events that it caused, under their names or as its ``as_asked`` says. Which one it was
is not guessed: it is the one that, asked again by the rows on file, decides exactly what is on record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from domain.kernel.aggregate import AggregateKind
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event
from domain.kernel.personal import PersonalData
from domain.kernel.refusal import Refusal
from domain.rule_usage import AnyTable, reach_of


def commands_that_ask(kind: AggregateKind[Any], tables: frozenset[AnyTable]) -> list[type[Command]]:
    """The commands of a kind whose decision asks one of the tables."""
    return [command for command in kind.commands.values() if reach_of(command).tables & tables]


def could_be_of(command: type[Command], events: Sequence[Event]) -> bool:
    """Whether its decision can begin with such an event."""
    return type(events[0]) in reach_of(command).events


def command_behind(
    kind: AggregateKind[Any], state: Any, events: Sequence[Event], context: Context, among: Sequence[type[Command]]
) -> Command | None:
    """The command ``among`` these that caused exactly these events in ``state``, by the rows on file; None: no one did.

    ``state`` is the aggregate's before them. What is personal is not compared: in the log it is sealed.
    """
    for command in _readings(events, context, among):
        decision = kind.decide(state, command, context)
        if not isinstance(decision, Refusal) and list(map(bare, decision)) == list(map(bare, events)):
            return command
    return None


def _readings(events: Sequence[Event], context: Context, among: Sequence[type[Command]]) -> Iterator[Command]:
    for cls in among:
        if could_be_of(cls, events):
            asked = cls.as_asked(events, context.now)
            for event in events:
                if read := _read(cls, asked, event):
                    yield read


def _read(cls: Any, asked: Mapping[str, Any], event: Event) -> Command | None:
    """As ``asked`` says, else by name from the event, else a field's default; None where a field is nowhere."""
    values = {field.name: field.default for field in fields(cls) if field.default is not MISSING}
    values |= {field.name: getattr(event, field.name) for field in fields(cls) if hasattr(event, field.name)}
    values |= asked
    if len(values) < len(fields(cls)):
        return None
    command: Command = cls(**values)
    return command


@dataclass(frozen=True, slots=True)
class Bare:
    """An event without what is personal: its type, and its other fields by name."""

    event_type: type[Event]
    says: tuple[tuple[str, Any], ...]


def bare(event: Event) -> Bare:
    """What all may compare of it."""
    event_type: Any = type(event)
    return Bare(event_type, tuple((name, getattr(event, name)) for name in _open_fields(event_type)))


@cache
def _open_fields(cls: Any) -> tuple[str, ...]:
    hints = get_type_hints(cls, include_extras=True)
    return tuple(field.name for field in fields(cls) if not _is_personal(hints[field.name]))


def _is_personal(annotation: Any) -> bool:
    if get_origin(annotation) is not Annotated:
        return False
    return any(isinstance(note, PersonalData) for note in get_args(annotation)[1:])


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What the other rows would have made of a decision.

    ``is_blocked``: nothing would have happened, and ``refusal`` says why; else ``differences`` says what, one by one.
    ``rules_before`` are the rows that the events name, ``rules_after`` those that they would.
    """

    differences: tuple[str, ...]
    rules_before: tuple[str, ...]
    rules_after: tuple[str, ...]
    refusal: Refusal | None = None

    @property
    def is_blocked(self) -> bool:
        """Whether nothing would have happened."""
        return self.refusal is not None


def compared(events: Sequence[Event], decision: Decision) -> Otherwise | None:
    """What of ``decision`` differs from the events on record, beside the names of rules; None when nothing does."""
    if isinstance(decision, Refusal):
        after = (decision.rule,) if decision.rule else ()
        return Otherwise((decision.message,), rules_of(events), after, decision)
    found = tuple(_differences(events, decision))
    return Otherwise(found, rules_of(events), rules_of(decision)) if found else None


def rules_of(events: Sequence[Event]) -> tuple[str, ...]:
    """The rules that events rest on, as they say themselves, each once."""
    found = [rule for event in events for name, rule in bare(event).says if is_rule_field(name)]
    each = [rule for one in found for rule in (one if isinstance(one, tuple) else (one,)) if rule]
    return tuple(dict.fromkeys(each))


def is_rule_field(name: str) -> bool:
    """Whether a field names rules: ``rule``, ``rules``, ``answer_rule``."""
    return name in ("rule", "rules") or name.endswith(("_rule", "_rules"))


def _differences(events: Sequence[Event], decided: Sequence[Event]) -> Iterator[str]:
    for before, after in zip(events, decided, strict=False):
        if type(before) is not type(after):
            yield f"{type(after).__name__} instead of {type(before).__name__}"
            return
        for (name, was), (_, is_now) in zip(bare(before).says, bare(after).says, strict=True):
            if was != is_now and not is_rule_field(name):
                yield f"{type(before).__name__}.{name}: {_shown(was)} → {_shown(is_now)}"
    for gone in events[len(decided) :]:
        yield f"no {type(gone).__name__}"
    for more in decided[len(events) :]:
        yield f"{type(more).__name__}: {more.sentence()}"


def _shown(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
