"""A list of the API taken away as CSV, to its last row."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from starlette.responses import Response, StreamingResponse

from infra.console.asking import Api, RouteAnswer
from infra.http.answers.media_types import CSV
from infra.http.questions.reading import LIMIT_MAX, NEXT


async def whole_csv(api: Api, path: str, query: Mapping[str, Any], file_name: str) -> Response:
    """Page after page, under one heading, each sent as it comes. Raises ApiProblem for the first; a later one that
    fails ends what is sent before its end, so that the browser takes it for no whole file."""
    first = await _page(api, path, query, None)
    said = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return StreamingResponse(_pages(api, path, query, first), media_type=f"{CSV}; charset=utf-8", headers=said)


async def _pages(api: Api, path: str, query: Mapping[str, Any], page: RouteAnswer) -> AsyncIterator[bytes]:
    yield page.content
    while cursor := page.headers.get(NEXT.lower()):
        page = await _page(api, path, query, cursor)
        yield page.content.partition(b"\n")[2]


async def _page(api: Api, path: str, query: Mapping[str, Any], cursor: str | None) -> RouteAnswer:
    return await api.ask("GET", path, {**query, "cursor": cursor, "limit": LIMIT_MAX}, {"accept": CSV})
