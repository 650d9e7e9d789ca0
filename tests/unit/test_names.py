"""One name stands for one thing."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCTION = ("domain", "schemas", "projections", "consumers", "infra")
OURS = (*PRODUCTION, "bench", "examples")


def classes_by_name() -> dict[str, list[str]]:
    """Where each class of the product, its benchmarks and its examples is defined."""
    found = defaultdict(list)
    for path in sorted(each for folder in OURS for each in (ROOT / folder).rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                found[node.name].append(str(path.relative_to(ROOT)))
    return found


def test_no_two_classes_have_one_name() -> None:
    several = {name: places for name, places in classes_by_name().items() if len(places) > 1}
    assert several == {}, "say in the name what tells them apart"


def test_the_names_are_looked_for_where_the_classes_are() -> None:
    assert classes_by_name()["TransactionDraft"] == ["consumers/writer/transaction_draft.py"]


OLD_WORDS = {"standing": "status", "naming": "resolve", "patience": "backoff", "rest": "drain"}
"""Words of our own, for which there are usual ones. Sentences may use them; the name of a class or function may not end
in one."""


def test_things_have_their_usual_names() -> None:
    found = {
        name: str(path.relative_to(ROOT))
        for path in sorted(each for folder in PRODUCTION for each in (ROOT / folder).rglob("*.py"))
        for name in _names_defined(ast.parse(path.read_text("utf-8")))
        if re.split(r"_|(?<=[a-z])(?=[A-Z])", name)[-1].lower() in OLD_WORDS
    }
    assert found == {}, OLD_WORDS


def _names_defined(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
