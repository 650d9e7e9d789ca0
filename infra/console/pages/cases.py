"""The list of cases, and the way to one of them."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from domain.kernel.text import name_key
from infra.console.routing import AnyPage, AskedPage, pages_router

router = pages_router("/console/cases")

ROWS = 50


@router.get("")
async def cases(
    page: AnyPage,
    creditor_id: str | None = None,
    portfolio: str | None = None,
    status: Literal["open", "closed", ""] | None = None,
    as_of: str = "",
    known_at: str = "",
    cursor: str | None = None,
) -> Response:
    """Cases, with what is owed on each; or was owed then, as far as it was on record."""
    asked = {"creditor_id": creditor_id, "portfolio": portfolio, "status": status}
    asked |= {"as_of": as_of, "known_at": known_at}
    times = {name: page.time(text, to_its_end=True) for name, text in (("as_of", as_of), ("known_at", known_at))}
    then = {name: at and at.isoformat() for name, at in times.items()}
    found = await page.api.get("/v1/cases", **asked | then, cursor=cursor, limit=ROWS)
    return page.shown("cases.html", asked=asked, rows=found["rows"], next=found["next"], first=cursor is None)


@router.get("/find")
async def find(page: AnyPage, name: str) -> Response:
    """The case that is called so, by its id or a reference; a list where several are."""
    called = name.strip()
    try:
        return RedirectResponse(f"/console/cases/{UUID(called)}", 303)
    except ValueError:
        found = await _called(page, called)
    if len(found) == 1:
        return RedirectResponse(f"/console/cases/{found[0]['case_id']}", 303)
    return page.shown("cases.html", asked={}, rows=found, next=None, first=True)


async def _called(page: AskedPage, name: str) -> list[Any]:
    """By a reference; or by the creditor and it, as pages and the command line call a case: ``Nordkraft/B-4``."""
    found: list[Any] = (await page.api.get("/v1/cases", reference=name, limit=ROWS))["rows"]
    creditor, _, reference = (part.strip() for part in name.replace("·", "/").partition("/"))
    if found or not reference:
        return found
    rows = (await page.api.get("/v1/cases", reference=reference, limit=ROWS))["rows"]
    return [one for one in rows if name_key(creditor) in (name_key(one["creditor"]), name_key(one["creditor_id"]))]
