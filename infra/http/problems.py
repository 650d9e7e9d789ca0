"""What went wrong with a request, as RFC 9457 has it: a type for programs, sentences for people, no field's value."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

PROBLEM_JSON = "application/problem+json"
TYPE_PREFIX = "urn:caseledger:problem:"

CODES: Mapping[str, tuple[HTTPStatus, str]] = {
    "body_invalid": (HTTPStatus.UNPROCESSABLE_ENTITY, "The body is not what the route takes"),
    "body_too_large": (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large"),
    "media_type_unknown": (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body has another media type than the route takes"),
    "not_acceptable": (HTTPStatus.NOT_ACCEPTABLE, "The answer cannot be written in what Accept asks for"),
    "cursor_invalid": (HTTPStatus.UNPROCESSABLE_ENTITY, "The cursor is not one of this question"),
    "time_not_answered": (HTTPStatus.UNPROCESSABLE_ENTITY, "The question is not answered of another time"),
    "parameter_invalid": (HTTPStatus.UNPROCESSABLE_ENTITY, "A parameter or header is not what the route takes"),
    "idempotency_key_missing": (HTTPStatus.BAD_REQUEST, "The Idempotency-Key is missing"),
    "idempotency_key_reused": (HTTPStatus.UNPROCESSABLE_ENTITY, "The Idempotency-Key belongs to another request"),
    "version_missing": (HTTPStatus.PRECONDITION_REQUIRED, "If-Match is missing"),
    "version_differs": (HTTPStatus.PRECONDITION_FAILED, "The version differs from what If-Match says"),
    "key_missing": (HTTPStatus.UNAUTHORIZED, "The request has no API key"),
    "key_invalid": (HTTPStatus.UNAUTHORIZED, "The API key is not valid"),
    "session_ended": (HTTPStatus.UNAUTHORIZED, "The session has ended"),
    "from_elsewhere": (HTTPStatus.FORBIDDEN, "The request does not come from a page of this server"),
    "too_many_attempts": (HTTPStatus.TOO_MANY_REQUESTS, "There were too many attempts"),
    "forbidden": (HTTPStatus.FORBIDDEN, "The key may not do this"),
    "purpose_not_yours": (HTTPStatus.FORBIDDEN, "The role does not read for this purpose"),
    "not_found": (HTTPStatus.NOT_FOUND, "There is nothing of this id that the key may see"),
    "route_unknown": (HTTPStatus.NOT_FOUND, "There is no such route"),
    "method_unknown": (HTTPStatus.METHOD_NOT_ALLOWED, "The route does not take this method"),
    "only_reads": (HTTPStatus.CONFLICT, "This process may not change the read models"),
    "not_kept": (HTTPStatus.CONFLICT, "The file is kept no longer"),
    "not_kept_whole": (HTTPStatus.CONFLICT, "The command was not kept whole"),
    "streams_too_many": (HTTPStatus.TOO_MANY_REQUESTS, "So many streams are open that there is no room for another"),
    "not_reflected_yet": (HTTPStatus.SERVICE_UNAVAILABLE, "The read models have not come so far yet"),
    "read_not_recorded": (HTTPStatus.SERVICE_UNAVAILABLE, "The read could not be put on record"),
    "unavailable": (HTTPStatus.SERVICE_UNAVAILABLE, "A server behind this one does not answer"),
    "fault": (HTTPStatus.INTERNAL_SERVER_ERROR, "This should not have happened"),
}
"""The problems of HTTP itself. Every refusal of the domain is one more, with its own code and status 409."""

RETRY_AFTER_S = 2
_COME_AGAIN = (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS)
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="caseledger"'}


class HttpProblem(Exception):
    """Ends a request. ``code`` is one of ``CODES``; ``more`` are members of the document beside the usual ones."""

    def __init__(self, code: str, detail: str, retry_after_s: int | None = None, **more: Any) -> None:
        super().__init__(detail)
        self.code, self.detail, self.more = code, detail, more
        self.retry_after_s = retry_after_s

    @property
    def status(self) -> HTTPStatus:
        """Of the answer."""
        return CODES[self.code][0]

    @property
    def document(self) -> dict[str, Any]:
        """The members of the answer."""
        return problem_document(self.code, self.status, CODES[self.code][1], self.detail, self.more)

    def response(self) -> JSONResponse:
        """The answer."""
        headers = dict(_CHALLENGE) if self.status == HTTPStatus.UNAUTHORIZED else {}
        if self.retry_after_s is not None or self.status in _COME_AGAIN:
            headers["Retry-After"] = str(self.retry_after_s or RETRY_AFTER_S)
        return problem_response(self.document, headers)


def not_there() -> HttpProblem:
    """It is not there, or not for this key: nobody learns which."""
    return HttpProblem("not_found", f"{CODES['not_found'][1]}.")


def problem_document(code: str, status: int, title: str, detail: str, more: Mapping[str, Any]) -> dict[str, Any]:
    """The members of RFC 9457, and ours. What is None is left out."""
    document = {"type": TYPE_PREFIX + code, "title": title, "status": int(status), "detail": detail, "code": code}
    return document | {name: value for name, value in more.items() if value is not None}


def problem_response(document: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The answer with that document, and its status."""
    return JSONResponse(document, document["status"], headers, PROBLEM_JSON)


def unavailable(error: Exception) -> HttpProblem:
    """What to say when Kafka or PostgreSQL is away: nothing of its error, which may name places and users."""
    kind = type(error).__name__
    return HttpProblem(
        "unavailable", f"A server behind this one does not answer now ({kind}). Send the same again later."
    )
