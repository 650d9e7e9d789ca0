"""One name stands for one thing."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCTION = ("domain", "schemas", "projections", "consumers", "infra")


def classes_by_name() -> dict[str, list[str]]:
    """Where each class of the product is defined."""
    found = defaultdict(list)
    for path in sorted(each for folder in PRODUCTION for each in (ROOT / folder).rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                found[node.name].append(str(path.relative_to(ROOT)))
    return found


def test_no_two_classes_have_one_name() -> None:
    several = {name: places for name, places in classes_by_name().items() if len(places) > 1}
    assert several == {}, "say in the name what tells them apart"


def test_the_names_are_looked_for_where_the_classes_are() -> None:
    assert classes_by_name()["TransactionDraft"] == ["consumers/writer/transaction_draft.py"]
