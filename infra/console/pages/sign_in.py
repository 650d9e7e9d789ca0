"""Where people sign in: with a link, or with their name and password; and where they sign out."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Query, Request
from starlette.responses import RedirectResponse, Response

from infra.console.forms.asked import inside
from infra.console.places import HOME
from infra.console.rendering import rendered
from infra.console.routing import pages_router
from infra.http.access.cookies import check_from_here, forget_session, keep_session, session_id_of
from infra.http.access.grantees import Grantee
from infra.http.access.people import People
from infra.http.access.roles import Role
from infra.http.problems import HttpProblem
from infra.http.requests import services_of

MY_PAGE = "/my"
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
    return rendered(request, "sign_in.html", None, int(status), next=next, said=said)


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


def _people(request: Request) -> People:
    return services_of(request).people
