"""What a client is told of its command: accepted, refused with code, sentence and rule, or still on its way."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from starlette.responses import JSONResponse

from infra.http.commands.headers import POSITION, REPLAYED, etag, position_text
from infra.http.commands.paths import PREFIX
from infra.http.problems import CODES, problem_document, problem_response
from infra.messages.replies import CommandAnswered

_OURS: Mapping[str, str] = {"version_differs": "version_differs", "command_id_reused": "idempotency_key_reused"}
"""Refusals that are about the request and not the case, and the problem that they are here."""
_FAULTS = frozenset({"decision_failed", "undecodable", "wrong_partition"})
_REFUSED = "The ledger decided against it"


def response_of(answer: CommandAnswered) -> JSONResponse:
    """200, or the problem that the refusal is."""
    headers = {REPLAYED: "true"} if answer.repeated else {}
    if answer.accepted:
        headers |= {"ETag": etag(answer.version), POSITION: position_text(answer.partition, answer.position)}
        return JSONResponse(answer_document(answer), headers=headers)
    if answer.version and answer.code == "version_differs":
        headers["ETag"] = etag(answer.version)
    return problem_response(refusal_document(answer), headers)


def answer_document(answer: CommandAnswered) -> dict[str, Any]:
    """Of an accepted command: as the command line's, where docs/command-line.md tells of it."""
    return {
        "status": "accepted",
        "command_id": str(answer.command_id),
        "aggregate_id": str(answer.aggregate_id),
        "version": answer.version,
        "partition": answer.partition,
        "position": answer.position,
    }


def refusal_document(answer: CommandAnswered) -> dict[str, Any]:
    """The problem of a refused command."""
    code, more = answer.code, {"command_id": str(answer.command_id), "aggregate_id": str(answer.aggregate_id)}
    if code in _OURS:
        status, title = CODES[_OURS[code]]
        return problem_document(_OURS[code], status, title, answer.message, more)
    if code in _FAULTS:
        status, title = CODES["fault"]
        return problem_document("fault", status, title, answer.message, more | {"refusal_code": code})
    return refused_document(code, answer.message, answer.rule, more)


def refused_document(code: str, message: str, rule: str | None, more: Mapping[str, Any]) -> dict[str, Any]:
    """The problem of a decision against it: 409, with the refusal's own code, sentence and rule."""
    said = {"message": message, "rule": rule, **more}
    return problem_document(code, HTTPStatus.CONFLICT, _REFUSED, message, said)


def on_its_way(command_id: UUID, aggregate_id: UUID) -> JSONResponse:
    """202, with where to ask."""
    body = {"status": "waiting", "command_id": str(command_id), "aggregate_id": str(aggregate_id)}
    return JSONResponse(body, HTTPStatus.ACCEPTED, {"Location": f"{command_place(command_id)}?of={aggregate_id}"})


def command_place(command_id: UUID) -> str:
    """The path of a command that was sent."""
    return f"{PREFIX}/commands/{command_id}"
