"""``/v1/events``, ``/v1/events/stream``, one event by its place, and ``/v1/heads``. From the log itself."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from infra.http.access.callers import Caller
from infra.http.answers.events import recorded_document
from infra.http.commands import headers
from infra.http.events.answers import events_of_one, heads_answer, known_partitions, stored_document, topics_of
from infra.http.events.port import EventChoice, Events, Positions
from infra.http.events.streaming import EVENT_STREAM, EventStream
from infra.http.problems import HttpProblem, not_there
from infra.http.questions.known_cases import visible
from infra.http.questions.reading import Cursor, Instant, Limit, Reading, reading
from infra.http.questions.times import earlier
from infra.http.requests import BEARER, AnyCaller, caller_of_request, services_of
from infra.postgres.progress import PositionedAnswer

router = APIRouter(prefix="/v1", dependencies=[Depends(BEARER)], tags=["events"])

SCOPE, CASES = "events:read", "cases:read"
PARTITION_MAX, POSITION_MAX = 99_999, 10**18 - 1
FROM_NOW = "now"

OfOneCase = Annotated[Reading, Depends(reading(CASES, forms=(EVENT_STREAM,)))]
OfEvents = Annotated[Reading, Depends(reading(SCOPE, sees_all=True))]
Types = Annotated[list[str] | None, Query(alias="type", max_length=500, description="Of events: DisputeRaised.")]
_AFTER = "Positions that were had already: `0=17,2=1142`. A partition that is not named begins at its first event."
After = Annotated[str | None, Query(max_length=5_000, description=_AFTER)]


@router.get("/events", operation_id="events")
def events(
    asked: OfEvents,
    after: After = None,
    partition: Annotated[list[int] | None, Query(description="Only these.", max_length=500)] = None,
    type: Types = None,
    aggregate_id: UUID | None = None,
    occurred_from: Instant = None,
    occurred_before: Instant = None,
    recorded_from: Instant = None,
    recorded_before: Instant = None,
    as_of: Instant = None,
    known_at: Instant = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """The events of the log, partition after partition, in their order within each. Personal texts are withheld.
    With `as_of` those that had happened by then, with `known_at` those that were on record by then.

    `Caseledger-Position` of the answer says how far it has looked: send it as `after` to go on another day. Each page
    looks at 50,000 events at most, so that one may have fewer than `limit`, or none, and yet a `next`.
    """
    happened, recorded = earlier(occurred_before, as_of), earlier(recorded_before, known_at)
    choice = EventChoice(topics_of(type), occurred_from, happened, recorded_from, recorded)
    log = asked.services.events
    wanted = known_partitions(log, partition or ())
    began = headers.positions(after)
    known_partitions(log, began)
    place = asked.begins_after(cursor, str)
    begins = headers.positions(place[0]) if place else began
    if aggregate_id is None:
        found = log.after(begins, wanted, choice, limit)
    else:
        found = events_of_one(asked.services, aggregate_id, begins, wanted, choice, limit)
    said = headers.positions_text(found.reached)
    nothing: PositionedAnswer[None] = PositionedAnswer(None, {"log": dict(found.reached)})
    shown, following = [recorded_document(one) for one in found.events], None if found.is_end else (said,)
    answer = asked.listed(shown, nothing, limit=limit, next_place=following)
    answer.headers[headers.POSITION] = said
    return answer


@router.get(
    "/events/stream",
    operation_id="event-stream",
    response_class=Response,
    responses={200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}}},
)
async def event_stream(
    request: Request,
    who: AnyCaller,
    after: Annotated[
        str | None, Query(max_length=5_000, description=f"{_AFTER} `now`, or nothing: from now on.")
    ] = None,
    type: Types = None,
    last_event_id: Annotated[
        str | None, Header(description="Of the last event that was had; goes before `after`.")
    ] = None,
) -> Response:
    """Server-sent events: each event of the log as it is committed, in order within each partition.

    An event's `id` holds the positions of all partitions: a browser sends the last one back as `Last-Event-ID`, and
    misses none. A comment comes every 15 s when nothing else does. Personal texts are withheld.
    """
    who.check_scope(SCOPE)
    who.check_sees_all()
    return await _stream(request, who, SCOPE, last_event_id or after or FROM_NOW, EventChoice(topics_of(type)))


@router.get(
    "/cases/{case_id}/stream",
    operation_id="case-stream",
    response_class=Response,
    responses={200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}}},
)
async def case_stream(
    request: Request,
    asked: OfOneCase,
    case_id: UUID,
    last_event_id: Annotated[
        str | None, Header(description="Of the last event that was had; else from now on.")
    ] = None,
) -> Response:
    """Server-sent events of one case, each as it is committed, for whoever may read the case. Otherwise as
    `/v1/events/stream`."""
    rows = asked.caller.rows
    found = await run_in_threadpool(lambda: asked.ask(lambda opened: visible(opened, case_id, rows)).value)
    if found is None:
        raise not_there()
    choice = EventChoice(aggregate_id=case_id)
    return await _stream(request, asked.caller, CASES, last_event_id or FROM_NOW, choice)


async def _stream(request: Request, who: Caller, scope: str, begin: str, choice: EventChoice) -> Response:
    services = services_of(request)
    begins = await run_in_threadpool(_where, services.events, begin)

    async def may_go_on() -> bool:
        try:
            (await caller_of_request(request)).check_scope(scope)
        except HttpProblem:
            return False
        return True

    return EventStream(services.streams, who.actor_id, services.events, begins, choice, may_go_on)


@router.get("/events/{partition}/{position}", operation_id="event")
def event(
    asked: OfEvents,
    partition: Annotated[int, Path(ge=0, le=PARTITION_MAX)],
    position: Annotated[int, Path(ge=1, le=POSITION_MAX)],
) -> Response:
    """One event: its fields, its record's bytes (base64), its hash and the one before it, and its schema.

    Personal texts are withheld in the fields, and sealed in the bytes.
    """
    known_partitions(asked.services.events, [partition])
    found = asked.services.events.at(partition, position)
    if found is None:
        raise not_there()
    return JSONResponse(stored_document(found))


@router.get("/heads", operation_id="heads")
def heads(asked: OfEvents) -> Response:
    """The last position and hash of each partition now: keep it outside, and `caseledger verify --against FILE` shows
    later that nothing before it was changed or cut off."""
    return JSONResponse(heads_answer(asked.services.events))


def _where(log: Events, said: str) -> Positions:
    """Where a stream begins, in every partition. Raises HttpProblem."""
    if said == FROM_NOW:
        return {partition: head.position for partition, head in log.heads().heads.items()}
    positions = headers.positions(said)
    known_partitions(log, positions)
    return dict.fromkeys(log.partitions(), 0) | positions
