"""How the system stands: how far behind each read model is, and what could not be folded and waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from infra.console.routing import AnyPage, pages_router
from schemas.registry import Registry

router = pages_router("/console/system")


@router.get("")
async def system(page: AnyPage) -> Response:
    """Each read model in each partition against the end of the log, where whoever looks may see that."""
    found = (await page.api.get("/v1/system/progress"))["rows"]
    heads = await page.api.found("/v1/heads")
    ends = {one["partition"]: one["position"] for one in (heads or {}).get("partitions", ())}
    rows = [one | {"behind": _behind(one, ends)} for one in found]
    return page.shown(
        "system.html",
        rows=sorted(rows, key=lambda one: (-(one["behind"] or 0), one["model"], one["partition"])),
        most=max((one["behind"] or 0 for one in rows), default=0),
        schemas=len(Registry.load().rows),
        parked=len((await page.api.get("/v1/system/parked"))["rows"]),
    )


@router.get("/parked")
async def parked(page: AnyPage) -> Response:
    """What waits, the error, how many events wait behind it, and how it is tried again."""
    found = (await page.api.get("/v1/system/parked"))["rows"]
    rejected = await page.api.found("/v1/trail", type="ActionBlocked", newest_first="true", limit=20)
    return page.shown("parked.html", rows=found, rejected=(rejected or {}).get("rows", []))


def _behind(one: Mapping[str, Any], ends: Mapping[int, int]) -> int | None:
    end = ends.get(one["partition"])
    return None if end is None else max(end - one["position"], 0)
