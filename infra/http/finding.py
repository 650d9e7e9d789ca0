"""Which route a request is for, found by its place.

The router tries one route after the other, and there are some two hundred and fifty: for a question that was a third of
its work. Here a route is looked up by its method, the number of its parts, its first two parts and its last one; what
is found is held against the whole path as the router does it. Whatever is not found so is left to the router: pages
whose paths have no end, other methods, what there is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from infra.http.calling import called

_FIRST = 3
"""Parts of a path that name what it is about: ``/v1/cases`` has three, as it begins with a slash."""

Place = tuple[str, int, tuple[str, ...], str]


class ByPlace:
    """The router, which is asked only for what is not among these routes."""

    def __init__(self, router: ASGIApp, routes: Iterable[BaseRoute]) -> None:
        self._router = router
        self._found: dict[Place, list[tuple[Route, ASGIApp]]] = {}
        for route in routes:
            for place in _place_of(route):
                self._found.setdefault(place, []).append((route, _app_of(route)))  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        found = self.found(scope) if scope["type"] == "http" else None
        if found is None:
            await self._router(scope, receive, send)
            return
        _, app, says = found
        scope.update(says)
        await app(scope, receive, send)

    def found(self, scope: Scope) -> tuple[Route, ASGIApp, Scope] | None:
        """The route, what answers, and what its path says of the request. None: the router knows."""
        parts = scope["path"].split("/")
        begins = (scope["method"], len(parts), tuple(parts[:_FIRST]))
        for last in (parts[-1], ""):
            for route, app in self._found.get((*begins, last), ()):
                match, says = route.matches(scope)
                if match is Match.FULL:
                    return route, app, says
        return None


def _app_of(route: BaseRoute) -> ASGIApp:
    own = called(route) if isinstance(route, APIRoute) else None
    return own or route.handle


def _place_of(route: BaseRoute) -> Iterator[Place]:
    """Under each of its methods; nothing of one whose path does not say where it is."""
    if not isinstance(route, Route) or ":path}" in route.path:
        return
    parts = route.path.split("/")
    if any("{" in part for part in parts[:_FIRST]):
        return
    last = "" if "{" in parts[-1] else parts[-1]
    for method in route.methods or ():
        yield method, len(parts), tuple(parts[:_FIRST]), last
