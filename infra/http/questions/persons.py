"""Questions about persons: who somebody is, and what they owe. Personal texts only for who may see them."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from psycopg2.extensions import connection
from starlette.responses import Response

from infra.audit.person_then import person_then
from infra.http.access.callers import RowFilter
from infra.http.problems import not_there
from infra.http.questions.reading import Instant, Reading, reading
from infra.http.requests import BEARER
from projections.balances.answers import CaseBalance
from projections.balances.queries import case_balances
from projections.kit.then import Then
from projections.person import queries

router = APIRouter(prefix="/v1/persons", dependencies=[Depends(BEARER)], tags=["person"])

OfPersons = Annotated[Reading, Depends(reading("persons:read"))]


@router.get("/{person_id}", operation_id="person")
def person(asked: OfPersons, person_id: UUID, as_of: Instant = None, known_at: Instant = None) -> Response:
    """The person, or who they turned out to be: what they are called, how they are reached, and what they owe.

    With `as_of` and `known_at`, who they had turned out to be by then, from the log itself, with what they owed in the
    cases that had come in; what they were called is told as of now only (`known_as` is null).

    Names and addresses are left out (`known_as` is null) without the scope `personal:read`, or `personal:ask` and a
    purpose. Whoever asks is on record before the answer leaves.
    """
    rows = asked.rows(person_id=person_id if asked.caller.rows.person_id else None)
    if rows.person_id not in (None, person_id):
        raise not_there()

    if then := asked.then(as_of, known_at):
        return _then(asked, rows, person_id, then)
    in_the_clear = rows.is_open and asked.shows_personal(person_id)

    def ask(opened: connection) -> dict[str, Any] | None:
        stays = queries.who_stays(opened, person_id)
        ids = queries.ids_of(opened, stays)
        owed = [row for one in ids for row in case_balances(opened, rows.creditor_id, rows.portfolio, person_id=one)]
        found = queries.persons(opened, [stays])
        if not (found or owed) or (not asked.caller.rows.is_open and not owed):
            return None
        return {
            "person_id": stays,
            "person": found[0] if found else None,
            "known_as": queries.known_as(opened, ids) if in_the_clear else None,
            "cases": owed,
        }

    answer = asked.ask(ask)
    return asked.one(answer.value, answer)


def _then(asked: Reading, rows: RowFilter, person_id: UUID, then: Then) -> Response:
    known = asked.ask(lambda opened: queries.ids_of(opened, queries.who_stays(opened, person_id))).value
    found = person_then(asked.services.histories.events_of, person_id, known, then)

    def owed(opened: connection) -> list[CaseBalance]:
        held = (rows.creditor_id, rows.portfolio)
        return [row for one in found.ids for row in case_balances(opened, *held, person_id=one, then=then)]

    answer = asked.ask(owed)
    if not (answer.value or (found.person and asked.caller.rows.is_open)):
        raise not_there()
    one = {"person_id": found.person_id, "person": found.person, "known_as": None, "cases": answer.value}
    return asked.one(one, answer)
