"""The rules: what law and policy say, with their sources, so that no rule is only a name."""

from __future__ import annotations

from starlette.responses import Response

from infra.console.routing import AnyPage, pages_router

router = pages_router("/console/law")

ROWS = 50


@router.get("")
async def law(
    page: AnyPage, rule: str | None = None, jurisdiction: str | None = None, on: str | None = None,
    cursor: str | None = None,
) -> Response:  # fmt: skip
    """Rows by their ids; one by its whole id."""
    asked = {"rule": rule, "jurisdiction": jurisdiction, "on": on}
    found = await page.api.get("/v1/law", **asked, cursor=cursor, limit=ROWS)
    return page.shown("law.html", asked=asked, rows=found["rows"], next=found["next"], first=cursor is None)
