"""A page of the trail costs what is on it, whichever of the filters of the command line chose it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from psycopg2.extensions import connection

from projections.audit_trail import queries
from projections.audit_trail.queries import TrailFilter, trail
from tests.integration.projector.folded import Folded
from tests.integration.projector.recorded_log import BEGIN
from tests.integration.projector.told_once import Story

EVENTS = 20_000
PAGE = 20
DAY = timedelta(days=1)
FILL = """
INSERT INTO audit_trail_1.audit_trail
SELECT 0, n, 'case', gen_random_uuid(), 1, CASE WHEN n %% 4000 = 7 THEN 'Rare' ELSE 'Frequent' END, 'something',
       CASE WHEN n %% 5000 = 7 THEN 'customer' ELSE 'system' END, CASE WHEN n %% 5000 = 7 THEN 'anna' ELSE 'robot' END,
       %(begin)s + n * interval '1 minute', %(begin)s + n * interval '1 minute', NULL, NULL, NULL, NULL, NULL, NULL,
       gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '', n
FROM generate_series(1, %(events)s) AS n
"""


def long_trail(folded: Folded) -> None:
    """Twenty thousand events, a minute apart; one in thousands is of a customer or of a rare type."""
    with folded.opened, folded.opened.cursor() as cursor:
        cursor.execute(FILL, {"begin": BEGIN, "events": EVENTS})
        cursor.execute("ANALYZE audit_trail_1.audit_trail")


@pytest.fixture
def story() -> Story:
    """So that each page is of the same trail."""
    return long_trail


def scans(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The nodes of a plan that read a table."""
    if "Relation Name" in plan:
        yield plan
    for part in plan.get("Plans", ()):
        yield from scans(part)


def rows_read(opened: connection, which: TrailFilter, monkeypatch: pytest.MonkeyPatch, newest_first: bool) -> int:
    """So many rows of the trail PostgreSQL has looked at for one page."""
    found: list[dict[str, Any]] = []

    def explain(opened: connection, statement: str, parameters: dict[str, object], row: type) -> list[object]:
        with opened.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
            ((plans,),) = cursor.fetchall()
        found.extend(scans(plans[0]["Plan"]))
        return []

    monkeypatch.setattr(queries, "ask", explain)
    trail(opened, which, limit=PAGE, newest_first=newest_first)
    return sum(
        round((one["Actual Rows"] + one.get("Rows Removed by Filter", 0)) * one["Actual Loops"])
        for one in found
        if one["Relation Name"] == "audit_trail"
    )


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize(
    "which",
    [
        TrailFilter(),
        TrailFilter(actor_id="anna"),
        TrailFilter(actor_kind="customer"),
        TrailFilter(actor_kind="customer", occurred_from=BEGIN + DAY),
        TrailFilter(type="Rare"),
        TrailFilter(types=["Rare", "Rarer"]),
        TrailFilter(recorded_from=BEGIN + 7 * DAY),
        TrailFilter(recorded_before=BEGIN + DAY),
        TrailFilter(occurred_from=BEGIN + 7 * DAY),
        TrailFilter(occurred_before=BEGIN + DAY),
        TrailFilter(occurred_from=BEGIN + 7 * DAY, occurred_before=BEGIN + 8 * DAY),
    ],
)
def test_a_page_is_found_without_going_through_the_trail(
    asked: connection, which: TrailFilter, newest_first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rows_read(asked, which, monkeypatch, newest_first) <= 2 * PAGE
