"""The product runs the code that stands in its files, and makes its own in one place, which a person can read."""

from __future__ import annotations

import ast

import pytest

from tests.unit.test_names import PRODUCTION, ROOT

MAKES_CODE = {"exec", "eval", "compile"}
READER = ROOT / "infra" / "messages" / "reading_source.py"
"""Reads a message's bytes field by field in place: 4.7 microseconds of processor time where a call for each field took
6.5. `python -m infra.messages.reading_source ClaimReceived` shows what it makes."""


def calls_that_make_code(source: str) -> list[str]:
    """Built-in functions that are called with text and run it as code."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [call.id for call in calls if isinstance(call, ast.Name) and call.id in MAKES_CODE]


@pytest.mark.parametrize("folder", PRODUCTION)
def test_code_is_made_of_text_in_one_place(folder: str) -> None:
    """Where a measurement shows that it is worth it, the figure stands beside the place."""
    files = (ROOT / folder).rglob("*.py")
    made = {path: calls for path in files if (calls := calls_that_make_code(path.read_text("utf-8")))}
    assert made == ({READER: ["exec", "compile"]} if folder == "infra" else {})


def test_code_that_is_made_of_text_is_found_and_other_uses_of_the_names_are_not() -> None:
    assert calls_that_make_code("def f(a):\n    return eval(f'lambda: {a}')\nexec('1')") == ["exec", "eval"]
    assert calls_that_make_code("import re\nre.compile('a')\ncursor.exec('b')\nevaluate('c')") == []
