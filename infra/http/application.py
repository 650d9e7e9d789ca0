"""The application: its routes, and what every answer has in common."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from copy import copy
from functools import cache

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, State
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infra.console.router import console_routes
from infra.http.commands.bulk import bulk_route
from infra.http.commands.routes import command_routes
from infra.http.commands.status import status_route
from infra.http.contract import contract_routes
from infra.http.description import described
from infra.http.events import routes as events
from infra.http.finding import ByPlace
from infra.http.imports import routes as imports
from infra.http.problems import HttpProblem
from infra.http.questions import (
    approvals,
    balances,
    bank_files,
    case_states,
    cases,
    combined_plans,
    disclosures,
    key_figures,
    law_rows,
    letters,
    operations,
    payouts,
    persons,
    plan_layouts,
    service_levels,
    statements,
    suspense,
    whole_trail,
)
from infra.http.reads.around import OnRecord
from infra.http.repairs import routes as repairs
from infra.http.services import Services
from infra.http.webhooks import routes as webhooks
from infra.messages.trace import TRACEPARENT, valid_traceparent
from infra.metrics.catalogue import HTTP_DURATION, HTTP_REQUESTS
from infra.runtime.faults import where_it_failed
from infra.runtime.tracing import request_span

log = logging.getLogger("caseledger.http")

_UNCHANGING = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""On every answer that does not say otherwise: each may hold what is not for others, and a page loads nothing from
elsewhere and is shown in no other page. (Without any Referrer browsers would name no Origin either.)"""
_WITH_TLS = {"Strict-Transport-Security": "max-age=31536000"}


def application(services: Services) -> FastAPI:
    """Serves with these."""
    app = copy(_routed())
    app.state = State({"services": services})
    return app


@cache
def _routed() -> FastAPI:
    """Its routes and their description, which are the same whatever stands behind them: they are made once, as that
    takes a while. The built-in pages are off: they load from elsewhere."""
    app = FastAPI(title="caseledger", docs_url=None, redoc_url=None, openapi_url=None)
    everywhere = routers()
    for router in everywhere:
        app.include_router(router)
    app.add_api_route("/live", _live, tags=["health"], operation_id="live")
    app.add_api_route("/ready", _ready, tags=["health"], operation_id="ready")
    app.add_exception_handler(HttpProblem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_middleware(Watching)
    routes = [*app.routes, *(route for router in everywhere for route in router.routes)]
    app.router.middleware_stack = OnRecord(ByPlace(app.router.middleware_stack, routes))
    described(app)
    return app


def routers() -> Sequence[APIRouter]:
    """All that there are, in the order in which their routes are tried."""
    commands = (command_routes(), bulk_route(), status_route())
    cases_and_persons = (
        case_states.router,
        cases.router,
        statements.router,
        letters.router,
        persons.router,
        combined_plans.router,
        plan_layouts.router,
        approvals.router,
        disclosures.router,
    )
    about_all = (
        operations.router,
        balances.router,
        whole_trail.router,
        service_levels.router,
        key_figures.router,
        law_rows.router,
    )
    of_money = (suspense.router, payouts.router, bank_files.router, imports.router)
    questions = (*cases_and_persons, *about_all, *of_money, events.router)
    return (*commands, *questions, webhooks.router, repairs.router, contract_routes(), console_routes())


async def _live() -> JSONResponse:
    """The process answers. Needs no key."""
    return JSONResponse({"status": "live"})


async def _ready(request: Request) -> JSONResponse:
    """200 when what stands behind this process answers, else 503. Needs no key, and says no addresses."""
    problems = await run_in_threadpool(request.app.state.services.problems)
    status = "ready" if not problems else "not_ready"
    return JSONResponse({"status": status, "problems": problems}, 200 if not problems else 503)


class Watching:
    """Around every request: what all answers have in common, the metrics, and an answer also to what nobody foresaw."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(message, with_tls=scope["scheme"] == "https")
                _count(scope, status, time.monotonic() - began)
            await send(message)

        traceparent = valid_traceparent(Headers(scope=scope).get(TRACEPARENT, ""))
        try:
            with request_span("request", traceparent, {"http.request.method": scope["method"]}):
                await self._app(scope, receive, sending)
        except Exception as error:
            # Of the error nothing leaves but where it happened: its text may repeat what it met.
            log.error("a request to %s failed: %s", _area_of(scope), where_it_failed(error))
            if status:
                raise  # the head of the answer is gone already
            fault = HttpProblem("fault", "This should not have happened. The log of the server says where.")
            await fault.response()(scope, receive, sending)


def _add_headers(message: Message, *, with_tls: bool) -> None:
    said = {name for name, _ in message["headers"]}
    wanted = (*_ALWAYS, *_ALWAYS_WITH_TLS) if with_tls else _ALWAYS
    message["headers"] = [*message["headers"], *(header for header in wanted if header[0] not in said)]


def _as_sent(headers: Mapping[str, str]) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name.lower().encode(), value.encode()) for name, value in headers.items())


_ALWAYS, _ALWAYS_WITH_TLS = _as_sent(_UNCHANGING), _as_sent(_WITH_TLS)


def _count(scope: Scope, status: int, took_s: float) -> None:
    HTTP_REQUESTS.by(_area_of(scope), str(status)).inc()
    HTTP_DURATION.by(_area_of(scope)).observe(took_s)


def _area_of(scope: Scope) -> str:
    """The first tag of its route: never its path, which has ids in it."""
    tags: list[str] = getattr(scope.get("route"), "tags", None) or ["unknown"]
    return tags[0].replace("-", "_")


async def _on_problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, HttpProblem)
    return error.response()


async def _on_invalid(_: Request, error: Exception) -> Response:
    """A parameter that is none: where it is, and nothing of what it says."""
    assert isinstance(error, RequestValidationError)
    places = [".".join(str(part) for part in one["loc"]) for one in error.errors()]
    return HttpProblem("parameter_invalid", f"These are not what the route takes: {', '.join(places)}.").response()


async def _on_http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        return HttpProblem("method_unknown", "The route does not take this method.").response()
    if error.status_code == 404:
        return HttpProblem("route_unknown", "There is no such route: openapi.json lists them.").response()
    return HttpProblem("parameter_invalid", "The request cannot be read.").response()
