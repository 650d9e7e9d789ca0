"""How the system stands: how far behind each read model is, and what could not be folded and waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import Form
from starlette.responses import Response

from infra.console.routing import AnyPage, AskedPage, pages_router
from infra.http.access.roles import REPAIRS
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
    """What waits, the error, and what waits behind it; commands that nobody could decide; what a rule refused."""
    return await _parked(page)


@router.post("/parked/retry")
async def retry(page: AnyPage, aggregate_id: Annotated[str, Form()] = "") -> Response:
    """Folds again what waits for one aggregate, or for all, and says what came of it."""
    came = (await page.api.post("/v1/system/parked/retry", {}, aggregate_id=aggregate_id)).document["rows"]
    return await _parked(page, tried=came)


@router.post("/rejected/{partition}/{offset}/retry")
async def send_again(page: AnyPage, partition: int, offset: int) -> Response:
    """Sends a rejected command again; when it is still wrong it comes back."""
    came = (await page.api.post(f"/v1/system/rejected/{partition}/{offset}/retry", {})).document
    return await _parked(page, sent_again=came["sent_again"])


async def _parked(page: AskedPage, tried: Sequence[Any] | None = None, sent_again: str = "") -> Response:
    refused = await page.api.found("/v1/trail", type="ActionBlocked", newest_first="true", limit=20)
    waiting = defaultdict[tuple[str, str | None], list[Any]](list)
    for one in (await page.api.get("/v1/system/parked/waiting"))["rows"]:
        waiting[one["model"], one["aggregate_id"]].append(one)
    return page.shown(
        "parked.html",
        rows=(await page.api.get("/v1/system/parked"))["rows"],
        waiting=waiting,
        rejected=(await page.api.get("/v1/system/rejected"))["rows"],
        refused=(refused or {}).get("rows", []),
        may_repair=REPAIRS in page.caller.scopes,
        tried=tried,
        sent_again=sent_again,
    )


def _behind(one: Mapping[str, Any], ends: Mapping[int, int]) -> int | None:
    end = ends.get(one["partition"])
    return None if end is None else max(end - one["position"], 0)
