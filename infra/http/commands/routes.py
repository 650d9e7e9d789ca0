"""A route for each command of the catalogue, made from its class."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from infra.http.access.callers import Caller
from infra.http.access.row_checks import check_rows
from infra.http.commands import headers
from infra.http.commands.bodies import model_of, read_body
from infra.http.commands.dry_run import decided
from infra.http.commands.outcomes import on_its_way, response_of
from infra.http.commands.paths import CommandPath, command_paths, hyphened
from infra.http.commands.sending import AskedCommand, address_of, answered, check, happened_at, send
from infra.http.problems import problem_response
from infra.http.reads.around import DOOR
from infra.http.requests import BEARER, AnyCaller, body_of, services_of
from infra.reads.read import Door

JSON = "application/json"

DryRun = Annotated[bool, Query(description="Decide, and write nothing: the answer says what would happen.")]
Key = Annotated[
    str | None,
    Header(alias=headers.IDEMPOTENCY_KEY, description="Of your own; the same again is the same command, for ever."),
]
IfMatch = Annotated[str | None, Header(alias="If-Match", description='The version that this is meant for: `"6"`.')]
Prefer = Annotated[str | None, Header(description="`wait=10`: wait so many seconds for the answer. Else 202.")]
Position = Annotated[
    str | None, Header(alias=headers.POSITION, description="What an answer said: this one is not older than that.")
]


@cache
def command_routes() -> APIRouter:
    """All of them, made once: they take a quarter of a second, and are the same for every application."""
    router = APIRouter(dependencies=[Depends(BEARER)])
    for asked in command_paths():
        told = _description(asked)
        router.add_api_route(asked.path, _with_id(asked), operation_id=asked.name, **told)
        if asked.path_without_id is not None:
            operation = f"{asked.name}-by-what-it-says"
            router.add_api_route(asked.path_without_id, _without_id(asked), operation_id=operation, **told)
    return router


def _description(asked: CommandPath) -> dict[str, Any]:
    meaning = (asked.cls.__doc__ or "").strip().replace("\n    ", "\n")
    summary, _, more = meaning.partition("\n\n")
    scope = f"Scope: `{asked.scope}`."
    content = {JSON: {"schema": {"$ref": f"#/components/schemas/{model_of(asked.cls).__name__}"}}}
    return {
        "methods": ["POST"],
        "tags": [asked.kind.name],
        "summary": hyphened(asked.name).replace("-", " "),
        "description": "\n\n".join(part for part in (summary, more, scope) if part),
        "response_class": JSONResponse,
        "openapi_extra": {"requestBody": {"required": True, "content": content}, "x-command": asked.name},
    }


@dataclass(frozen=True, slots=True)
class Told:
    """What a request says beside its body, read; ``if_match`` as it came."""

    dry_run: bool
    idempotency_key: str | None
    if_match: str | None
    wait_s: float
    after: Mapping[int, int]

    def key(self) -> str:
        """Raises HttpProblem when it is missing; a dry run needs none."""
        return "" if self.dry_run else headers.idempotency_key(self.idempotency_key)

    def version(self, *, required: bool) -> int | None:
        """Raises HttpProblem."""
        return headers.expected_version(self.if_match, required=required and not self.dry_run)


async def _told(
    dry_run: DryRun = False, key: Key = None, if_match: IfMatch = None, prefer: Prefer = None, position: Position = None
) -> Told:
    """Raises HttpProblem."""
    return Told(dry_run, key, if_match, headers.wait_s(prefer), headers.positions(position))


AnyTold = Annotated[Told, Depends(_told)]


def _of_a_page(request: Request) -> bool:
    """Pages have what they show decided first, and say for which version where they know one."""
    return getattr(request.state, DOOR, Door.API) is not Door.API


def _with_id(asked: CommandPath) -> Callable[..., Awaitable[Response]]:
    async def command(request: Request, aggregate_id: UUID, caller: AnyCaller, told: AnyTold) -> Response:
        return await _carry_out(asked, aggregate_id, caller, request, told)

    return command


def _without_id(asked: CommandPath) -> Callable[..., Awaitable[Response]]:
    async def command(request: Request, caller: AnyCaller, told: AnyTold) -> Response:
        return await _carry_out(asked, None, caller, request, told)

    return command


async def _carry_out(
    path: CommandPath, aggregate_id: UUID | None, caller: Caller, request: Request, told: Told
) -> Response:
    services = services_of(request)
    caller.check_command(path)
    key = told.key()
    version = told.version(
        required=services.wants_versions and path.path_without_id is None and not _of_a_page(request)
    )
    body = read_body(path.cls, await body_of(request, JSON))
    now = services.clock.now()
    asked = AskedCommand(
        path, address_of(body, aggregate_id), body.command, caller, now, happened_at(body, now), key, version
    )
    check(asked)
    await check_rows(asked, services.questions, told.after)
    if told.dry_run:
        document = await run_in_threadpool(decided, asked, services.histories)
        return problem_response(document) if document["status"] == HTTPStatus.CONFLICT else JSONResponse(document)
    pending = await send(services.door, asked, services.sent)
    answer = await answered(pending, told.wait_s)
    return on_its_way(asked.command_id, asked.aggregate_id) if answer is None else response_of(answer)
