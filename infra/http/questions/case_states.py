"""How a case stands, or stood: its stage, debtors, holds, disputes and plan, from the log itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from infra.cases.view import CaseView
from infra.http.questions.known_cases import known_events, log_reached
from infra.http.questions.reading import Instant, Reading, reading
from infra.http.requests import BEARER

router = APIRouter(prefix="/v1/cases", dependencies=[Depends(BEARER)], tags=["case"])

OfCases = Annotated[Reading, Depends(reading("cases:read"))]


@router.get("/{case_id}/state", operation_id="case-state")
def state(asked: OfCases, case_id: UUID, as_of: Instant = None, known_at: Instant = None) -> Response:
    """Its stage, debtors, holds, disputes, complaints, deadlines and plan: all that `case show` says at the command
    line but personal texts. Of what had happened by `as_of` and was on record by `known_at`.
    """
    events = known_events(asked, case_id, as_of, known_at)
    return asked.one(_without_personal_texts(CaseView.of(events).as_json()), log_reached(events))


_PERSONAL = ("name", "email")


def _without_personal_texts(case: Mapping[str, Any]) -> dict[str, Any]:
    """What persons are called is told by the question about persons."""
    bare = {name: value for name, value in case.items() if name not in ("description", "reflects")}
    bare["debtor"] = _without_names(case["debtor"])
    bare["debtors"] = [_without_names(one) for one in case["debtors"]]
    return bare


def _without_names(debtor: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in debtor.items() if name not in _PERSONAL}
