"""Pages of the trail."""

from __future__ import annotations

from datetime import datetime

from starlette.responses import Response

from infra.http.problems import not_there
from infra.http.questions.reading import Reading
from infra.postgres.progress import PositionedAnswer
from projections.audit_trail.queries import Order, TrailEntry, TrailPlace


def trail_place(asked: Reading, cursor: str | None) -> TrailPlace | None:
    """Behind which entry the page begins. Raises HttpProblem."""
    place = asked.begins_after(cursor, datetime, int, int)
    return None if place is None else TrailPlace(*place)


def trail_page(
    asked: Reading, answer: PositionedAnswer[list[TrailEntry] | None], limit: int, order: Order = "recorded"
) -> Response:
    """The page. Raises HttpProblem for None: what it is of is not there, or not for this key."""
    if answer.value is None:
        raise not_there()

    def place(entry: TrailEntry) -> tuple[object, ...]:
        found = entry.place(order)
        return found.at, found.partition, found.position

    return asked.listed(answer.value, answer, place, limit)
