"""The product runs the code that stands in its files, and makes none of its own."""

from __future__ import annotations

import ast

import pytest

from tests.unit.test_names import PRODUCTION, ROOT

MAKES_CODE = {"exec", "eval", "compile"}


def calls_that_make_code(source: str) -> list[str]:
    """Built-in functions that are called with text and run it as code."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [call.id for call in calls if isinstance(call, ast.Name) and call.id in MAKES_CODE]


@pytest.mark.parametrize("folder", PRODUCTION)
def test_no_code_is_made_of_text(folder: str) -> None:
    """It may be where a benchmark shows that a whole takes a tenth longer without it; say the figure beside it."""
    files = (ROOT / folder).rglob("*.py")
    assert {path: calls for path in files if (calls := calls_that_make_code(path.read_text("utf-8")))} == {}


def test_code_that_is_made_of_text_is_found_and_other_uses_of_the_names_are_not() -> None:
    assert calls_that_make_code("def f(a):\n    return eval(f'lambda: {a}')\nexec('1')") == ["exec", "eval"]
    assert calls_that_make_code("import re\nre.compile('a')\ncursor.exec('b')\nevaluate('c')") == []
