"""What all of My page has in common: it is a customer's own, and says so to anybody else."""

from __future__ import annotations

import secrets
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from starlette.responses import HTMLResponse, RedirectResponse

from infra.console.asking import RouteAnswer
from infra.console.places import Destination
from infra.console.routing import AFTER, AnyPage, AskedPage
from infra.http.problems import HttpProblem

DEBTS, CONTACT, READERS, SIGN_IN = "/my/debts", "/my/contact", "/my/readers", "/my/sign-in"
WAITING = "waiting"
"""What a page says was done when the answer has not come yet."""
_PLACES = (
    Destination(DEBTS, "my.place.debts", "cases:read"),
    Destination(CONTACT, "my.place.contact", "persons:act"),
    Destination(READERS, "my.place.readers", "persons:read"),
)


class MyPage(AskedPage):
    """A page of a customer who has signed in."""

    __slots__ = ()

    @property
    def person_id(self) -> UUID:
        """Who it is."""
        person_id = self.caller.rows.person_id
        assert person_id is not None
        return person_id

    def shown(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """The page, in the frame of My page."""
        return super().shown(template, status, home=DEBTS, places=_PLACES, key=secrets.token_urlsafe(16), **values)


def back_to(path: str, sent: RouteAnswer, done: str) -> RedirectResponse:
    """To a page as it stands after that; or as it stands, while the answer is still to come."""
    told = f"{AFTER}={sent.position}&done={done}" if sent.position else f"done={WAITING}"
    return RedirectResponse(f"{path}?{told}", 303)


async def my_page(page: AnyPage) -> MyPage:
    """A dependency: a customer who has signed in. Raises HttpProblem for anybody else."""
    if page.caller.rows.person_id is None:
        raise HttpProblem("forbidden", "My page is for customers, who sign in with a payment reference.")
    return MyPage(page.request, page.caller, page.api, page.formats, page.texts)


Mine = Annotated[MyPage, Depends(my_page)]
"""A page of a customer who has signed in."""
