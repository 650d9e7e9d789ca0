"""A list of the API taken away as CSV, to its last row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from infra.console.asking import Api
from infra.http.answers.media_types import CSV
from infra.http.questions.reading import LIMIT_MAX


async def whole_csv(api: Api, path: str, query: Mapping[str, Any], file_name: str) -> Response:
    """Page after page, under one heading. Raises ApiProblem."""
    content, cursor = bytearray(), None
    while True:
        answer = await api.ask("GET", path, {**query, "cursor": cursor, "limit": LIMIT_MAX}, {"accept": CSV})
        rows = answer.content
        content += rows if not content else rows.partition(b"\n")[2]
        cursor = answer.headers.get("caseledger-next")
        if cursor is None:
            break
    said = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return Response(bytes(content), media_type=f"{CSV}; charset=utf-8", headers=said)
