"""Key figures, each with the two numbers that it is made of."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from psycopg2.extensions import connection
from starlette.responses import Response

from infra.http.problems import HttpProblem
from infra.http.questions.known_words import known_word
from infra.http.questions.reading import Instant, Reading, reading
from infra.http.requests import BEARER
from projections.kpi.queries import BY_NAME_THEN, Grouping, Question, figures
from projections.kpi.table import BY_NAME, KPIS

router = APIRouter(prefix="/v1", dependencies=[Depends(BEARER)])

OfFigures = Annotated[Reading, Depends(reading("kpis:read"))]


@router.get("/kpis", tags=["kpis"], operation_id="kpis")
def key_figures(
    asked: OfFigures,
    name: Annotated[list[str] | None, Query(description="Only these.")] = None,
    by: Grouping = "all",
    creditor_id: str | None = None,
    portfolio: str | None = None,
    begins: Instant = None,
    ends: Instant = None,
    zone: Literal["UTC", "Europe/Stockholm"] = "UTC",
    as_of: Instant = None,
    known_at: Instant = None,
) -> Response:
    """Key figures, each with the two numbers that it is made of. With `as_of` and `known_at` those that are named: of
    cases and payments as they then stood, and of the events that had happened and were on record.
    """
    rows, then = asked.rows_of_all(creditor_id, portfolio), asked.then(as_of, known_at)
    named = {known_word("name", one, BY_NAME) for one in name or ()}
    narrowed = not rows.is_open or by not in ("all", "month")
    wanted = [one for one in KPIS if (not named or one.name in named) and (one.of_cases or not narrowed)]
    if then and not named:
        raise HttpProblem("time_not_answered", BY_NAME_THEN)
    about = Question(
        at=then.at if then else asked.services.clock.now(), zone=zone, by=by, begins=begins, ends=ends,
        creditor_id=rows.creditor_id, portfolio=rows.portfolio,
    )  # fmt: skip

    def ask(opened: connection) -> list[dict[str, Any]]:
        return [{"name": one.name, "figure": figure} for one in wanted for figure in figures(opened, one, about, then)]

    answer = asked.ask(ask)
    return asked.listed(answer.value, answer, limit=len(answer.value))
