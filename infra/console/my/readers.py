"""Who has read a customer's file: in which role, when and what for."""

from __future__ import annotations

from starlette.responses import Response

from infra.console.my.frame import READERS, Mine
from infra.console.routing import pages_router

router = pages_router(READERS)

ROWS = 50


@router.get("")
async def readers(page: Mine, cursor: str | None = None) -> Response:
    """The newest first."""
    path = f"/v1/persons/{page.person_id}/disclosures"
    found = await page.api.get(path, cursor=cursor, limit=ROWS)
    return page.shown("my/readers.html", rows=found["rows"], next=found["next"], first=cursor is None)
