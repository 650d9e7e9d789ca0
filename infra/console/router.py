"""Every page of the console, and what browsers load for them."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from infra.console.forms.asked import inside
from infra.console.my import contact, debts, readers, signing_in
from infra.console.my.frame import DEBTS
from infra.console.pages import (
    acting,
    approvals,
    bank_files,
    case,
    cases,
    clocks,
    combined_plan,
    disclosures,
    events,
    integrity,
    kpis,
    law,
    money,
    persons,
    sign_in,
    subscriptions,
    system,
    today,
    trail,
)
from infra.console.places import HOME, places_for
from infra.console.routing import AnyPage, pages_router
from infra.console.static_files import static_file
from infra.console.texts import COOKIE
from infra.http.problems import HttpProblem

PAGES = (
    sign_in, today, acting, cases, case, persons, combined_plan, events, trail, clocks, kpis, law, approvals, money,
    bank_files, integrity, disclosures, subscriptions, system,
)  # fmt: skip
MY_PAGES = (signing_in, contact, debts, readers)
_YEAR_S = 366 * 24 * 3600


def console_routes() -> APIRouter:
    """All of them; what is below ``/console`` and none of them is a page that says so."""
    router = pages_router("")
    router.add_api_route("/console/static/{name}", static_file)
    router.add_api_route("/console/language", _language, methods=["POST"])
    router.add_api_route(HOME, _home)
    for one in (*PAGES, *MY_PAGES):
        router.routes.extend(one.router.routes)  # as they are: nothing of this router is added to them
    router.add_api_route("/my/{rest:path}", _unknown, methods=["GET", "POST"])
    router.add_api_route("/console/{rest:path}", _unknown, methods=["GET", "POST"])
    return router


async def _home(page: AnyPage) -> Response:
    """The first place that they may go to."""
    if page.caller.rows.person_id:
        return RedirectResponse(DEBTS, 303)
    found = places_for(page.caller)
    if not found:
        raise HttpProblem("forbidden", "There is no page of the console for this role.")
    return RedirectResponse(found[0].path, 303)


async def _language(language: Annotated[Literal["en", "sv"], Form()], back: Annotated[str, Form()] = HOME) -> Response:
    """Keeps the language in the browser, and goes back."""
    answer = RedirectResponse(inside(back, HOME), 303)
    answer.set_cookie(COOKIE, language, max_age=_YEAR_S, httponly=True, samesite="lax")
    return answer


async def _unknown(rest: str) -> Response:
    raise HttpProblem("route_unknown", "There is no such page.")
