"""``openapi.json``: what FastAPI knows of the routes, with the bodies of commands and the problems that there are."""

from __future__ import annotations

from typing import Any

from fastapi import Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from infra.http.access.cookies import SESSION, SESSION_SCHEME
from infra.http.answers.media_types import CSV, NDJSON
from infra.http.commands.bodies import model_of
from infra.http.commands.paths import command_paths
from infra.http.problems import CODES, PROBLEM_JSON
from infra.http.questions.times import NOT_THERE, TIMES, instead
from infra.http.refusals import CONFLICT, refusal_examples, refusal_response
from infra.http.requests import BEARER, AnyCaller

_TEXT = {"type": "string"}
TEMPLATE = "#/components/schemas/{model}"
VERSION = "1"
INTRODUCTION = """\
The case ledger over HTTP. Commands are named as in the catalogue and answered with the position of the log at which \
they stand; send that position back as `Caseledger-Position`, and a question waits until it reflects it. What goes \
wrong is a problem (RFC 9457) with a `code`; a refusal of the ledger is 409, with the sentence to tell the customer \
and the `rule` behind it. Money is a whole number of minor units in a field that ends in `_minor`, beside `currency`.
"""
_COMMAND_STATUSES = ("202", "400", "409", "412", "413", "415", "428")
_BODY_STATUSES = ("413", "415")
_QUESTION_STATUSES = ("406",)
_ALL_STATUSES = ("401", "403", "404", "422", "500", "503")
_OF_PAGES = ("too_many_attempts",)
"""Answered only where people sign in, which is for browsers and not described here."""
_OF_ONE_THING = ("case", "case-state", "case-statement", "case-stream", "event", "heads", "import", "person")
"""Questions whose answer is no list."""
_OPEN = ("/live", "/ready", "/asyncapi.json")


def described(app: FastAPI) -> None:
    """The application's own description, and the route that gives it to whoever has a key."""
    made: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not made:
            made.update(_made(app))
        return made

    app.openapi = openapi  # type: ignore[method-assign]

    async def document(_: AnyCaller) -> JSONResponse:
        """This description."""
        return JSONResponse(await run_in_threadpool(app.openapi))  # the first time takes a second or two

    app.add_api_route("/openapi.json", document, tags=["description"], dependencies=[Depends(BEARER)])


def _made(app: FastAPI) -> dict[str, Any]:
    found = get_openapi(title="caseledger", version=VERSION, description=INTRODUCTION, routes=app.routes)
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    schemas |= _bodies() | {"Problem": _problem()}
    commands = {one.name: one.cls for one in command_paths()}
    _sign_ins(found)
    found["components"]["examples"] = refusal_examples(commands.values())
    for path, item in found["paths"].items():
        for operation in item.values():
            _answers(path, operation)
            _times(operation)
            if name := operation.get("x-command"):
                problem = {"$ref": TEMPLATE.format(model="Problem")}
                operation["responses"][CONFLICT] = refusal_response(commands[name], problem)
    return found


def _sign_ins(found: dict[str, Any]) -> None:
    """Wherever a key opens a route, the session of a browser does."""
    found["components"]["securitySchemes"][SESSION] = SESSION_SCHEME
    for item in found["paths"].values():
        for operation in item.values():
            if "security" in operation:
                operation["security"].append({SESSION: []})


def _bodies() -> dict[str, Any]:
    """Two of one name, such as the parts of a plan, get names that tell them apart."""
    models = [(model_of(one.cls), "validation") for one in command_paths()]
    _, made = models_json_schema(models, ref_template=TEMPLATE)  # type: ignore[arg-type]
    return dict(made["$defs"])


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "RFC 9457. `code` is one of those of HTTP, or the code of a refusal.",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": text,
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "code": {"type": "string", "x-codes-of-http": sorted(CODES)},
            "message": text | {"description": "Of a refusal: what to tell the customer."},
            "rule": text | {"description": "Of a refusal: the law or policy behind it."},
            "command_id": text,
            "aggregate_id": text,
            "errors": {"type": "array", "items": {"type": "object"}},
        },
    }


def _answers(path: str, operation: dict[str, Any]) -> None:
    """Beside 200: every problem that the route can answer with."""
    responses = operation["responses"]
    if path in _OPEN:
        if path == "/ready":
            responses["503"] = {"description": "Something behind this process does not answer."}
        return
    statuses = _ALL_STATUSES + (_COMMAND_STATUSES if "x-command" in operation or path.endswith("/bulk") else ())
    if path.endswith("/stream"):
        statuses += ("429",)
    if path.endswith("/retry"):
        statuses += (CONFLICT,)
    if path.startswith("/v1/webhooks") and "requestBody" in operation:
        statuses += _BODY_STATUSES
    if any(one["name"] == "accept" for one in operation.get("parameters", [])):
        statuses += _QUESTION_STATUSES
        if operation["operationId"] not in _OF_ONE_THING:
            responses["200"]["content"] |= {CSV: {"schema": _TEXT}, NDJSON: {"schema": _TEXT}}
    for status in sorted(statuses):
        responses[status] = _problem_response(status) if status != "202" else {"description": "It is on its way."}
    if path.endswith("/commands/{command_id}"):
        responses["202"] = {"description": "It is on its way."}


def _times(operation: dict[str, Any]) -> None:
    """Of a question that is not answered of another time: that it says so, and what to ask instead."""
    names = {one["name"] for one in operation.get("parameters", [])}
    if "accept" in names and (missing := [f"`{name}`" for name in TIMES if name not in names]):
        refused = f"{NOT_THERE.format(names=' and '.join(missing))} {instead(operation['operationId'])}"
        operation["description"] = f"{operation.get('description', '')}\n\n{refused}".strip()


def _problem_response(status: str) -> dict[str, Any]:
    codes = sorted(code for code, (of, _) in CODES.items() if int(of) == int(status) and code not in _OF_PAGES)
    about = f"One of: {', '.join(codes)}." if codes else "The ledger decided against it."
    return {
        "description": about,
        "content": {PROBLEM_JSON: {"schema": {"$ref": TEMPLATE.format(model="Problem")}}},
    }
