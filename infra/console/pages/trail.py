"""The trail: who did what, searched; searches are kept in the browser, and what is found can be taken away as CSV."""

from __future__ import annotations

import json
from typing import Any

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from infra.console.csv_pages import whole_csv
from infra.console.finding import case_id_of
from infra.console.forms.asked import asked_form, kept_json
from infra.console.routing import AnyPage, AskedPage, pages_router

router = pages_router("/console/trail")

ROWS = 50
TEXTS = ("type", "actor_id", "case_id", "aggregate_id")
TIMES = ("occurred_from", "occurred_before", "recorded_from", "recorded_before")
ORDER = "newest_first"
SAVED = "saved-searches"
SAVED_MOST = 12
_YEAR_S = 366 * 24 * 3600


@router.get("")
async def trail(page: AnyPage, cursor: str | None = None) -> Response:
    """The form, and what it finds: the newest first unless it is asked otherwise."""
    asked = _asked(page.request)
    found = await page.api.get("/v1/trail", **await _query(page, asked), cursor=cursor, limit=ROWS)
    return page.shown(
        "trail.html",
        asked=asked,
        entries=found["rows"],
        next=found["next"],
        first=cursor is None,
        saved=_saved(page.request),
        times=TIMES,
    )


@router.get("/trail.csv")
async def as_csv(page: AnyPage) -> Response:
    """All that is found, to its last row."""
    return await whole_csv(page.api, "/v1/trail", await _query(page, _asked(page.request)), "trail.csv")


@router.post("/saved")
async def keep(page: AnyPage) -> Response:
    """Keeps a search under a name in this browser, or forgets it."""
    form = await asked_form(page.request)
    name = form.first("name").strip()[:60]
    filters = {one: form.first(one) for one in (*TEXTS, *TIMES, ORDER) if form.first(one)}
    others = [one for one in _saved(page.request) if one["name"] != name]
    kept = others if form.step == "forget" or not name else [*others, {"name": name, "filters": filters}]
    answer = RedirectResponse("/console/trail", 303)
    said = json.dumps(kept[-SAVED_MOST:])
    answer.set_cookie(SAVED, _hex(said), max_age=_YEAR_S, httponly=True, samesite="lax", path="/console/trail")
    return answer


def _asked(request: Request) -> dict[str, str]:
    given = request.query_params
    asked = {name: given[name].strip() for name in (*TEXTS, *TIMES) if given.get(name)}
    return asked | {ORDER: given.get(ORDER, "true")}


async def _query(page: AskedPage, asked: dict[str, str]) -> dict[str, Any]:
    if "case_id" in asked:
        asked = asked | {"case_id": await case_id_of(page, asked["case_id"])}
    times = {name: page.time(asked[name]) for name in TIMES if name in asked}
    return asked | {name: at.isoformat() for name, at in times.items() if at is not None}


def _saved(request: Request) -> list[dict[str, Any]]:
    """Those of this browser; none where its cookie is not one of ours."""
    try:
        found = kept_json(bytes.fromhex(request.cookies.get(SAVED, "")).decode())
        return [{"name": str(one["name"]), "filters": {**one["filters"]}} for one in found][:SAVED_MOST]
    except (ValueError, TypeError, KeyError):
        return []


def _hex(text: str) -> str:
    """Cookies take no characters but a few."""
    return text.encode().hex()
