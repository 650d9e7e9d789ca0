"""``/v1/system/parked`` and ``…/rejected``: what waits for a person, and another try once its cause is put right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from infra.http.access.callers import Caller
from infra.http.access.roles import REPAIRS
from infra.http.answers.values import plain
from infra.http.problems import HttpProblem, not_there
from infra.http.questions.operations import OfSystem
from infra.http.questions.reading import LIMIT_MAX
from infra.http.repairs.port import Repairs
from infra.http.requests import BEARER, AnyCaller, services_of
from infra.postgres.parked import waiting
from infra.postgres.progress import PositionedAnswer
from infra.runtime.rejected_commands import RejectedCommand

router = APIRouter(prefix="/v1/system", dependencies=[Depends(BEARER)], tags=["system"])
Value = TypeVar("Value")


async def _may(caller: AnyCaller) -> Caller:
    caller.check_scope(REPAIRS)
    caller.check_sees_all()
    return caller


Allowed = Annotated[Caller, Depends(_may)]
Aggregate = Annotated[UUID | None, Query(description="A case, payment, person or creditor; else everything.")]


@router.get("/parked/waiting", operation_id="parked-waiting")
def parked_waiting(asked: OfSystem, aggregate_id: Aggregate = None) -> Response:
    """Each event that waits: the one that could not be folded, with its error, and those behind it."""
    answer = asked.ask(lambda opened: waiting(opened, aggregate_id, LIMIT_MAX))
    return asked.listed(answer.value, answer)


@router.post("/parked/retry", operation_id="retry-parked", response_class=JSONResponse)
async def retry_parked(request: Request, _: Allowed, aggregate_id: Aggregate = None) -> Response:
    """Fold again what waits. Each aggregate whole and in order, or it stays as it was: `waiting` and `error` say so."""
    came = await _repaired(request, lambda repairs: repairs.retry_parked(aggregate_id))
    return JSONResponse({"rows": plain(list(came))})


@router.get("/rejected", operation_id="rejected")
def rejected(request: Request, asked: OfSystem, everything: Annotated[bool, Query(alias="all")] = False) -> Response:
    """Commands that could not be read, or that broke the code that decides, and were not sent again; `all`: those
    too. The longest ago first; 1,000 at most."""
    found = [one for one in services_of(request).repairs.rejected() if everything or one.retried_at is None]
    rows = [one.as_json() for one in found[:LIMIT_MAX]]
    return asked.listed(rows, PositionedAnswer(rows, {}))


@router.post("/rejected/{partition}/{offset}/retry", operation_id="retry-rejected", response_class=JSONResponse)
async def retry_rejected(request: Request, partition: int, offset: int, _: Allowed) -> Response:
    """Send the original bytes again. A command happens once under its id; one that is still wrong comes back."""
    place = f"{partition}/{offset}"
    one = await _repaired(request, lambda repairs: _of_place(repairs, place))
    if one.not_whole:
        raise HttpProblem(
            "not_kept_whole", f"It was not kept whole ({one.not_whole}), and cannot be sent again from here."
        )
    await _repaired(request, lambda repairs: repairs.send_again(one))
    return JSONResponse({"sent_again": place})


def _of_place(repairs: Repairs, place: str) -> RejectedCommand:
    found = next((one for one in repairs.rejected() if one.place == place), None)
    if found is None:
        raise not_there()
    return found


async def _repaired(request: Request, act: Callable[[Repairs], Value]) -> Value:
    return await run_in_threadpool(act, services_of(request).repairs)
