"""With what a command can be refused: read from its decision, so that no list can be out of date."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import FunctionType

from domain.kernel.limits import check_command
from domain.kernel.message import Command
from domain.kernel.refusal import Refusal
from domain.rule_usage import codes_of, reach_from, reach_of, within

WORKED_OUT = "…"
"""Stands where a message says what was worked out."""


def refusals_of(command: type[Command]) -> Mapping[str, str]:
    """{code: a message with it} of the refusals in the functions that decide ``command``, by code.

    What is wrong with a field is told by other codes too (`domain.kernel.limits`), which are the same for all commands.
    """
    return dict(sorted(all_refusals_of(command), reverse=True))


def all_refusals_of(command: type[Command]) -> set[tuple[str, str]]:
    """The same with every message: (code, message)."""
    functions = reach_from(check_command).functions | reach_of(command).functions
    return {refusal for function in functions for refusal in _refusals_in(function)}


@cache
def _refusals_in(function: FunctionType) -> tuple[tuple[str, str], ...]:
    """Those that it makes, and those that it finds ready in its module."""
    parts = list(codes_of(function.__code__))
    lines = {line for part in parts for _, _, line in part.co_lines()}
    made = [
        (_text(call.args[0], function), _text(call.args[1], function))
        for call in _calls(function.__code__.co_filename)
        if call.lineno in lines
    ]
    names = {name for part in parts for name in part.co_names}
    ready = [value for name in names for value in within(function.__globals__.get(name)) if isinstance(value, Refusal)]
    return tuple((code, message) for code, message in (*made, *((one.code, one.message) for one in ready)) if code)


@cache
def _calls(file: str) -> tuple[ast.Call, ...]:
    """Where refusals are made in a file."""
    return tuple(
        node
        for node in ast.walk(ast.parse(Path(file).read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == Refusal.__name__
        and len(node.args) > 1
    )


def _text(said: ast.expr, function: FunctionType) -> str:
    """A text as it stands, or what a constant of the module says; "" for what is worked out as a whole."""
    if isinstance(said, ast.Constant):
        return str(said.value)
    if isinstance(said, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else WORKED_OUT for part in said.values)
    if isinstance(said, ast.Name):
        value = function.__globals__.get(said.id)
        return value if isinstance(value, str) else ""
    return ""
