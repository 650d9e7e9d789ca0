"""``GET /v1/cases/{id}/statement``: what is owed and why, for programs and for paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from domain.kernel.calendar import local_day
from infra.documents.marked_text import as_text
from infra.documents.pdf import as_pdf
from infra.http.answers.media_types import JSON
from infra.http.answers.values import plain
from infra.http.questions.known_cases import known_events, visible
from infra.http.questions.reading import Instant, Reading, reading
from infra.http.requests import BEARER
from infra.statement.document import in_words, statement_document
from infra.statement.paper import statement_paper
from infra.statement.statement import PARTS, Statement, ledger_of, statement_of

TEXT, PDF = "text/plain", "application/pdf"
TITLE = "What is owed, and why"
_FORMS: Mapping[int | str, dict[str, Any]] = {
    200: {"content": {TEXT: {"schema": {"type": "string"}}, PDF: {"schema": {"type": "string", "format": "binary"}}}}
}

router = APIRouter(prefix="/v1/cases", dependencies=[Depends(BEARER)], tags=["case"])

OfStatement = Annotated[Reading, Depends(reading("cases:read", forms=(JSON, TEXT, PDF)))]


class CheckedStatement(NamedTuple):
    """A statement, what it was held against, and where it does not add up."""

    made: Statement
    ledgers: list[str]
    wrong: list[str]

    @property
    def paper(self) -> str:
        """As marked text."""
        return statement_paper(self.made, in_words(self.wrong, self.ledgers))


@router.get("/{case_id}/statement", operation_id="case-statement", responses=dict(_FORMS))
def statement(asked: OfStatement, case_id: UUID, as_of: Instant = None, known_at: Instant = None) -> Response:
    """What is owed on a case and why: each event that moved its money, part by part, with its rules and days of
    interest, held against the ledger. As JSON, as text, or as PDF.
    """
    checked = checked_statement(asked, case_id, as_of, known_at)
    if asked.form == PDF:
        return Response(as_pdf(checked.paper, TITLE), media_type=PDF)
    if asked.form == TEXT:
        return Response(as_text(checked.paper), media_type=f"{TEXT}; charset=utf-8")
    times = {"as_of": as_of, "known_at": known_at}
    return JSONResponse(plain({**statement_document(*checked), **times}))


def checked_statement(
    asked: Reading, case_id: UUID, as_of: datetime | None = None, known_at: datetime | None = None
) -> CheckedStatement:
    """Of a case that the key sees, as it was or was known. Raises HttpProblem."""
    events = known_events(asked, case_id, as_of, known_at)
    jurisdiction: str = events[0].event.jurisdiction  # type: ignore[attr-defined]
    made = statement_of(events, local_day(as_of or asked.services.clock.now(), jurisdiction))
    ledgers = {"the events of the case": ledger_of(made.state)}
    if as_of is None and known_at is None and (books := _books(asked, made)):
        ledgers["the read model of balances"] = books
    wrong = [f"{name}: {found}" for name, ledger in ledgers.items() for found in made.differences(ledger)]
    return CheckedStatement(made, list(ledgers), wrong)


def _books(asked: Reading, made: Statement) -> dict[str, int] | None:
    """What the read model has of the same events; None where it is of others."""
    found = asked.ask(lambda opened: visible(opened, made.case_id, asked.caller.rows)).value
    if found is None or found.position != made.lines[-1].recorded.position:
        return None
    return {part: getattr(found, f"{part}_minor") for part in PARTS}
