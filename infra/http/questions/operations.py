"""How the system stands: how far each read model has come, and what could not be folded and waits for a person."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from infra.http.questions.reading import LIMIT_MAX, Reading, reading
from infra.http.requests import BEARER
from infra.postgres.parked import list_parked
from infra.postgres.progress import progress

router = APIRouter(prefix="/v1/system", dependencies=[Depends(BEARER)], tags=["system"])

OfSystem = Annotated[Reading, Depends(reading("system:read", sees_all=True))]


@router.get("/progress", operation_id="progress")
def how_far(asked: OfSystem) -> Response:
    """How far each read model has come in each partition of the log, and when the last event there was recorded."""
    answer = asked.ask(progress)
    return asked.listed(answer.value, answer, limit=len(answer.value))


@router.get("/parked", operation_id="parked")
def parked(asked: OfSystem) -> Response:
    """What waits because an event could not be folded: the event, the error, and how many wait behind it."""
    answer = asked.ask(list_parked)
    return asked.listed(answer.value[:LIMIT_MAX], answer)
