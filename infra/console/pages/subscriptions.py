"""Who is called when something happens: webhooks, how far each is, its calls, and what can be done with it."""

from __future__ import annotations

from typing import Literal

from starlette.responses import RedirectResponse, Response

from infra.console.asking import ApiProblem
from infra.console.forms.asked import asked_form
from infra.console.routing import AnyPage, AskedPage, pages_router

router = pages_router("/console/subscriptions")

CALLS_SHOWN = 50
TONES = {"active": "good", "failing": "warn", "paused": "warn", "gone": "bad", "given_up": "bad"}
"""Of a subscription's state."""


@router.get("")
async def subscriptions(page: AnyPage) -> Response:
    """Every one of them, and a form for another."""
    found = await page.api.get("/v1/webhooks")
    return page.shown("subscriptions.html", rows=found["rows"], tones=TONES, made=None, problem=None, said={})


@router.post("")
async def add(page: AnyPage) -> Response:
    """A new one: this page is the only one that says its secret."""
    form = await asked_form(page.request)
    types = [one.strip() for one in form.first("types").split(",") if one.strip()]
    body = {"url": form.first("url").strip(), "types": types, "begin": form.first("begin") or "now"}
    made, problem = None, None
    try:
        made = (await page.api.post("/v1/webhooks", body)).document
    except ApiProblem as refused:
        if refused.status not in (409, 422):
            raise
        problem = refused.document
    rows = (await page.api.get("/v1/webhooks"))["rows"]
    status = 200 if problem is None else problem["status"]
    said = {} if made else {"url": body["url"], "types": form.first("types")}
    return page.shown("subscriptions.html", status, rows=rows, tones=TONES, made=made, problem=problem, said=said)


@router.get("/{webhook_id}")
async def subscription(page: AnyPage, webhook_id: str) -> Response:
    """One, with its last calls, the newest first."""
    return await _subscription(page, webhook_id)


async def _subscription(page: AskedPage, webhook_id: str, outcome: str = "") -> Response:
    hook = await page.api.get(f"/v1/webhooks/{webhook_id}")
    calls = await page.api.get(f"/v1/webhooks/{webhook_id}/deliveries", last=CALLS_SHOWN)
    return page.shown("subscription.html", hook=hook, calls=calls["rows"], tones=TONES, outcome=outcome)


@router.post("/{webhook_id}/{act}")
async def act(page: AnyPage, webhook_id: str, act: Literal["test", "pause", "resume"]) -> Response:
    """Calls it now about nothing, holds it, or lets it go on."""
    answer = await page.api.post(f"/v1/webhooks/{webhook_id}/{act}", {})
    if act != "test":
        return RedirectResponse(f"/console/subscriptions/{webhook_id}", 303)
    return await _subscription(page, webhook_id, answer.document["outcome"])
