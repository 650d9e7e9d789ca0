"""The question of what waits for a second person."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from domain.kernel.approval import ApprovalKind
from infra.http.questions.known_words import known_word
from infra.http.questions.reading import Cursor, Instant, Limit, Reading, reading
from infra.http.requests import BEARER
from projections.balances.approvals import open_approvals

router = APIRouter(prefix="/v1", dependencies=[Depends(BEARER)])

OfApprovals = Annotated[Reading, Depends(reading("approvals:read"))]


@router.get("/approvals", tags=["approvals"], operation_id="approvals")
def approvals(
    asked: OfApprovals,
    kind: Annotated[str | None, Query(description="Only these: closure, refund and the like.")] = None,
    decided_by: Annotated[str | None, Query(description="Only what this actor neither asked for nor approved.")] = None,
    creditor_id: str | None = None,
    portfolio: str | None = None,
    newest_first: bool = False,
    as_of: Instant = None,
    known_at: Instant = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """What one person asked for and another must approve, the longest waiting first. Keys that are held to a creditor
    see what is of its cases. Or what waited by `as_of`, as far as on record by `known_at`."""
    rows, only = asked.rows_of_all(creditor_id, portfolio), known_word("kind", kind, ApprovalKind)
    after: Any = asked.begins_after(cursor, datetime, UUID, str, str)
    then = asked.then(as_of, known_at)
    at = then.at if then else asked.services.clock.now()
    answer = asked.ask(
        lambda opened: open_approvals(
            opened, at, limit + 1, after, kind=only, decided_by=decided_by,
            creditor_id=rows.creditor_id, portfolio=rows.portfolio, newest_first=newest_first, then=then,
        )
    )  # fmt: skip
    return asked.listed(
        answer.value, answer, lambda row: (row.asked_at, row.aggregate_id, row.kind, row.which), limit, at=at
    )
