"""A request finds its route by its place, and it is the one that the router would have found."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

from infra.http.application import routers
from infra.http.finding import ByPlace

ROUTES = [route for router in routers() for route in router.routes if isinstance(route, Route)]


async def nobody(scope: Scope, receive: Receive, send: Send) -> None:
    raise AssertionError("nobody is asked here")


def a_request_for(route: Route) -> dict[str, Any]:
    path = re.sub("{[^}]*}", lambda _: str(uuid4()), route.path)
    return {"type": "http", "method": min(route.methods or ()), "path": path, "root_path": "", "headers": []}


def first_of_all(scope: Scope) -> BaseRoute:
    """What trying one after the other comes to."""
    return next(route for route in ROUTES if route.matches(scope)[0] is Match.FULL)


def test_every_route_is_found_by_its_place_as_the_router_finds_it() -> None:
    by_place, left = ByPlace(nobody, ROUTES), []
    for route in ROUTES:
        scope = a_request_for(route)
        found = by_place.found(scope)
        if found is None:
            left.append(route.path)
            continue
        assert found[0] is first_of_all(scope), route.path
        assert found[2]["endpoint"] is route.endpoint
    assert set(left) == {"/registry{path:path}", "/my/{rest:path}", "/console/{rest:path}"}, (
        "only these are left to the router"
    )
    assert len(ROUTES) > 250


def test_another_method_and_a_path_that_is_only_alike_are_left_to_the_router() -> None:
    by_place = ByPlace(nobody, ROUTES)
    case = f"/v1/cases/{uuid4()}"
    for method, path in (("PUT", case), ("GET", f"{case}/"), ("GET", f"{case}/trails"), ("GET", "/v1"), ("GET", "/")):
        assert by_place.found({"type": "http", "method": method, "path": path, "root_path": ""}) is None, path


def test_what_includes_a_route_adds_nothing_to_it() -> None:
    """It is asked as it is: what a router around it asks of callers would be left out."""
    for router in routers():
        assert not any(not isinstance(route, Route) for route in router.routes), "a router within a router"
