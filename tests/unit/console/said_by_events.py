"""Every sentence that an event can say, read from its method: ``…`` stands where something is filled in."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from itertools import product
from types import FunctionType
from typing import Any

from domain.refusal_codes import WORKED_OUT

Pieces = tuple[str, ...]
"""What an expression can come to, each with ``…`` where something is filled in."""


def sentences_of(event: type[Any]) -> set[str]:
    """Those of one type of event."""
    return set(_said_by(event, "sentence"))


def _said_by(event: type[Any], method: str) -> Iterator[str]:
    function: FunctionType = getattr(event, method)
    [defined] = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(defined, ast.FunctionDef)
    known: dict[str, Pieces] = {}
    for step in defined.body:
        match step:
            case ast.Return(value=ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=other))):
                yield from _said_by(event, other)
            case _:
                yield from _step(step, known)


def _step(step: ast.stmt, known: dict[str, Pieces]) -> Iterator[str]:
    match step:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            known[name] = _pieces(value, known)
        case ast.Return(value=ast.expr() as value):
            yield from _pieces(value, known)
        case ast.If(body=body):
            for one in body:
                yield from _step(one, dict(known))


def _pieces(said: ast.expr, known: Mapping[str, Pieces]) -> Pieces:
    match said:
        case ast.Constant(value=str(text)):
            return (text,)
        case ast.Name(id=name):
            return known.get(name, (WORKED_OUT,))
        case ast.IfExp(body=one, orelse=other):
            return (*_pieces(one, known), *_pieces(other, known))
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _joined([_pieces(left, known), _pieces(right, known)])
        case ast.JoinedStr(values=values):
            return _joined([_pieces(one, known) for one in values])
        case ast.FormattedValue(value=value):
            return _pieces(value, known)
    return (WORKED_OUT,)


def _joined(parts: list[Pieces]) -> Pieces:
    return tuple(dict.fromkeys("".join(one) for one in product(*parts)))
