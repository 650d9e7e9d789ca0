"""Who has looked at which case or person, when and what for; all of it to be taken away as CSV."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import Response

from infra.console.csv_pages import whole_csv
from infra.console.routing import AnyPage, AskedPage, pages_router
from infra.reads.purposes import ReadingPurpose

router = pages_router("/console/disclosures")

ROWS = 50
IDS = 3
"""Of a row, so many cases or persons are linked; how many more there are is said."""
TEXTS = ("reader_id", "case_id", "person_id", "purpose", "in_the_clear")
TIMES = ("read_from", "read_before")


@router.get("")
async def disclosures(page: AnyPage, cursor: str | None = None) -> Response:
    """The form, and what it finds."""
    asked = _asked(page.request)
    found = await page.api.get("/v1/disclosures", **_query(page, asked), cursor=cursor, limit=ROWS)
    return page.shown(
        "disclosures.html",
        asked=asked,
        rows=found["rows"],
        next=found["next"],
        first=cursor is None,
        ids=IDS,
        purposes=[one.value for one in ReadingPurpose],
    )


@router.get("/disclosures.csv")
async def as_csv(page: AnyPage) -> Response:
    """All that is found, to its last row."""
    return await whole_csv(page.api, "/v1/disclosures", _query(page, _asked(page.request)), "disclosures.csv")


def _asked(request: Request) -> dict[str, str]:
    given = request.query_params
    return {name: given[name].strip() for name in (*TEXTS, *TIMES) if given.get(name, "").strip()}


def _query(page: AskedPage, asked: dict[str, str]) -> dict[str, Any]:
    return {name: page.time(text) if name in TIMES else text for name, text in asked.items()}
