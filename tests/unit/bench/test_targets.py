"""The README says what bench/results.json holds, and nothing else."""

from __future__ import annotations

import json

import pytest

from bench.marked_table import with_table
from bench.targets import README, RESULTS, TARGETS, Target, table

RATE = Target("r", "a rate", 10, 20)
LIMIT = Target("l", "a wait", 30, 12, " ms", is_limit=True)


@pytest.mark.parametrize(
    ("value", "word"), [(9, "not yet"), (10, "the floor"), (20, "what we want"), (99, "what we want")]
)
def test_more_of_a_rate_is_better(value: float, word: str) -> None:
    assert RATE.reached(value) == word


@pytest.mark.parametrize(
    ("value", "word"), [(31, "not yet"), (30, "the floor"), (12, "what we want"), (1, "what we want")]
)
def test_less_of_a_wait_is_better(value: float, word: str) -> None:
    assert LIMIT.reached(value) == word


def test_a_line_has_the_median_the_spread_and_what_was_asked() -> None:
    row = LIMIT.row({"median": 14.26, "min": 9.5, "max": 1_234.5})
    assert row == "| a wait | 14.3 ms (9.50 ms – 1,234 ms) | ≤ 30 ms / 12 ms | the floor |"


def test_the_readme_has_the_figures_that_were_measured() -> None:
    page, results = README.read_text("utf-8"), json.loads(RESULTS.read_text("utf-8"))
    assert page == with_table(page, "bench", "figures", table(results)), "run python -m bench.targets"
    assert len({target.key for target in TARGETS}) == len(TARGETS)
