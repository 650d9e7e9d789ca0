"""``as_of`` and ``known_at``: which questions are answered of another time, and what to ask instead of the others.

A question that ignored them would answer as of now to somebody who asked of another day, who would believe it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from fastapi import Request

from infra.http.problems import HttpProblem

TIMES = ("as_of", "known_at")
"""What had happened by the one, as far as it was on record by the other."""

NOT_THERE = "This question is not answered of another time by {names}."
_INSTEAD: Mapping[str, str] = {
    "case-trail": "Ask for the case's history: GET /v1/cases/{case_id}/history?as_of=&known_at=.",
    "law": "Name the day with `on`.",
}
_ELSE = "It is about how things are now."


def instead(question: str) -> str:
    """What to ask instead of a question, by its operation's id."""
    return _INSTEAD.get(question, _ELSE)


def check_times(request: Request) -> None:
    """Raises HttpProblem for a time that this route does not take."""
    asked = [name for name in TIMES if name in request.query_params]
    if not asked:
        return
    route = request.scope["route"]
    taken = {field.alias for field in route.dependant.query_params}
    if refused := [name for name in asked if name not in taken]:
        names = " and ".join(f"`{name}`" for name in refused)
        raise HttpProblem("time_not_answered", f"{NOT_THERE.format(names=names)} {instead(route.operation_id)}")


def earlier(before: datetime | None, by: datetime | None) -> datetime | None:
    """The end of a period that is not in it: of one that ends ``before`` a time and has all ``by`` another."""
    ends = [one for one in (before, by and by + timedelta(microseconds=1)) if one is not None]
    return min(ends, default=None)
