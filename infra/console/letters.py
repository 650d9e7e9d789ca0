"""A letter as it was sent, for a page and as PDF: the same for customers and for those who work here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from starlette.responses import Response

from infra.console.routing import AskedPage

PDF = "application/pdf"


def letter_path(case_id: UUID, number: int) -> str:
    """The question about it."""
    return f"/v1/cases/{case_id}/letters/{number}"


async def letter_shown(page: AskedPage, template: str, case_id: UUID, number: int, back: str) -> Response:
    """The page of one letter."""
    letter: dict[str, Any] = await page.api.get(letter_path(case_id, number))
    return page.shown(template, letter=letter, case_id=case_id, number=number, back=back)


async def letter_as_pdf(page: AskedPage, case_id: UUID, number: int) -> Response:
    """The same on paper."""
    paper = await page.api.ask("GET", letter_path(case_id, number), {}, page.api.said() | {"accept": PDF})
    said = {"Content-Disposition": f'attachment; filename="letter-{number}.pdf"'}
    return Response(paper.content, media_type=PDF, headers=said)
