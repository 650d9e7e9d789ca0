"""Whether the log is still what it was: the heads of its chains, and one that was kept held against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from infra.console.asking import ApiProblem
from infra.console.forms.asked import asked_form, kept_json
from infra.console.routing import AnyPage, AskedPage, pages_router

router = pages_router("/console/integrity")


@dataclass(frozen=True, slots=True)
class KeptHead:
    """One head of those that were kept: ``agrees`` None where the log has no such position any more."""

    partition: int
    position: int
    agrees: bool | None


@router.get("")
async def integrity(page: AnyPage) -> Response:
    """The heads as they are now."""
    return page.shown("integrity.html", heads=await page.api.get("/v1/heads"), kept=None, said="", wrong=False)


@router.post("")
async def compare(page: AnyPage) -> Response:
    """Heads that somebody kept outside, held against the log: each event that they name must still have that hash."""
    said = (await asked_form(page.request)).first("heads")
    heads = await page.api.get("/v1/heads")
    try:
        document = kept_json(said)
        rows = [(int(one["partition"]), int(one["position"]), str(one["hash"])) for one in document["partitions"]]
    except (ValueError, TypeError, KeyError, OverflowError):
        return page.shown("integrity.html", 422, heads=heads, kept=None, said=said, wrong=True)
    kept = [await _held_against(page, *row) for row in rows[: len(heads["partitions"])]]
    is_ours = document.get("log_id") == heads["log_id"]
    return page.shown("integrity.html", heads=heads, kept=kept, said=said, wrong=False, is_ours=is_ours)


async def _held_against(page: AskedPage, partition: int, position: int, kept_hash: str) -> KeptHead:
    if position == 0:
        return KeptHead(partition, position, True)
    try:
        found: dict[str, Any] = await page.api.get(f"/v1/events/{partition}/{position}")
    except ApiProblem as problem:
        if problem.status not in (404, 422):
            raise
        return KeptHead(partition, position, None)
    return KeptHead(partition, position, found["hash"] == kept_hash and found["hash_matches"])
