"""Which command of the domain a command line sends: read from the functions behind the command lines."""

from __future__ import annotations

from collections.abc import Iterator
from types import FunctionType
from typing import Any

from domain.kernel.message import Command
from domain.rule_usage import codes_of, within


def acts_of(group: Any, commands: dict[str, type[Command]], path: str = "") -> Iterator[tuple[str, type[Command]]]:
    """Words to type, such as ``hold place``, and the command among ``commands`` (by name of its class) that they send.

    ``group`` is the group of the program that is looked through; what sends several stands there several times.
    """
    for name, line in group.commands.items():
        words = f"{path} {name}".strip()
        if hasattr(line, "commands"):
            yield from acts_of(line, commands, words)
        else:
            named = _names_in(line.callback)
            yield from ((words, cls) for called, cls in commands.items() if called in named)


_ROOMS = ("infra.cli.case", "infra.cli.approvals")


def _names_in(callback: object) -> set[str]:
    """Every name in the function behind a command line, in those of the command line that it calls, and in tables."""
    names, seen, waiting = set[str](), set[FunctionType](), [callback]
    while waiting:
        one = waiting.pop()
        if isinstance(one, FunctionType) and one not in seen:
            seen.add(one)
            waiting.append(getattr(one, "__wrapped__", None))
            if one.__module__.startswith(_ROOMS):
                found = {name for code in codes_of(one.__code__) for name in code.co_names}
                named = [value for name in found for value in within(one.__globals__.get(name))]
                names |= found | {value.__name__ for value in named if isinstance(value, type)}
                waiting += named
    return names
