"""Customers sign in with a payment reference, and with the code that is sent to whose debt it is."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Form, Request
from psycopg2.extensions import connection
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from infra.console.my.frame import DEBTS, SIGN_IN
from infra.console.rendering import rendered
from infra.console.routing import pages_router
from infra.http.access.cookies import check_from_here, forget_session, keep_session, session_id_of
from infra.http.access.grantees import Grantee
from infra.http.access.roles import Role
from infra.http.requests import services_of
from infra.http.services import Services
from projections.balances.queries import case_terms, cases_with_payment_reference

router = pages_router("/my")

Words = Annotated[str, Form(max_length=100)]


@router.get("/sign-in")
async def asked(request: Request) -> Response:
    """For a payment reference."""
    return _page(request, "my/sign_in.html")


@router.post("/sign-in")
async def code_wanted(request: Request, reference: Words) -> Response:
    """Sends a code to whose debt it is. Whether there is such a debt, the page does not say."""
    check_from_here(request)
    services = services_of(request)
    services.people.attempts.count(f"reference {reference.strip()}", services.people.address_of(request))
    person = await run_in_threadpool(_person_of, services, reference.strip())
    name = await run_in_threadpool(services.my_page.codes.begin, person)
    return _page(request, "my/code.html", name=name)


@router.post("/code")
async def code_given(request: Request, name: Words, code: Words) -> Response:
    """Opens the session, or asks again as long as a try is left."""
    check_from_here(request)
    services = services_of(request)
    services.people.attempts.count(f"code {name}", services.people.address_of(request))
    person = services.my_page.codes.spend(name, "".join(code.split()))
    if person is None:
        if services.my_page.codes.goes_on(name):
            return _page(request, "my/code.html", 401, name=name, is_wrong=True)
        return _page(request, "my/sign_in.html", 401, is_over=True)
    grantee = Grantee(actor_id=str(person), role=Role.DEBTOR, person_id=person)
    session_id = await run_in_threadpool(services.people.sessions.begin, grantee)
    answer = RedirectResponse(DEBTS, 303)
    keep_session(answer, session_id)
    return answer


@router.post("/sign-out")
async def signed_out(request: Request) -> Response:
    """Ends the session at the server, too."""
    check_from_here(request)
    session_id = session_id_of(request)
    if session_id is not None:
        await run_in_threadpool(services_of(request).people.sessions.end, session_id)
    answer = RedirectResponse(SIGN_IN, 303)
    forget_session(answer)
    return answer


def _page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    said = {"is_wrong": False, "is_over": False, "home": SIGN_IN}
    return rendered(request, template, None, status, **said | values)


def _person_of(services: Services, reference: str) -> UUID | None:
    """Whose debt it is; None when there is none, or the reference could be of several people."""

    def person_of_reference(opened: connection) -> set[UUID]:
        terms = (case_terms(opened, case_id) for case_id in cases_with_payment_reference(opened, reference))
        return {one.person_id for one in terms if one is not None}

    found = services.questions.ask(person_of_reference, {}).value
    return found.pop() if len(found) == 1 else None
