"""What the pages about the contract say is what there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from schemas.golden_bytes import read_bytes, read_sample
from schemas.meaning import RULES
from schemas.registry import Registry

ROOT = Path(__file__).parents[3]
SCHEMAS_PAGE = (ROOT / "docs" / "schemas.md").read_text(encoding="utf-8")
EVENT_PAGE = (ROOT / "docs" / "add-an-event.md").read_text(encoding="utf-8")
PATHS = sorted(set(re.findall(r"`((?:schemas|domain|projections|tests)/[\w./]*)`", EVENT_PAGE + SCHEMAS_PAGE)))
PYTHON = re.findall(r"^```python\n(.*?)^```$", SCHEMAS_PAGE, re.MULTILINE | re.DOTALL)


def test_there_is_something_to_run() -> None:
    assert len(PYTHON) == 3


@pytest.mark.parametrize("file", PATHS)
def test_every_path_that_is_named_exists(file: str) -> None:
    assert (ROOT / file).exists()


def test_confluents_deserialiser_reads_every_golden_value_with_nothing_but_the_lock_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    exec(compile(PYTHON[0], "docs/schemas.md", "exec"), names)
    for row in Registry.load().rows:
        assert names["decode"](read_bytes(row)) == read_sample(row)


def test_the_consumer_in_the_example_is_python_and_reads_committed_events_only() -> None:
    compile(PYTHON[1], "docs/schemas.md", "exec")
    assert '"isolation.level": "read_committed"' in PYTHON[1]


def test_the_example_for_this_repository_runs() -> None:
    names: dict[str, Any] = {}
    exec(compile(PYTHON[2], "docs/schemas.md", "exec"), names)
    assert (names["name"], names["fields"]) == (
        "caseledger.case.ClosureConfirmationSent",
        {"channel": "letter", "closing": 1},
    )


@pytest.mark.parametrize("rule", [rule.__name__ for rule in RULES])
def test_every_rule_of_compatibility_is_on_the_page(rule: str) -> None:
    assert f"`{rule}`" in SCHEMAS_PAGE
