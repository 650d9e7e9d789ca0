"""Who did what, over all cases."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from domain.kernel.recorded import ACTOR_KINDS
from infra.http.events.answers import TOPICS
from infra.http.questions.known_words import known_word
from infra.http.questions.reading import Cursor, Instant, Limit, Reading, reading
from infra.http.questions.times import earlier
from infra.http.questions.trail_pages import trail_page, trail_place
from infra.http.requests import BEARER
from infra.postgres.progress import PositionedAnswer
from projections.audit_trail.queries import TrailFilter, trail

router = APIRouter(prefix="/v1", dependencies=[Depends(BEARER)])

OfTrail = Annotated[Reading, Depends(reading("trail:read", sees_all=True))]


@router.get("/trail", tags=["trail"], operation_id="trail")
def whole_trail(
    asked: OfTrail,
    aggregate_id: UUID | None = None,
    case_id: UUID | None = None,
    actor_kind: str | None = None,
    actor_id: str | None = None,
    type: Annotated[str | None, Query(description="Of events: DisputeRaised.")] = None,
    causation_id: Annotated[UUID | None, Query(description="The command that wrote them.")] = None,
    correlation_id: Annotated[UUID | None, Query(description="The matter that they belong to.")] = None,
    occurred_from: Instant = None,
    occurred_before: Instant = None,
    recorded_from: Instant = None,
    recorded_before: Instant = None,
    as_of: Instant = None,
    known_at: Instant = None,
    newest_first: bool = False,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """Who did what, when, and why, in the order of recording, or of happening when a period of that is asked for.

    With `as_of` what had happened by then, with `known_at` what was on record by then.
    """
    which = TrailFilter(
        case_id=case_id,
        aggregate_id=aggregate_id,
        actor_kind=known_word("actor_kind", actor_kind, ACTOR_KINDS),
        actor_id=actor_id,
        type=known_word("type", type, TOPICS),
        causation_id=causation_id,
        correlation_id=correlation_id,
        occurred_from=occurred_from,
        occurred_before=earlier(occurred_before, as_of),
        recorded_from=recorded_from,
        recorded_before=earlier(recorded_before, known_at),
    )
    after = trail_place(asked, cursor)
    answer = asked.ask(lambda opened: trail(opened, which, after, limit + 1, newest_first=newest_first))
    found: PositionedAnswer[Any] = answer
    return trail_page(asked, found, limit, which.order)
