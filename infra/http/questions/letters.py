"""``GET /v1/cases/{id}/letters``: the letters of a case, and each as it was sent, for programs and for paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import JSONResponse, Response

from domain.kernel.recorded import RecordedEvent
from infra.cases.letters import NoSuchLetter, SentLetter
from infra.documents.marked_text import Heading, Paragraph, as_text, blocks
from infra.documents.pdf import as_pdf
from infra.documents.templates import LanguageMissing
from infra.http.answers.media_types import JSON
from infra.http.answers.values import plain
from infra.http.problems import HttpProblem, not_there
from infra.http.questions.known_cases import known_events, log_reached
from infra.http.questions.reading import Reading, reading
from infra.http.requests import BEARER
from infra.messages.crypto.personal_fields import withheld

TEXT, PDF = "text/plain", "application/pdf"
_FORMS: Mapping[int | str, dict[str, Any]] = {
    200: {"content": {TEXT: {"schema": {"type": "string"}}, PDF: {"schema": {"type": "string", "format": "binary"}}}}
}

router = APIRouter(prefix="/v1/cases/{case_id}/letters", dependencies=[Depends(BEARER)], tags=["case"])

OfCases = Annotated[Reading, Depends(reading("cases:read"))]
OfLetter = Annotated[Reading, Depends(reading("cases:read", forms=(JSON, TEXT, PDF)))]


@router.get("", operation_id="case-letters")
def letters(asked: OfCases, case_id: UUID) -> Response:
    """The letters that asked for the claim, the first first: of which kind, when, to which debtor, for how much and by
    when. Whoever is held to a person sees their own.
    """
    events = known_events(asked, case_id)
    found = [one for one in SentLetter.all_of(events) if _is_seen(asked, one)]
    rows = [{name: value for name, value in one.as_json().items() if name != "interest"} for one in found]
    return asked.listed(rows, log_reached(events), limit=len(rows))


@router.get("/{number}", operation_id="case-letter", responses=dict(_FORMS))
def letter(
    asked: OfLetter,
    case_id: UUID,
    number: Annotated[int, Path(ge=1, le=100_000, description="Counts the letters of the case, from 1.")],
    language: Annotated[
        str | None, Query(max_length=2, description="Such as `sv`. Default: as it was sent, in the person's own.")
    ] = None,
) -> Response:
    """A letter with the figures of the moment at which it was sent, however the case has gone on. As JSON, with what it
    says part by part, as text, or as PDF. Personal texts only for whoever may see them.
    """
    events = known_events(asked, case_id)
    sent = _letter(events, number)
    if not _is_seen(asked, sent):
        raise not_there()
    text = _written(asked, events, sent, language)
    title = f"{sent.claim.creditor_reference} / {number}"
    if asked.form == PDF:
        return Response(as_pdf(text, title), media_type=PDF)
    if asked.form == TEXT:
        return Response(as_text(text), media_type=f"{TEXT}; charset=utf-8")
    return JSONResponse(plain({**sent.as_json(), "parts": _parts(text), "text": as_text(text)}))


def _is_seen(asked: Reading, sent: SentLetter) -> bool:
    """Letters to another debtor of the case are not theirs."""
    return asked.caller.rows.person_id in (None, sent.said.person_id)


def _letter(events: Sequence[RecordedEvent], number: int) -> SentLetter:
    try:
        return SentLetter.of(events, number)
    except NoSuchLetter:
        raise not_there() from None


def _written(asked: Reading, events: Sequence[RecordedEvent], sent: SentLetter, language: str | None) -> str:
    """As marked text. To the debtor themselves, what is known of who acts for them is not told."""
    histories, gets_it = asked.services.histories, sent.who_gets_it
    person = histories.events_of(gets_it) if asked.caller.rows.person_id in (None, gets_it) else []
    show = histories.opened if asked.shows_personal(sent.said.person_id) else _withheld
    try:
        return _letter(show(events), sent.said.notice).marked_text(show(person), language)
    except LanguageMissing as error:
        raise HttpProblem("parameter_invalid", str(error)) from None


def _withheld(events: Sequence[RecordedEvent]) -> list[RecordedEvent]:
    return [one._replace(event=withheld(one.event)) for one in events]


def _parts(text: str) -> list[dict[str, Any]]:
    """Headings with their level, paragraphs and tables, in order; gaps are left out."""
    found: list[dict[str, Any]] = []
    for block in blocks(text):
        if isinstance(block, Heading):
            found.append({"kind": "heading", "level": block.level, "text": block.text})
        elif isinstance(block, Paragraph):
            found += [{"kind": "paragraph", "text": block.text}] if block.text else []
        else:
            found.append({"kind": "table", "rows": block.rows, "to_the_right": block.to_the_right})
    return found
