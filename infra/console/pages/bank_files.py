"""Files that come in: what the bank sent and what became of each line, files that are taken in, and sending one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from infra.console.asking import ApiProblem
from infra.console.routing import AnyPage, AskedPage, pages_router
from infra.http.imports.asked import PAY_WITHIN_MAX
from infra.http.imports.routes import SCOPE, SCOPE_OF_CLAIMS
from infra.http.imports.store import ENDED, ClaimsEncoding, ImportKind

HERE = "/console/money/files"
router = pages_router(HERE)

ROWS = 50
LATEST = 10
_RETRY = (409, 413, 422)
"""Problems of the file that was sent: the page says what is wrong with it."""


@router.get("")
async def files(page: AnyPage) -> Response:
    """The bank's files and the imports, the newest first."""
    return await _files(page)


@router.post("")
async def sent(page: AnyPage) -> Response:
    """Takes a file, as the form with it says: to try it first."""
    try:
        answer = await page.api.passed_on("/v1/imports")
    except ApiProblem as problem:
        if problem.status not in _RETRY:
            raise
        return await _files(page, problem.document, problem.status)
    return RedirectResponse(f"{HERE}/imports/{answer.document['import_id']}", 303)


@router.get("/imports/{import_id}")
async def one_import(page: AnyPage, import_id: UUID, cursor: str | None = None) -> Response:
    """How far it has come, what would become or became of its lines, and each that was refused, with the reason."""
    return await _import(page, import_id, cursor)


@router.post("/imports/{import_id}/take-in")
async def taken_in(page: AnyPage, import_id: UUID) -> Response:
    """Takes in the file that was tried."""
    try:
        answer = await page.api.post(f"/v1/imports/{import_id}/take-in", {})
    except ApiProblem as problem:
        if problem.status not in _RETRY:
            raise
        return await _import(page, import_id, None, problem.document, problem.status)
    return RedirectResponse(f"{HERE}/imports/{answer.document['import_id']}", 303)


@router.get("/{bank_file_id}")
async def file(page: AnyPage, bank_file_id: UUID, cursor: str | None = None) -> Response:
    """What became of each line of a bank file."""
    path = f"/v1/bank-files/{bank_file_id}"
    found, lines = await page.api.get(path), await page.api.get(f"{path}/lines", cursor=cursor, limit=ROWS)
    return page.shown("bank_file.html", file=found, lines=lines["rows"], next=lines["next"], first=cursor is None)


async def _files(page: AskedPage, problem: Any = None, status: int = 200) -> Response:
    banks = await page.api.get("/v1/bank-files", limit=ROWS)
    takes = page.caller.rows.is_open and SCOPE in page.caller.scopes
    kinds = [ImportKind.PAYMENTS, *([ImportKind.CLAIMS] if SCOPE_OF_CLAIMS in page.caller.scopes else [])]
    return page.shown(
        "bank_files.html",
        status,
        files=banks["rows"],
        imports=(await page.api.get("/v1/imports", limit=LATEST))["rows"] if takes else [],
        takes=takes,
        kinds=kinds,
        encodings=list(ClaimsEncoding),
        pay_within_max=PAY_WITHIN_MAX,
        problem=problem,
    )


async def _import(
    page: AskedPage, import_id: UUID, cursor: str | None, problem: Any = None, status: int = 200
) -> Response:
    found = await page.api.get(f"/v1/imports/{import_id}")
    has_ended = found["status"] in ENDED
    refused = await page.api.get(f"/v1/imports/{import_id}/refused", cursor=cursor, limit=ROWS) if has_ended else None
    return page.shown(
        "import.html",
        status,
        found=found,
        has_ended=has_ended,
        refused=refused["rows"] if refused else [],
        refused_count=refused["refused"] if refused else 0,
        next=refused and refused["next"],
        first=cursor is None,
        problem=problem,
    )
