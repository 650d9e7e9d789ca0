"""``POST /v1/bulk``: commands as NDJSON, one a line, each answered by itself and in the order in which they came.

They are sent one after another, so those for one aggregate are decided in their order; a line that cannot be used, or
that is refused, ends no other.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request
from starlette.responses import Response, StreamingResponse

from infra.client import Pending
from infra.http.access.callers import Caller
from infra.http.access.row_checks import check_rows
from infra.http.commands import headers
from infra.http.commands.bodies import read_body
from infra.http.commands.outcomes import on_its_way, response_of
from infra.http.commands.paths import PREFIX, CommandPath, by_name
from infra.http.commands.sending import AskedCommand, address_of, answered, check, happened_at, send
from infra.http.problems import HttpProblem
from infra.http.requests import BEARER, AnyCaller, body_of, services_of
from infra.http.services import Services

NDJSON = "application/x-ndjson"
BULK_BYTES_MAX = 20_000_000
LINES_MAX = 10_000
WAIT_S = 30.0
"""For each answer, when the client does not say."""

_COMMANDS: Mapping[str, CommandPath] = by_name()
_MEMBERS = {"command", "aggregate_id", "idempotency_key", "expected_version", "body"}


@dataclass(frozen=True, slots=True)
class _OnItsWay:
    """One line that was sent."""

    asked: AskedCommand
    pending: Pending


def bulk_route() -> APIRouter:
    """The route."""
    router = APIRouter(dependencies=[Depends(BEARER)])
    line = {
        "type": "object",
        "required": ["command", "idempotency_key", "body"],
        "properties": {
            "command": {"type": "string", "enum": sorted(_COMMANDS)},
            "aggregate_id": {"type": "string", "format": "uuid"},
            "idempotency_key": {"type": "string"},
            "expected_version": {"type": "integer"},
            "body": {"type": "object"},
        },
    }
    router.add_api_route(
        f"{PREFIX}/bulk",
        _bulk,
        methods=["POST"],
        operation_id="bulk",
        tags=["commands"],
        summary="Many commands, each answered by itself",
        response_class=StreamingResponse,
        openapi_extra={"requestBody": {"required": True, "content": {NDJSON: {"schema": line}}}},
    )
    return router


async def _bulk(
    request: Request,
    caller: AnyCaller,
    prefer: Annotated[str | None, Header(description="`wait=10`: seconds for each answer; 30 if not said.")] = None,
) -> Response:
    """A line is `{"command": "RaiseDispute", "aggregate_id": …, "idempotency_key": …, "body": {…}}`.

    The answer has a line for each, with `line`, `status` and what the command alone would have been answered.
    """
    lines = (await body_of(request, NDJSON, BULK_BYTES_MAX)).split(b"\n")
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if len(numbered) > LINES_MAX:
        raise HttpProblem("body_too_large", f"There are more than {LINES_MAX:,} lines.")
    wait_s = headers.wait_s(prefer) or WAIT_S
    return StreamingResponse(_answers(services_of(request), caller, numbered, wait_s), media_type=NDJSON)


async def _answers(
    services: Services, caller: Caller, numbered: list[tuple[int, bytes]], wait_s: float
) -> AsyncIterator[bytes]:
    sent: list[tuple[int, _OnItsWay | HttpProblem]] = []
    for number, line in numbered:
        sent.append((number, await _sent(services, caller, line)))
        # To send waits for nothing: without this nobody else had their turn before the last line.
        await asyncio.sleep(0)
    for number, one in sent:
        yield _line(number, await _response(one, wait_s))


async def _sent(services: Services, caller: Caller, line: bytes) -> _OnItsWay | HttpProblem:
    try:
        asked = _asked(services, caller, line)
        await check_rows(asked, services.questions, {})
        return _OnItsWay(asked, await send(services.door, asked, services.sent))
    except HttpProblem as problem:
        return problem


async def _response(one: _OnItsWay | HttpProblem, wait_s: float) -> Response:
    if isinstance(one, HttpProblem):
        return one.response()
    try:
        answer = await answered(one.pending, wait_s)
    except HttpProblem as problem:
        return problem.response()
    return on_its_way(one.asked.command_id, one.asked.aggregate_id) if answer is None else response_of(answer)


def _line(number: int, response: Response) -> bytes:
    result = json.loads(bytes(response.body))
    replayed = {"replayed": True} if headers.REPLAYED in response.headers else {}
    document = {"line": number, "status": response.status_code, **replayed, "result": result}
    return json.dumps(document, separators=(",", ":")).encode() + b"\n"


def _asked(services: Services, caller: Caller, line: bytes) -> AskedCommand:
    said = _members(line)
    path = _COMMANDS.get(str(said.get("command")))
    if path is None:
        raise HttpProblem("body_invalid", "`command` names no command: its name is as in the catalogue, RaiseDispute.")
    caller.check_command(path)
    key = headers.idempotency_key(_text(said, "idempotency_key"))
    version = said.get("expected_version")
    if version is not None and (isinstance(version, bool) or not isinstance(version, int) or version < 0):
        raise HttpProblem("body_invalid", "`expected_version` is a whole number from 0 on.")
    if version is None and services.wants_versions and path.path_without_id is None:
        raise HttpProblem("version_missing", "Say with `expected_version` for which version this is meant.")
    body = read_body(path.cls, json.dumps(said.get("body")).encode())
    aggregate_id = address_of(body, _id(said, path))
    now = services.clock.now()
    asked = AskedCommand(path, aggregate_id, body.command, caller, now, happened_at(body, now), key, version)
    check(asked)
    return asked


def _members(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        raise HttpProblem("body_invalid", "This line is no JSON.") from None
    if not isinstance(said, dict) or said.keys() - _MEMBERS:
        raise HttpProblem("body_invalid", f"A line is an object of {', '.join(sorted(_MEMBERS))}.")
    return said


def _text(said: Mapping[str, Any], name: str) -> str | None:
    value = said.get(name)
    if value is None or isinstance(value, str):
        return value
    raise HttpProblem("body_invalid", f"`{name}` is a text.")


def _id(said: Mapping[str, Any], path: CommandPath) -> UUID | None:
    text = _text(said, "aggregate_id")
    if text is None:
        if path.path_without_id is None:
            raise HttpProblem("body_invalid", "`aggregate_id` is missing: what the command is for.")
        return None
    try:
        return UUID(text)
    except ValueError:
        raise HttpProblem("body_invalid", "`aggregate_id` is no id.") from None
