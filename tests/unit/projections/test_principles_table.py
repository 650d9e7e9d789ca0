"""The table of checks: each has its statement and a principle, and the pages tell of it."""

from __future__ import annotations

import re
from pathlib import Path

from projections.kit.named_sql import statements
from projections.principles.queries import resting_on_rules
from projections.principles.table import BY_NAME, CHECKS, PRINCIPLES
from projections.sla.clocks import BY_NAME as CLOCKS

LOOKED_AT = statements("projections.principles", "looked_at.sql")


def test_every_check_has_its_statement_and_none_is_left_over() -> None:
    assert set(LOOKED_AT) == set(BY_NAME)
    assert len(BY_NAME) == len(CHECKS)


def test_a_check_asks_only_for_clocks_that_there_are() -> None:
    asked = {name for sql in LOOKED_AT.values() for name in re.findall(r"clock = '(\w+)'", sql)}
    assert asked
    assert asked <= set(CLOCKS)


def test_only_principles_whose_text_was_read_are_checked() -> None:
    read = {one.number for one in PRINCIPLES if one.is_read}
    assert [one.number for one in PRINCIPLES] == list(range(1, 11))
    assert {check.principle for check in CHECKS} == {1, 2, 4, 5, 6}
    assert {check.principle for check in CHECKS} <= read


def test_events_that_rest_on_a_rule_are_known_by_their_fields() -> None:
    assert {"DeadlineSet", "PaymentAllocated", "ActionBlocked"} <= set(resting_on_rules())
    assert "DisputeResolved" not in resting_on_rules(), "an answer rests on a rule only where a part falls"


def test_the_page_tells_of_every_check() -> None:
    page = Path("docs/kpis.md").read_text("utf-8")
    for check in CHECKS:
        assert f"| {check.principle} | `{check.name}` | {check.promise} |" in page
