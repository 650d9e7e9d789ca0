"""What subscribers are told: the schema registry, and ``asyncapi.json``. Nothing of it is secret: it comes with each
release, so that no key is asked for, which many clients of a registry could not show."""

from __future__ import annotations

from functools import lru_cache

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from infra.asyncapi.document import asyncapi_document
from infra.http.requests import body_bytes, services_of
from infra.registry.answers import MEDIA_TYPE, RegistryAnswers, RegistryRequest
from infra.registry.subjects import Subjects

REGISTRY = "/registry"
_SCHEMA_BYTES_MAX = 200_000


def contract_routes() -> APIRouter:
    """The routes."""
    router = APIRouter(tags=["description"])
    router.add_api_route("/asyncapi.json", _asyncapi, operation_id="asyncapi", response_class=JSONResponse)
    router.add_api_route(
        f"{REGISTRY}{{path:path}}", _registry, methods=["GET", "POST", "PUT", "DELETE"], include_in_schema=False
    )
    return router


def _asyncapi(request: Request) -> Response:
    """What stands on the topics: AsyncAPI 3. Needs no key."""
    return JSONResponse(_document(services_of(request).log))


async def _registry(request: Request, path: str) -> Response:
    """As Confluent's registry answers: with its codes, and not with problems as the other routes."""
    asked = RegistryRequest(
        request.method, path or "/", dict(request.query_params), await body_bytes(request, _SCHEMA_BYTES_MAX)
    )
    answer = await run_in_threadpool(_answers(services_of(request).log).answer, asked)
    return JSONResponse(answer.body, answer.status, media_type=MEDIA_TYPE)


@lru_cache(maxsize=4)
def _answers(log: str) -> RegistryAnswers:
    return RegistryAnswers(Subjects.read(log))


@lru_cache(maxsize=4)
def _document(log: str) -> dict[str, object]:
    return asyncapi_document(log)
