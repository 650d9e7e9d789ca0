"""The cookie of a session, and from where a request with it may come."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from infra.http.problems import HttpProblem

COOKIE = "__Host-caseledger"
"""No other host and no page without TLS can set it; browsers count 127.0.0.1 and localhost as if they had TLS."""
SESSION = "session"
SESSION_SCHEME = {
    "type": "apiKey",
    "in": "cookie",
    "name": COOKIE,
    "description": "What signing in at a browser leaves there (`Secure`, `HttpOnly`, `SameSite=Lax`). A request with "
    "it that changes anything must come from a page of this server: `Sec-Fetch-Site: same-origin`, or from an older "
    "browser an `Origin` that is this host; else it is 403 `from_elsewhere`. A key in `Authorization` goes before it.",
}
"""As ``openapi.json`` has it."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def session_id_of(request: Request) -> str | None:
    """What the browser kept."""
    return request.cookies.get(COOKIE)


def keep_session(response: Response, session_id: str) -> None:
    """Let the browser keep it until it is closed; the server knows when it ends."""
    response.set_cookie(COOKIE, session_id, path="/", secure=True, httponly=True, samesite="lax")


def forget_session(response: Response) -> None:
    """Let the browser forget it."""
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")


def check_from_here(request: Request) -> None:
    """Raises HttpProblem for a request that changes something and comes from a page of somebody else.

    Browsers say so in `Sec-Fetch-Site`, older ones in `Origin`; whatever says neither is no browser of today.
    """
    if request.method in _SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site == "same-origin":
        return
    if site is None and origin is not None and urlsplit(origin).netloc == request.headers.get("Host"):
        return
    raise HttpProblem("from_elsewhere", "With a session, only pages of this server may ask for this.")
