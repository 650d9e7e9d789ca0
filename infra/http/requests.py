"""What every route begins with: who calls, and the body as bytes, never more than it may have."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from infra.http.access.callers import Caller, caller_of
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


async def caller(request: Request) -> Caller:
    """Who calls. Raises HttpProblem."""
    services = services_of(request)
    return caller_of(services.keys, request.headers.get("Authorization"), services.clock.now())


AnyCaller = Annotated[Caller, Depends(caller)]
"""Whoever has shown a key."""


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
