"""What every route begins with: who calls, and the body as bytes, never more than it may have."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from starlette.concurrency import run_in_threadpool

from infra.http.access.callers import Caller, caller_of, caller_with
from infra.http.access.cookies import check_from_here, session_id_of
from infra.http.commands.headers import PURPOSE
from infra.http.problems import HttpProblem
from infra.http.services import Services

BODY_BYTES_MAX = 1_000_000
BEARER = HTTPBearer(
    auto_error=False, scheme_name="api_key", description="`Authorization: Bearer cl_…`: `caseledger api-key create`"
)
"""For the description only; `caller_of` reads the header."""


def services_of(request: Request) -> Services:
    """Those of the application that serves."""
    found: Services = request.app.state.services
    return found


async def caller_of_request(request: Request) -> Caller:
    """Who calls, by their key or, without one, by the session of their browser, and for what they say that it is.

    What they ask is put on record as theirs (``infra.http.reads.around``). Raises HttpProblem.
    """
    caller = await _shown_or_signed_in(request)
    if (purpose := request.headers.get(PURPOSE)) is not None:
        caller = caller.asking_for(purpose)
    request.state.caller = caller
    return caller


async def _shown_or_signed_in(request: Request) -> Caller:
    services = services_of(request)
    session_id = session_id_of(request)
    if session_id is None or "Authorization" in request.headers:
        return caller_of(services.keys, request.headers.get("Authorization"), services.clock.now())
    grantee = await run_in_threadpool(services.people.sessions.of, session_id)
    if grantee is None:
        raise HttpProblem("session_ended", "The session has ended: sign in again.")
    check_from_here(request)
    return caller_with(grantee)


AnyCaller = Annotated[Caller, Depends(caller_of_request)]
"""Whoever has shown a key, or is signed in."""


async def body_of(request: Request, media_type: str, most: int = BODY_BYTES_MAX) -> bytes:
    """Raises HttpProblem for one of another type, or that is too large."""
    said = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if said != media_type:
        raise HttpProblem("media_type_unknown", f"The body must be {media_type}, with that Content-Type.")
    return await body_bytes(request, most)


async def body_bytes(request: Request, most: int) -> bytes:
    """The body, whatever its type. Raises HttpProblem for one that is too large."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > most:
            raise HttpProblem("body_too_large", f"The body has more than {most:,} bytes.")
    return bytes(content)
