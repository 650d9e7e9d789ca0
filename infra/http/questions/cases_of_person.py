"""The cases of a person that a key sees, whoever of those who turned out to be the person owes on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from psycopg2.extensions import connection

from infra.http.problems import not_there
from infra.http.questions.reading import Reading, reading
from infra.postgres.progress import PositionedAnswer
from projections.balances.answers import CaseBalance
from projections.balances.queries import case_balances
from projections.person import queries

OfPersons = Annotated[Reading, Depends(reading("persons:read"))]


@dataclass(frozen=True, slots=True)
class CasesOfPerson:
    """``stays`` is who the person turned out to be, ``ids`` all who turned out to be that one; never no case."""

    stays: UUID
    ids: Sequence[UUID]
    cases: Mapping[UUID, CaseBalance]
    positioned: PositionedAnswer[None]


def cases_of_person(asked: Reading, person_id: UUID) -> CasesOfPerson:
    """Raises HttpProblem where the key sees none."""
    rows = asked.rows(person_id=person_id if asked.caller.rows.person_id else None)

    def ask(opened: connection) -> tuple[UUID, list[UUID], dict[UUID, CaseBalance]]:
        stays = queries.who_stays(opened, person_id)
        ids = queries.ids_of(opened, stays)
        found = (row for one in ids for row in case_balances(opened, rows.creditor_id, rows.portfolio, person_id=one))
        return stays, ids, {row.case_id: row for row in found}

    answer = asked.ask(ask)
    stays, ids, cases = answer.value
    if not cases:
        raise not_there()
    return CasesOfPerson(stays, ids, cases, PositionedAnswer(None, answer.positions))
