"""A route's function gets what FastAPI would give it, and is kept from what FastAPI would keep it from."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from random import Random
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from fastapi import APIRouter, Body, Depends, Response
from fastapi.dependencies.utils import solve_dependencies
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import JSONResponse

from infra.console.routing import PageRoute
from infra.http.access.api_keys import ApiKeys, NewKey
from infra.http.access.roles import Role
from infra.http.application import application, routers
from infra.http.calling import Called, called
from infra.http.problems import HttpProblem
from infra.http.services import Services
from tests.unit.http.ledger import NOW

ROUTES = [route for router in routers() for route in router.routes if isinstance(route, APIRoute)]
KNOWN = {route.unique_id: own for route in ROUTES if (own := called(route)) is not None}
AN_ID = str(UUID(int=7))
SAID = (
    "", "0", "1", "-3", "7.5", "true", "no", "yes", "maybe", "open", "closed", "x" * 1_200, "\x00", "Åsa", "null", "[]",
    AN_ID, AN_ID.replace("-", ""), "2026-03-02", "2026-03-02T08:00:00Z", "2026-03-02T08:00:00",
    "9999-12-31T23:59:59-12:00", "SE", "SEK", "refunds", "1=7", "1=7,2=8", "text/csv", "application/json", '"6"',
    "wait=3", "RaiseDispute",
)  # fmt: skip


def a_request(route: APIRoute, services: Services, key: str, dice: Random) -> Request:
    """For the route, with what it takes left out, said once or several times, well or badly; and with what it does not
    take."""
    own = [route.dependant]
    for one in own:
        own.extend(one.dependencies)
    query = [field.alias for one in own for field in one.query_params] + ["as_of", "other"]
    headers = {field.alias.lower() for one in own for field in one.header_params} | {"other"}
    said = [(name, dice.choice(SAID)) for name in query for _ in range(dice.choice((0, 0, 0, 0, 1, 1, 2)))]
    shown = [(name.encode(), dice.choice(SAID).encode()) for name in sorted(headers) if dice.random() < 0.25]
    if dice.random() < 0.9:
        shown.append((b"authorization", f"Bearer {key}".encode()))
    return Request(
        {
            "type": "http",
            "method": min(route.methods or ()),
            "path": route.path,
            "path_params": {name: dice.choice((AN_ID, "7", dice.choice(SAID))) for name in route.param_convertors},
            "query_string": urlencode(said, encoding="utf-8").encode(),
            "headers": shown,
            "route": route,
            "app": application(services),
            "state": {},
        }
    )


async def given(own: Called, request: Request) -> tuple[Any, ...]:
    values, errors = await own.given(request, {})
    return ("refused", [one["loc"] for one in errors]) if errors else ("given", values)


async def given_by_fastapi(route: APIRoute, request: Request) -> tuple[Any, ...]:
    async with AsyncExitStack() as stack:
        request.scope |= {"fastapi_inner_astack": stack, "fastapi_function_astack": stack}
        solved = await solve_dependencies(
            request=request, dependant=route.dependant, async_exit_stack=stack, embed_body_fields=False
        )
    if solved.errors:
        return "refused", [one["loc"] for one in solved.errors]
    return "given", solved.values


def outcome_of(asked: Any) -> tuple[Any, ...]:
    try:
        found: tuple[Any, ...] = asyncio.run(asked)
    except HttpProblem as problem:
        return "problem", problem.code, problem.detail
    return found


def test_whatever_is_said_a_route_is_given_what_fastapi_would_give_it(services: Services, keys: ApiKeys) -> None:
    key = keys.create(NewKey(actor_id="auditor-1", role=Role.ADMINISTRATOR), NOW)
    dice, met, given_once = Random(20261127), set(), set()
    for route in (one for one in ROUTES if one.unique_id in KNOWN):
        for _ in range(6):
            request = a_request(route, services, key, dice)
            outcome = outcome_of(given(KNOWN[route.unique_id], request))
            assert outcome == outcome_of(given_by_fastapi(route, request)), (route.path, request.scope)
            met.add(outcome[:2] if outcome[0] == "problem" else outcome[0])
            if outcome[0] == "given":
                given_once.add(route.path)
    assert len(given_once) > len(KNOWN) / 2
    assert {"given", "refused", ("problem", "key_missing"), ("problem", "parameter_invalid")} <= met


def test_only_pages_are_left_to_fastapi() -> None:
    left = [route for route in ROUTES if route.unique_id not in KNOWN]
    assert left
    assert all(isinstance(route, PageRoute) for route in left)


def in_a_thread() -> int:
    return 1


async def later() -> Any:
    yield 1


def takes_a_body(told: dict[str, int] = Body()) -> Response:  # noqa: B008
    return JSONResponse(told)


def takes_the_answer(response: Response) -> Response:
    return response


def answers_with_something_else() -> dict[str, int]:
    return {}


def waits_for_a_thread(told: int = Depends(in_a_thread)) -> Response:
    return JSONResponse(told)


def holds_something(told: int = Depends(later)) -> Response:
    return JSONResponse(told)


def has_a_default_that_can_change(told: list[str] = []) -> Response:  # noqa: B006
    return JSONResponse(told)


def must_be_told(told: int) -> Response:
    return JSONResponse(told)


@pytest.mark.parametrize(
    "endpoint",
    [
        takes_a_body,
        takes_the_answer,
        answers_with_something_else,
        waits_for_a_thread,
        holds_something,
        has_a_default_that_can_change,
        must_be_told,
    ],
)
def test_a_route_that_asks_for_more_is_left_to_fastapi(endpoint: Any) -> None:
    assert called(route_of(endpoint)) is None


def route_of(endpoint: Any) -> APIRoute:
    router = APIRouter()
    router.add_api_route("/", endpoint, methods=["POST"], response_model=None)
    [route] = router.routes
    assert isinstance(route, APIRoute)
    return route


def test_what_two_depend_on_is_asked_once_for_a_request() -> None:
    asked = []

    async def first() -> int:
        asked.append(1)
        return len(asked)

    async def second(one: Annotated[int, Depends(first)]) -> int:
        return one

    def endpoint(one: Annotated[int, Depends(first)], two: Annotated[int, Depends(second)]) -> Response:
        return JSONResponse([one, two])

    # The annotations name what is known here alone.
    endpoint.__annotations__ |= {"one": Annotated[int, Depends(first)], "two": Annotated[int, Depends(second)]}
    second.__annotations__["one"] = Annotated[int, Depends(first)]
    own = called(route_of(endpoint))
    assert own is not None
    request = Request({"type": "http", "headers": [], "query_string": b"", "path_params": {}})
    assert asyncio.run(own.given(request, {})) == ({"one": 1, "two": 1}, [])
