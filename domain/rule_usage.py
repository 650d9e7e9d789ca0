"""Which decisions ask which rules: read from the decisions themselves, so that no list can be out of date.

A decision asks a table when it, or a function of the domain that it calls, names the table. It holds a rule beside the
tables when one of those functions has the rule's id in its text, or the part of the id up to a point (``hold.``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from inspect import unwrap
from types import CodeType, FunctionType
from typing import Any

from domain.catalogue import COMMANDS, kind_of
from domain.kernel.message import Command, Event
from domain.law.table import RuleTable

AnyTable = RuleTable[Any]


@dataclass
class WhatItAsks:
    """What a decision can come to: its functions, tables, events that it can make, and the texts in the functions."""

    tables: set[AnyTable] = field(default_factory=set)
    events: set[type[Event]] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    functions: set[FunctionType] = field(default_factory=set)


def reach_of(command: type[Command]) -> WhatItAsks:
    """Of the function that decides ``command``, and of all that it calls in the domain."""
    return reach_from(kind_of(command.TOPIC).decider_of(command))


@cache
def reach_from(decider: object) -> WhatItAsks:
    """Of a function, and of all that it calls in the domain."""
    reach = WhatItAsks()
    waiting = [decider]
    while waiting:
        one = unwrap(waiting.pop())  # type: ignore[arg-type]  # what wraps nothing is itself
        if isinstance(one, FunctionType) and one not in reach.functions and one.__module__.startswith("domain."):
            reach.functions.add(one)
            waiting += _noted(one, reach)
    return reach


def decisions_asking(rule_id: str) -> list[type[Command]]:
    """The commands whose decision asks the rule, by name: of a row of law, of its table; of ``stage.X``, of event X."""
    found = [command for command in COMMANDS.values() if _asks(reach_of(command), rule_id)]
    return sorted(found, key=lambda command: command.__name__)


def _asks(reach: WhatItAsks, rule_id: str) -> bool:
    first, _, rest = rule_id.partition(".")
    if rule_id in reach.texts:
        return True
    if first == "stage":
        return "stage." in reach.texts and any(event.__name__ == rest for event in reach.events)
    if any(table.rule == rest.partition(".")[0] for table in reach.tables):
        return True
    return bool(rest) and f"{first}." in reach.texts


def _noted(function: FunctionType, reach: WhatItAsks) -> list[object]:
    """What the function calls, after its tables, events and texts have been noted."""
    called = list[object]()
    for code in codes_of(function.__code__):
        reach.texts |= {text for text in code.co_consts if isinstance(text, str)}
        for name in code.co_names:
            for value in within(function.__globals__.get(name)):
                if isinstance(value, RuleTable):
                    reach.tables.add(value)
                elif isinstance(value, type) and issubclass(value, Event):
                    reach.events.add(value)
                else:
                    reach.texts |= {value} if isinstance(value, str) else set()
                    called.append(value)
    return called


def codes_of(code: CodeType) -> Iterator[CodeType]:
    """The code of a function, and of the functions and comprehensions within it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes_of(constant)


def within(value: object) -> Iterator[object]:
    """The value itself, or what a tuple or a table of a module holds."""
    if isinstance(value, tuple | list | frozenset):
        yield from value
    elif isinstance(value, dict):
        yield from value.values()
    else:
        yield value
