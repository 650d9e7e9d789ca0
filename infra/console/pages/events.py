"""One event of the log: what it says, who caused it and what it caused, and the bytes that prove it."""

from __future__ import annotations

import base64
from typing import Any

from starlette.responses import Response

from infra.console.routing import AnyPage, AskedPage, pages_router

router = pages_router("/console/events")

BYTES_SHOWN = 4_096
FOLLOWED_SHOWN = 10
_ROW = 16


@router.get("/{partition}/{position}")
async def event(page: AnyPage, partition: int, position: int) -> Response:
    """Fields, hash and the one before it, cause, consequences, schema, and the record as it is stored."""
    found = await page.api.get(f"/v1/events/{partition}/{position}")
    place = (found["partition"], found["position"])
    beside = await _others(page, place, causation_id=found["causation_id"])
    matter = {"correlation_id": found["correlation_id"], "recorded_from": found["recorded_at"]}
    followed = [one for one in await _others(page, place, **matter) if one not in beside]
    value = base64.b64decode(found["record"]["value"])
    return page.shown(
        "event.html",
        event=found,
        fields=sorted(found["fields"].items()),
        beside=beside,
        followed=followed[:FOLLOWED_SHOWN],
        headers=[(one["name"], _text(one["value"])) for one in found["record"]["headers"]],
        dump=_dump(value[:BYTES_SHOWN]),
        length=len(value),
        more=len(value) > BYTES_SHOWN,
    )


async def _others(page: AskedPage, place: tuple[int, int], **asked: Any) -> list[dict[str, Any]]:
    """Entries of the trail but this one; none for whoever may not search it."""
    found = await page.api.found("/v1/trail", **asked, limit=50)
    return [one for one in (found or {}).get("rows", ()) if (one["partition"], one["position"]) != place]


def _text(of_base64: str) -> str:
    return base64.b64decode(of_base64).decode("utf-8", "replace")


def _dump(content: bytes) -> str:
    """As other tools show bytes: place, sixteen bytes, and what of them can be read."""
    rows = [content[place : place + _ROW] for place in range(0, len(content), _ROW)]
    return "\n".join(
        f"{number * _ROW:06x}  {row.hex(' '):<47}  {''.join(chr(one) if 32 <= one < 127 else '.' for one in row)}"
        for number, row in enumerate(rows)
    )
