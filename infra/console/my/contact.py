"""How a customer wishes to be reached, and what is on file about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Form
from starlette.responses import Response

from infra.console.asking import ApiProblem
from infra.console.my.frame import CONTACT, WAITING, Mine, MyPage, back_to
from infra.console.routing import pages_router

router = pages_router(CONTACT)

WAYS = ("letter", "email", "sms", "phone", "my_page")
_DONE = ("wishes", "access", WAITING)


@router.get("")
async def contact(page: Mine, done: str | None = None) -> Response:
    """The wishes as they stand."""
    return await _page(page, done=done if done in _DONE else None)


@router.post("")
async def wished(
    page: Mine,
    key: Annotated[str, Form(max_length=64)],
    preferred: Annotated[str, Form(max_length=20)] = "",
    wanted: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """These are the wishes now: what is not wanted is what was left without its mark."""
    unwanted = [way for way in WAYS if way not in (wanted or ())]
    body = {"preferred": preferred if preferred in WAYS else None, "unwanted": unwanted}
    return await _sent(page, "change-channel-wishes", body, key, "wishes")


@router.post("/access")
async def access_wanted(page: Mine, key: Annotated[str, Form(max_length=64)]) -> Response:
    """Asks for a copy of everything on file (GDPR, Article 15), under the law of the first debt."""
    cases = (await page.api.get("/v1/cases", limit=1))["rows"]
    jurisdiction = cases[0]["jurisdiction"] if cases else ""
    return await _sent(page, "request-access", {"channel": "my_page", "jurisdiction": jurisdiction}, key, "access")


async def _sent(page: MyPage, command: str, body: Mapping[str, object], key: str, done: str) -> Response:
    try:
        sent = await page.api.post(f"/v1/persons/{page.person_id}/{command}", body, key)
    except ApiProblem as problem:
        if problem.status != 409:
            raise
        return await _page(page, 409, refused=problem.document)
    return back_to(CONTACT, sent, done)


async def _page(page: MyPage, status: int = 200, *, done: str | None = None, refused: object = None) -> Response:
    found = await page.api.found(f"/v1/persons/{page.person_id}")
    person = found and found["person"]
    return page.shown("my/contact.html", status, person=person, ways=WAYS, done=done, refused=refused)
