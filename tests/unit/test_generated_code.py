"""The product runs the code that stands in its files, and makes its own in one place, which a person can read."""

from __future__ import annotations

import ast

import pytest

from tests.unit.test_names import PRODUCTION, ROOT

MAKES_CODE = {"exec", "eval", "compile"}
PLACE = ROOT / "infra" / "messages" / "written_code.py"
"""Runs what was written to read or write one message field by field in place: a payment's command is read in 4.5
microseconds of processor time and written in 2.5, where a call for each field took 5.3 and 6.6.
`python -m infra.messages.reading_source ReceivePayment` and `… writing_source …` show what was written."""


def calls_that_make_code(source: str) -> list[str]:
    """Built-in functions that are called with text and run it as code."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [call.id for call in calls if isinstance(call, ast.Name) and call.id in MAKES_CODE]


@pytest.mark.parametrize("folder", PRODUCTION)
def test_code_is_made_of_text_in_one_place(folder: str) -> None:
    """Where a measurement shows that it is worth it, the figure stands beside the place."""
    files = (ROOT / folder).rglob("*.py")
    made = {path: calls for path in files if (calls := calls_that_make_code(path.read_text("utf-8")))}
    assert made == ({PLACE: ["exec", "compile"]} if folder == "infra" else {})


def test_code_that_is_made_of_text_is_found_and_other_uses_of_the_names_are_not() -> None:
    assert calls_that_make_code("def f(a):\n    return eval(f'lambda: {a}')\nexec('1')") == ["exec", "eval"]
    assert calls_that_make_code("import re\nre.compile('a')\ncursor.exec('b')\nevaluate('c')") == []
