"""What pages have in common: who looks at them, what they ask, and that a problem is a page too."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.responses import HTMLResponse, Response

from infra.console.asking import Api, ApiProblem, invalid
from infra.console.formats import Formats
from infra.console.rendering import formats_of, rendered
from infra.console.texts import Texts
from infra.console.times import TimesAsked
from infra.http.access.callers import Caller
from infra.http.commands.paths import CommandPath, by_name
from infra.http.problems import HttpProblem
from infra.http.requests import AnyCaller

AFTER = "after"
"""The parameter of a page that is shown after a command: the position that it must reflect."""
_OWN_PAGES = (401, 403, 404, 409, 503)


class PageRoute(APIRoute):
    """Answers with a page whatever goes wrong."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """See APIRoute."""
        handler = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handler(request)
            except HttpProblem as problem:
                return problem_page(request, ApiProblem(problem.document))
            except ApiProblem as problem:
                return problem_page(request, problem)
            except RequestValidationError as error:
                return problem_page(request, ApiProblem(invalid(error)))

        return handled


def pages_router(prefix: str) -> APIRouter:
    """For pages below a path: they are no part of ``openapi.json``."""
    return APIRouter(prefix=prefix, route_class=PageRoute, include_in_schema=False, tags=["console"])


def problem_page(request: Request, problem: ApiProblem) -> HTMLResponse:
    """What went wrong and what to do now: sign in (401), go back, or wait (503)."""
    status = problem.status
    kind = status if status in _OWN_PAGES else "other"
    caller = getattr(request.state, "caller", None)
    is_mine = request.url.path.startswith("/my")
    values = {"kind": kind, "is_mine": is_mine, "sign_in_at": "/my/sign-in" if is_mine else "/sign-in"}
    page = rendered(request, "problem.html", caller, status, problem=problem.document, **values)
    if status == 503:
        page.headers["Retry-After"] = "2"
    return page


@dataclass(frozen=True, slots=True)
class AskedPage:
    """One page on its way to whoever asked for it."""

    request: Request
    caller: Caller
    api: Api
    formats: Formats
    texts: Texts

    def time(self, text: str, *, to_its_end: bool = False) -> datetime | None:
        """What a field of a time says; see ``Formats.from_field``. Raises HttpProblem for what is none."""
        try:
            return self.formats.from_field(text, to_its_end=to_its_end)
        except ValueError:
            said = "This is no day and time such as 2026-03-02T09:00."
            raise HttpProblem("parameter_invalid", said) from None

    def when(self, as_of: str, known_at: str) -> TimesAsked:
        """What the two fields of a time say. Raises HttpProblem for what is none."""
        return TimesAsked(*(self.time(text, to_its_end=True) for text in (as_of, known_at)))

    def may(self, command: str) -> bool:
        """Whether whoever looks may send this command, by the name of its class."""
        try:
            self.caller.check_command(commands_by_name()[command])
        except HttpProblem:
            return False
        return True

    def may_then(self, when: TimesAsked) -> Callable[[str], bool]:
        """The same on a page of this time: nothing is done in the past."""
        return (lambda command: False) if when.is_past else self.may

    def shown(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """The page, which says how fresh it is."""
        values.setdefault("reflects", self.api.reflects)
        return rendered(self.request, template, self.caller, status, **values)


@cache
def commands_by_name() -> Mapping[str, CommandPath]:
    """Every command that there is."""
    return by_name()


async def page(request: Request, caller: AnyCaller, after: str | None = None, because: str | None = None) -> AskedPage:
    """A dependency: whoever has signed in. ``because`` is the purpose for which they look at personal fields."""
    if because:
        caller = request.state.caller = caller.asking_for(because)
    formats = formats_of(request)
    return AskedPage(request, caller, Api(request, after, because), formats, Texts(formats.language))


AnyPage = Annotated[AskedPage, Depends(page)]
"""A page for whoever has signed in; what they see of it is what the API answers them."""
