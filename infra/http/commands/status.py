"""``GET /v1/commands/{id}``: what became of a command that was sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from psycopg2.extensions import connection
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from domain.catalogue import EVENTS
from domain.kernel.message import records_refusal
from infra.client import CommandNotAnswered, NoAnswer
from infra.http.access.callers import Caller
from infra.http.commands.outcomes import answer_document, command_place, on_its_way, refusal_document
from infra.http.commands.paths import PREFIX
from infra.http.commands.sending import problem_of
from infra.http.problems import HttpProblem
from infra.http.requests import BEARER, AnyCaller, services_of
from infra.http.services import Services
from projections.audit_trail.queries import TrailEntry, TrailFilter, aggregates_of_command, trail

LOOK_BACK = timedelta(days=7)
"""Where the client does not say what the command was for. A bound, so that it costs no more as the log grows."""
_REFUSALS = frozenset(cls.__name__ for cls in EVENTS.values() if records_refusal(cls))


def status_route() -> APIRouter:
    """The route."""
    router = APIRouter(dependencies=[Depends(BEARER)])
    router.add_api_route(
        f"{PREFIX}/commands/{{command_id}}",
        _status,
        operation_id="command-status",
        tags=["commands"],
        summary="What became of a command",
        response_class=JSONResponse,
    )
    return router


async def _status(
    request: Request,
    command_id: UUID,
    caller: AnyCaller,
    of: Annotated[UUID | None, Query(description="What it was for, as the 202's Location says.")] = None,
) -> Response:
    """A client sees its own. Waiting is 202; `accepted` and `refused` are 200, with what it was answered."""
    services = services_of(request)
    remembered = _of_memory(services, command_id, caller)
    if remembered is not None:
        return remembered
    return await run_in_threadpool(_of_trail, services, command_id, caller, of)


def _of_memory(services: Services, command_id: UUID, caller: Caller) -> Response | None:
    sent = services.sent.get(command_id)
    if sent is None or sent.actor_id != caller.actor_id:
        return None
    if not sent.pending.done():
        return on_its_way(command_id, sent.aggregate_id)
    try:
        answer = sent.pending.result()
    except NoAnswer:
        return None
    except CommandNotAnswered as error:
        raise problem_of(error) from None
    if answer.accepted:
        return JSONResponse(answer_document(answer) | {"command": sent.command})
    return JSONResponse({"status": "refused", "command": sent.command, "problem": refusal_document(answer)})


def _of_trail(services: Services, command_id: UUID, caller: Caller, of: UUID | None) -> Response:
    """What it left in the log. A refusal without a rule leaves nothing."""
    since = services.clock.now() - LOOK_BACK

    def ask(opened: connection) -> list[TrailEntry]:
        aggregates = [of] if of is not None else aggregates_of_command(opened, command_id, since)
        filters = [TrailFilter(aggregate_id=one, causation_id=command_id) for one in aggregates]
        return [entry for which in filters for entry in trail(opened, which)]

    entries = [one for one in services.questions.ask(ask, {}).value if one.actor_id == caller.actor_id]
    if not entries:
        raise HttpProblem(
            "not_found",
            "No such command of yours is known here. If it was refused, this server has been started anew since: send "
            "it again under its Idempotency-Key, and it gets its answer.",
        )
    return JSONResponse(_document(command_id, entries))


def _document(command_id: UUID, entries: list[TrailEntry]) -> dict[str, Any]:
    last = entries[-1]
    refused = last.type in _REFUSALS
    return {
        "status": "refused" if refused else "accepted",
        "command_id": str(command_id),
        "aggregate_id": str(last.aggregate_id),
        "version": last.version,
        "partition": last.partition,
        "position": last.position,
        "events": [one.type for one in entries],
        "place": command_place(command_id),
    } | ({"rule": last.rule, "message": last.summary} if refused else {})
