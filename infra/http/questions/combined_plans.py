"""The plans over several cases that were agreed on with a person, and how each part stands."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from infra.audit.history import state_after
from infra.http.questions.cases_of_person import OfPersons, cases_of_person
from infra.http.requests import BEARER

router = APIRouter(prefix="/v1/persons/{person_id}/combined-plans", dependencies=[Depends(BEARER)], tags=["person"])


@router.get("", operation_id="combined-plans")
def combined_plans(asked: OfPersons, person_id: UUID) -> Response:
    """The plans over several cases that were agreed on with a person, or with somebody who turned out to be them
    (`person_id`), and how the part on each case stands: the first first. Of a key that is held to some cases only those
    that have a part on one of them.
    """
    found = cases_of_person(asked, person_id)
    rows = [
        {
            "combined_plan": one.plan_id,
            "person_id": agreed_by,
            "number": one.number,
            "status": one.status,
            "payment_reference": one.reference,
            "parts": [{"case_id": case, "status": status} for case, status in one.parts.items() if case in found.cases],
        }
        for agreed_by in found.ids
        if (events := asked.services.histories.events_of(agreed_by))
        for one in state_after(events).combined_plans.by_id.values()
        if found.cases.keys() & one.parts.keys()
    ]
    return asked.listed(rows, found.positioned, limit=len(rows))
