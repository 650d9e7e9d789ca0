"""What wants somebody today: approvals, breaches, money without a case, and what waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from infra.console.routing import AnyPage, pages_router

router = pages_router("/console/today")

SHOWN = 8
COUNTED = 1_000
"""As many as a question answers at once; of more it is said that there are more."""


@router.get("")
async def today(page: AnyPage) -> Response:
    """Each with how many there are, and those that have waited longest; what is not for whoever looks is left out."""
    approvals = await page.api.found("/v1/approvals", decided_by=page.caller.actor_id, limit=COUNTED)
    breaches = await page.api.found("/v1/sla/breached", limit=COUNTED)
    suspense = await page.api.found("/v1/suspense", limit=COUNTED)
    parked = await page.api.found("/v1/system/parked")
    blocked = await page.api.found("/v1/trail", type="ActionBlocked", newest_first="true", limit=SHOWN)
    return page.shown(
        "today.html",
        approvals=approvals,
        breaches=breaches,
        suspense=suspense,
        parked=parked,
        blocked=blocked,
        count=_count,
        shown=SHOWN,
    )


def _count(found: Mapping[str, Any]) -> str:
    """How many; with a plus where there are more than were counted."""
    return f"{len(found['rows'])}{'+' if found.get('next') else ''}"
