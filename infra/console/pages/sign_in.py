"""Where people sign in: with a link, or with their name and password; and where they sign out."""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import Form, Query, Request
from starlette.responses import RedirectResponse, Response

from infra.console.forms.asked import inside
from infra.console.places import HOME
from infra.console.rendering import rendered
from infra.console.routing import pages_router
from infra.http.access.cookies import check_from_here, forget_session, keep_session, session_id_of
from infra.http.access.grantees import Grantee
from infra.http.access.oidc.provider import ProviderFails
from infra.http.access.oidc.providers import NobodyHere, Providers
from infra.http.access.people import People
from infra.http.access.roles import Role
from infra.http.problems import HttpProblem, not_there
from infra.http.requests import services_of

MY_PAGE = "/my"
STATE_COOKIE = "__Host-caseledger-state"
log = logging.getLogger("caseledger.http")
router = pages_router("")

Next = Annotated[str, Query(max_length=2_000)]
NextOfForm = Annotated[str, Form(alias="next", max_length=2_000)]
ShortText = Annotated[str, Form(max_length=200)]


@router.get("/sign-in")
def sign_in(request: Request, token: Annotated[str, Query(max_length=100)] = "", next: Next = "") -> Response:
    """The form; or, for a link, a page with the button that spends it: what only looks at links spends none."""
    if not token:
        return _form(request, next)
    whose = _people(request).sessions.link(token)
    if whose is None:
        return _form(request, next, 410, said="sign_in.link_over")
    return rendered(request, "sign_in_link.html", None, whose=whose, token=token, next=next)


@router.post("/sign-in/link")
def sign_in_by_link(request: Request, token: ShortText, next: NextOfForm = "") -> Response:
    """Spends a link for a session."""
    check_from_here(request)
    begun = _people(request).sessions.begin_by_link(token)
    if begun is None:
        return _form(request, next, 410, said="sign_in.link_over")
    return _signed_in(request, *begun, next)


@router.post("/sign-in")
def sign_in_by_password(request: Request, name: ShortText, password: ShortText, next: NextOfForm = "") -> Response:
    """A session for whoever has this name and this password; nobody learns which of them was wrong."""
    check_from_here(request)
    people = _people(request)
    try:
        begun = people.sign_in(name.strip(), password, people.address_of(request))
    except HttpProblem as problem:
        answer = _form(request, next, problem.status, said="sign_in.too_often")
        answer.headers["Retry-After"] = str(problem.retry_after_s)
        return answer
    if begun is None:
        return _form(request, next, 401, said="sign_in.wrong")
    return _signed_in(request, *begun, next)


@router.get("/sign-in/with/{provider}")
def sign_in_with(request: Request, provider: str, next: Next = "") -> Response:
    """Goes to the provider's own page."""
    try:
        begun = _providers(request).begin(provider, next)
    except ProviderFails as error:
        return _provider_failed(request, provider, next, error)
    if begun is None:
        raise not_there()
    answer = RedirectResponse(begun[0], 303)
    answer.set_cookie(STATE_COOKIE, begun[1], path="/", secure=True, httponly=True, samesite="lax")
    return answer


@router.get("/sign-in/back/{provider}")
def back_from(
    request: Request,
    provider: str,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4_000)] = "",
    error: Annotated[str, Query(max_length=200)] = "",
    iss: Annotated[str | None, Query(max_length=1_000)] = None,
) -> Response:
    """Back from the provider: a session for whoever it says this is, in the browser that began it."""
    if not state or request.cookies.get(STATE_COOKIE) != state:
        return _form(request, "", 400, said="sign_in.not_begun")
    if error or not code:
        return _form(request, "", 401, said="sign_in.provider_no")
    try:
        begun = _providers(request).finish(provider, state, code, iss)
    except ProviderFails as failed:
        return _provider_failed(request, provider, "", failed)
    except NobodyHere:
        return _form(request, "", 403, said="sign_in.nobody_here")
    if begun is None:
        return _form(request, "", 400, said="sign_in.not_begun")
    answer = _signed_in(request, *begun)
    answer.delete_cookie(STATE_COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return answer


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """Ends the session."""
    check_from_here(request)
    _end_session(request)
    answer = RedirectResponse("/signed-out", 303)
    forget_session(answer)
    return answer


@router.get("/signed-out")
def signed_out(request: Request) -> Response:
    """Says that it has ended."""
    return rendered(request, "signed_out.html", None)


def _form(request: Request, next: str, status: int = 200, said: str = "") -> Response:
    providers = _people(request).providers
    names = providers.names if providers else []
    return rendered(request, "sign_in.html", None, int(status), next=next, said=said, providers=names)


def _provider_failed(request: Request, provider: str, next: str, error: ProviderFails) -> Response:
    """The page says whose fault it is, and the log of this server what it was."""
    log.warning("nobody can sign in with %s: %s", provider, error)
    return _form(request, next, 503 if error.away else 502, said="sign_in.provider_fails")


def _signed_in(request: Request, session_id: str, whose: Grantee, next: str) -> Response:
    """Goes on to where they wanted to go; a session that the browser had before is over."""
    _end_session(request)
    home = MY_PAGE if whose.role is Role.DEBTOR else HOME
    answer = RedirectResponse(inside(next, home), 303)
    keep_session(answer, session_id)
    return answer


def _end_session(request: Request) -> None:
    if session_id := session_id_of(request):
        _people(request).sessions.end(session_id)


def _providers(request: Request) -> Providers:
    if (found := _people(request).providers) is None:
        raise not_there()
    return found


def _people(request: Request) -> People:
    return services_of(request).people
