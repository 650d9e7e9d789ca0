"""Who has looked at what: for compliance with names, and for each person without."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from psycopg2.extensions import connection
from starlette.responses import Response

from infra.http.access.roles import DISCLOSURES
from infra.http.problems import not_there
from infra.http.questions.reading import Cursor, Instant, Limit, Reading, reading
from infra.http.requests import BEARER
from infra.postgres.disclosures import Disclosure, DisclosureFilter, DisclosurePlace, disclosures
from infra.reads.purposes import ReadingPurpose
from projections.balances.queries import case_balances
from projections.person import queries

router = APIRouter(prefix="/v1", dependencies=[Depends(BEARER)], tags=["disclosures"])

OfDisclosures = Annotated[Reading, Depends(reading(DISCLOSURES, sees_all=True))]
OfPersons = Annotated[Reading, Depends(reading("persons:read"))]
_SHOWN_TO_THEM = ("read_at", "role", "door", "question", "purpose", "in_the_clear")


@router.get("/disclosures", operation_id="disclosures")
def all_disclosures(
    asked: OfDisclosures,
    reader_id: Annotated[str | None, Query(description="Under which id the reader acts.")] = None,
    case_id: UUID | None = None,
    person_id: Annotated[UUID | None, Query(description="What was shown of them, and of their cases.")] = None,
    purpose: ReadingPurpose | None = None,
    in_the_clear: Annotated[bool, Query(description="Only where personal fields were shown.")] = False,
    read_from: Instant = None,
    read_before: Instant = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """Who looked at which case or person, when, and what for; the newest first. A read is here about a second after it
    is on record."""
    after = _place(asked, cursor)

    def ask(opened: connection) -> list[Disclosure]:
        ids, cases = (None, []) if person_id is None else _of_person(opened, asked, person_id)
        which = DisclosureFilter(
            reader_id, case_id, ids, cases, purpose, in_the_clear, read_from=read_from, read_before=read_before
        )
        return disclosures(opened, which, after, limit + 1)

    answer = asked.ask(ask)
    return asked.listed(answer.value, answer, _place_of, limit)


@router.get("/persons/{person_id}/disclosures", operation_id="person-disclosures")
def person_disclosures(asked: OfPersons, person_id: UUID, cursor: Cursor = None, limit: Limit = 100) -> Response:
    """Who has looked at a person or their cases, for the person: in which role, when and what for, and not by name.
    What customers were shown themselves is left out."""
    rows, after = asked.rows(person_id=person_id if asked.caller.rows.person_id else None), _place(asked, cursor)

    def ask(opened: connection) -> list[Disclosure] | None:
        ids, cases = _of_person(opened, asked, person_id)
        if not rows.is_open and not cases:
            return None
        return disclosures(
            opened, DisclosureFilter(person_ids=ids, their_cases=cases, by_others=True), after, limit + 1
        )

    answer = asked.ask(ask)
    if answer.value is None:
        raise not_there()
    shown = [{name: getattr(one, name) for name in _SHOWN_TO_THEM} for one in answer.value[:limit]]
    following = _place_of(answer.value[limit - 1]) if len(answer.value) > limit else None
    return asked.listed(shown, answer, limit=limit, next_place=following)


def _of_person(opened: connection, asked: Reading, person_id: UUID) -> tuple[list[UUID], list[UUID]]:
    """All ids of the person, and those of the cases that they owe on, of which the key sees."""
    held = asked.caller.rows
    ids = queries.ids_of(opened, queries.who_stays(opened, person_id))
    owed = [row for one in ids for row in case_balances(opened, held.creditor_id, held.portfolio, person_id=one)]
    return ids, [row.case_id for row in owed]


def _place(asked: Reading, cursor: str | None) -> DisclosurePlace | None:
    place: Any = asked.begins_after(cursor, datetime, int, int)
    return None if place is None else DisclosurePlace(*place)


def _place_of(one: Disclosure) -> tuple[object, ...]:
    return one.read_at, one.partition, one.position
