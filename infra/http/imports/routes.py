"""``/v1/imports``: a bank file is sent, and what became of it is asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from infra.http.answers.values import plain
from infra.http.commands.routes import DryRun
from infra.http.imports.answers import import_answer, import_document, refused_document
from infra.http.imports.asked import PAY_WITHIN_MAX, asked_of_form, taken_from
from infra.http.imports.receiving import FORM, receive_file
from infra.http.imports.store import ClaimsEncoding, ImportKind, ImportState
from infra.http.problems import HttpProblem, not_there
from infra.http.questions.reading import Cursor, Limit, Reading, reading
from infra.http.requests import BEARER, AnyCaller, services_of
from infra.postgres.progress import PositionedAnswer

SCOPE = "payments:act"
"""Who takes in money by hand takes in files of it."""

SCOPE_OF_CLAIMS = "cases:act"

router = APIRouter(prefix="/v1/imports", dependencies=[Depends(BEARER)], tags=["imports"])

OfImports = Annotated[Reading, Depends(reading(SCOPE, sees_all=True))]
_NOTHING: PositionedAnswer[None] = PositionedAnswer(None, {})
_BINARY = {"type": "string", "format": "binary"}
_BODY = {
    "required": True,
    "content": {
        "application/octet-stream": {"schema": _BINARY},
        FORM: {"schema": {"type": "object", "required": ["file"], "properties": {"file": _BINARY}}},
    },
}


@router.post("", operation_id="send-import", status_code=202, openapi_extra={"requestBody": _BODY})
async def send_import(
    request: Request,
    who: AnyCaller,
    dry_run: DryRun = False,
    file_name: Annotated[str | None, Query(max_length=500, description="As its sender called it.")] = None,
    kind: Annotated[ImportKind | None, Query(description="`payments` of a bank, which is the default.")] = None,
    encoding: Annotated[ClaimsEncoding | None, Query(description="Of a claims file; `utf-8` by default.")] = None,
    pay_within: Annotated[
        int | None, Query(ge=1, le=PAY_WITHIN_MAX, description="Of claims: a first deadline so many days on.")
    ] = None,
) -> Response:
    """A bank's payment file or a creditor's claims, as the body or as the one file of a form: 202 once it is kept, with
    `Location`. A form may say `kind`, `encoding`, `pay_within` and `dry_run` beside its file.

    It is taken in behind the answer, as `caseledger import` does, and also when this process dies: the next one goes
    on. The same file again adds nothing. BgMax, OCR giro, camt.053, camt.054 and MT940 are told from the content;
    200 MB at most. With `dry_run` each line is told what would become of it, and the file is kept for a day, so that it
    can be taken in. Scope: `payments:act`, and for claims `cases:act` too.
    """
    who.check_scope(SCOPE)
    who.check_sees_all()
    if kind is ImportKind.CLAIMS:
        who.check_scope(SCOPE_OF_CLAIMS)
    services = services_of(request)
    store, import_id = services.imports.store, uuid4()
    try:
        received = await receive_file(request, file_name, lambda name: store.make_room(import_id, name))
        asked = asked_of_form(received.said, kind, encoding, pay_within, dry_run)
        if asked.kind is ImportKind.CLAIMS:
            who.check_scope(SCOPE_OF_CLAIMS)
        state = ImportState(
            import_id=str(import_id),
            file_name=received.file_name,
            actor_id=who.actor_id,
            actor_kind=who.actor.kind,
            received_at=plain(services.clock.now()),
            bytes=received.bytes,
            sha256=received.sha256,
            **asked._asdict(),
        )
        await run_in_threadpool(store.keep, state)
    except BaseException:
        store.drop(import_id)
        raise
    services.imports.wake()
    return JSONResponse(import_document(state), 202, {"Location": f"{router.prefix}/{import_id}"})


@router.post("/{import_id}/take-in", operation_id="take-in-import", status_code=202)
async def take_in(request: Request, who: AnyCaller, import_id: UUID) -> Response:
    """The file of a dry run is taken in, as an import of its own: 202 with its `Location`, the same however often it is
    asked for. The file is kept for a day; after that it is 409 `not_kept`.
    """
    who.check_scope(SCOPE)
    who.check_sees_all()
    services = services_of(request)
    store = services.imports.store
    tried = await run_in_threadpool(store.get, import_id)
    if tried is None:
        raise not_there()
    if tried.kind is ImportKind.CLAIMS:
        who.check_scope(SCOPE_OF_CLAIMS)
    taken = taken_from(tried, who.actor, plain(services.clock.now()))
    if not tried.can_be_taken_in or not await run_in_threadpool(store.take_in, tried, taken):
        raise HttpProblem("not_kept", "This is no dry run whose file is kept: send the file again.")
    services.imports.wake()
    return JSONResponse(import_document(taken), 202, {"Location": f"{router.prefix}/{taken.import_id}"})


@router.get("", operation_id="imports")
def imports(asked: OfImports, cursor: Cursor = None, limit: Limit = 100) -> Response:
    """The imports, those that came last first."""
    before: Any = asked.begins_after(cursor, datetime, UUID)
    found = [one for one in asked.services.imports.store.all() if before is None or one.place < before]
    page = [import_document(one) for one in found[: limit + 1]]
    return asked.listed(page, _NOTHING, lambda row: (row["received_at"], row["import_id"]), limit)


@router.get("/{import_id}", operation_id="import")
def one_import(asked: OfImports, import_id: UUID) -> Response:
    """One: how far it has come, what was received, refused and received before, and how its payments are placed."""
    return JSONResponse(import_answer(asked.services, _import(asked, import_id), asked.after))


@router.get("/{import_id}/refused", operation_id="import-refused")
def refused(asked: OfImports, import_id: UUID, cursor: Cursor = None, limit: Limit = 100) -> Response:
    """Each line that was refused, or is kept for a person, with code and reason; once the import has ended. What stood
    in it is in the file `NAME.refused.csv` of the import's folder in the home folder.
    """
    _import(asked, import_id)
    (seen,) = asked.begins_after(cursor, int) or (0,)
    lines = asked.services.imports.store.refused_lines(import_id)
    shown = [refused_document(one) for one in lines[max(0, seen) :][:limit]]
    following = (seen + limit,) if len(lines) > seen + limit else None
    return asked.listed(shown, _NOTHING, limit=limit, next_place=following, refused=len(lines))


def _import(asked: Reading, import_id: UUID) -> ImportState:
    found = asked.services.imports.store.get(import_id)
    if found is None:
        raise not_there()
    return found
