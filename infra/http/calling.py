"""A route's function, called with what it asks for: worked out once for the route, and not with every request.

FastAPI finds out anew for every request of what kind each parameter and each dependency is: more than half of its work
on a command, and with a dozen filters more still on a question. Here that is read once from what FastAPI found when
the route was made. What is taken, what is refused and in which order is the same. A route that asks for more than is
known here, such as the fields of a form, is left to FastAPI, and so is one of a class of its own, such as a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any, get_type_hints

from fastapi._compat import ModelField, field_annotation_is_sequence
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security.base import SecurityBase
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

Errors = list[dict[str, Any]]
_PLACES = ("path", "query", "header", "cookie")


@dataclass(frozen=True, slots=True)
class _Parameter:
    """One of the path, the query, the headers or the cookies; ``several`` of a name are a list."""

    field: ModelField
    place: str
    several: bool
    default: Any

    def read(self, given: Any, values: dict[str, Any], errors: Errors) -> None:
        """Adds its value, or what is wrong with it."""
        alias = self.field.alias
        said = given.getlist(alias) if self.several else given.get(alias)
        if said is None or said == []:
            values[self.field.name] = self.default
            return
        values[self.field.name], found = self.field.validate(said, loc=(self.place, alias))
        errors += found


@dataclass(frozen=True, slots=True)
class Called:
    """A function with its parameters, and those that are called before it for what they return."""

    call: Callable[..., Any]
    in_loop: bool
    name: str | None
    request_name: str | None
    parameters: tuple[_Parameter, ...]
    before: tuple[Called, ...]

    async def given(self, request: Request, known: dict[Any, Any]) -> tuple[dict[str, Any], Errors]:
        """What it is called with; ``known`` has what others have returned for this request. Raises what they raise."""
        values: dict[str, Any] = {}
        errors: Errors = []
        for one in self.before:
            theirs, found = await one.given(request, known)
            if found:
                errors += found
                continue
            if one.call not in known:
                known[one.call] = await one.call(**theirs)
            if one.name is not None:
                values[one.name] = known[one.call]
        for parameter in self.parameters:
            parameter.read(_said_in(parameter.place, request), values, errors)
        if self.request_name is not None:
            values[self.request_name] = request
        return values, errors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI. Raises RequestValidationError, and what the function and those before it raise."""
        request = Request(scope, receive, send)
        values, errors = await self.given(request, {})
        if errors:
            raise RequestValidationError(errors)
        response = await (self.call(**values) if self.in_loop else run_in_threadpool(self.call, **values))
        await response(scope, receive, send)


def called(route: APIRoute) -> Called | None:
    """What answers the route's requests. None where it asks for more than is known here."""
    own, returned = route.dependant, get_type_hints(route.endpoint).get("return")
    as_others_are = type(route) is APIRoute and isinstance(returned, type) and issubclass(returned, Response)
    known = as_others_are and all(map(_is_known, _tree(own))) and all(map(_is_awaited, own.dependencies))
    return _called(own) if known else None


def _called(one: Dependant) -> Called:
    assert one.call is not None, "FastAPI keeps in each what it is of"
    before = tuple(_called(each) for each in one.dependencies if not _is_told_only(each))
    parameters = tuple(_parameter(place, field) for place, field in _fields_of(one))
    return Called(one.call, iscoroutinefunction(one.call), one.name, one.request_param_name, parameters, before)


def _parameter(place: str, field: ModelField) -> _Parameter:
    several = place in ("query", "header") and field_annotation_is_sequence(field.field_info.annotation)
    return _Parameter(field, place, several, None if field.field_info.is_required() else field.default)


def _fields_of(one: Dependant) -> Iterator[tuple[str, ModelField]]:
    return ((place, field) for place in _PLACES for field in getattr(one, f"{place}_params"))


def _said_in(place: str, request: Request) -> Any:
    if place == "path":
        return request.path_params
    if place == "query":
        return request.query_params
    return request.headers if place == "header" else request.cookies


def _tree(one: Dependant) -> Iterator[Dependant]:
    yield one
    for each in one.dependencies:
        yield from _tree(each)


def _is_known(one: Dependant) -> bool:
    """Whether it asks for nothing but parameters and the request."""
    if any(getattr(one, name) for name in _UNKNOWN) or isinstance(one.call, SecurityBase):
        return _is_told_only(one)
    return all(_is_plain(place, field) for place, field in _fields_of(one))


def _is_awaited(one: Dependant) -> bool:
    """Whether it, and whatever is called before it, takes no thread, and once is enough."""
    alone = iscoroutinefunction(one.call) and one.use_cache
    return _is_told_only(one) or (alone and all(map(_is_awaited, one.dependencies)))


def _is_told_only(one: Dependant) -> bool:
    """A security scheme that is there for the description, and neither refuses nor tells anything."""
    return isinstance(one.call, SecurityBase) and one.name is None and not getattr(one.call, "auto_error", True)


def _is_plain(place: str, field: ModelField) -> bool:
    """What goes by one name, and is a part of the path or has a default that nobody can change."""
    info = field.field_info
    is_model = isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel)
    if is_model or info.validate_default or info.validation_alias not in (None, field.alias):
        return False
    return place == "path" if info.is_required() else isinstance(info.default, bool | int | str | tuple | None)


_UNKNOWN = (
    "body_params",
    "websocket_param_name",
    "http_connection_param_name",
    "response_param_name",
    "background_tasks_param_name",
    "security_scopes_param_name",
    "concurrency",
)
