"""``/v1/webhooks``: who is called when something happens. For administrators and services."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse, Response

from infra.http.answers.values import plain
from infra.http.requests import BEARER
from infra.http.webhooks.asking import Allowed, NewWebhook, Replay, Rotation, at_desk, body, described
from infra.webhooks.telling import hook_document, made_document, outcome_document, subscription_document

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"], dependencies=[Depends(BEARER)])


@router.get("", operation_id="webhooks", response_class=JSONResponse)
async def webhooks(request: Request, _: Allowed) -> Response:
    """Every subscription, the oldest first, with how far it is."""
    hooks = await at_desk(request, lambda desk: desk.hooks())
    return _json({"rows": [hook_document(hook) for hook in hooks]})


@router.post("", operation_id="add-webhook", status_code=201, openapi_extra=described(NewWebhook))
async def add(request: Request, caller: Allowed, asked: Annotated[NewWebhook, Depends(body(NewWebhook))]) -> Response:
    """A new subscription. The answer is the only one that says its `secret`."""
    made = await at_desk(request, lambda desk: desk.add(asked.url, asked.types, asked.begin, caller.actor_id))
    place = {"Location": f"/v1/webhooks/{made.subscription.id}"}
    return JSONResponse(plain(made_document(made)), 201, place)


@router.get("/{webhook_id}", operation_id="webhook", response_class=JSONResponse)
async def webhook(request: Request, webhook_id: str, _: Allowed) -> Response:
    """One of them."""
    return _json(hook_document(await at_desk(request, lambda desk: desk.hook(webhook_id))))


@router.delete("/{webhook_id}", operation_id="remove-webhook", status_code=204)
async def remove(request: Request, webhook_id: str, _: Allowed) -> Response:
    """End it for good."""
    await at_desk(request, lambda desk: desk.remove(webhook_id))
    return Response(status_code=204)


@router.get("/{webhook_id}/deliveries", operation_id="webhook-deliveries", response_class=JSONResponse)
async def deliveries(
    request: Request, webhook_id: str, _: Allowed, last: Annotated[int, Query(ge=1, le=1_000)] = 100
) -> Response:
    """Its last calls, the newest first, and what became of each."""
    calls = await at_desk(request, lambda desk: desk.deliveries(webhook_id, last))
    return _json({"rows": [call.document() for call in calls]})


@router.post("/{webhook_id}/test", operation_id="test-webhook", response_class=JSONResponse)
async def test(request: Request, webhook_id: str, _: Allowed) -> Response:
    """Call the receiver now, about nothing."""
    return _json(outcome_document(await at_desk(request, lambda desk: desk.test(webhook_id))))


@router.post("/{webhook_id}/rotate", operation_id="rotate-webhook", openapi_extra=described(Rotation))
async def rotate(request: Request, webhook_id: str, asked: Annotated[Rotation, Depends(body(Rotation))]) -> Response:
    """A new key. The answer is the only one that says its `secret`."""
    return _json(made_document(await at_desk(request, lambda desk: desk.rotate(webhook_id, asked.overlap_hours))))


@router.post("/{webhook_id}/pause", operation_id="pause-webhook", response_class=JSONResponse)
async def pause(request: Request, webhook_id: str, _: Allowed) -> Response:
    """Call no more until it is resumed."""
    return _json(subscription_document(await at_desk(request, lambda desk: desk.pause(webhook_id))))


@router.post("/{webhook_id}/resume", operation_id="resume-webhook", response_class=JSONResponse)
async def resume(request: Request, webhook_id: str, _: Allowed) -> Response:
    """Go on where it stands."""
    return _json(subscription_document(await at_desk(request, lambda desk: desk.resume(webhook_id))))


@router.post("/{webhook_id}/replay", operation_id="replay-webhook", openapi_extra=described(Replay))
async def replay(request: Request, webhook_id: str, asked: Annotated[Replay, Depends(body(Replay))]) -> Response:
    """Tell again, from a place on."""
    return _json(subscription_document(await at_desk(request, lambda desk: desk.replay(webhook_id, asked.begin))))


def _json(document: dict[str, Any]) -> Response:
    return JSONResponse(plain(document))
