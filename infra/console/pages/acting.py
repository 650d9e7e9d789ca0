"""Acting: a form for any command that whoever looks may send, what would happen, and then the command itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from infra.console.asking import ApiProblem
from infra.console.forms.asked import DO, MORE, AskedForm, asked_form, inside, new_key
from infra.console.forms.fields import FormField, fields_of_command, rows_of
from infra.console.forms.reading import FormReading
from infra.console.routing import AFTER, AnyPage, AskedPage, commands_by_name, pages_router
from infra.http.commands.headers import etag
from infra.http.commands.paths import CommandPath
from infra.http.problems import HttpProblem
from infra.http.requests import services_of

router = pages_router("/console/act")

HOME_OF = {"case": "/console/cases/{id}", "person": "/console/persons/{id}"}
"""Where to go back to; every other kind is looked after where the money is."""
MONEY = "/console/money"
_RETRY = (409, 412, 422, 400, 428)
"""Problems of what was asked: the form is shown again with what it said."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a form: what would happen, or why not, or field by field what cannot be read."""

    would: dict[str, Any] | None = None
    problem: dict[str, Any] | None = None
    errors: dict[str, str] | None = None


@router.get("/{command}/{aggregate_id}")
async def form(page: AnyPage, command: str, aggregate_id: UUID, back: str = "") -> Response:
    """The form, empty but for what the address says of its fields."""
    path = _path(page, command)
    given = page.request.query_params
    values = {name: given.getlist(name) for name in given if name not in ("back", "currency")}
    asked = AskedForm(values, key=new_key(), back=inside(back, _home(path, aggregate_id)))
    return await _shown(page, path, aggregate_id, asked, Came())


@router.post("/{command}/{aggregate_id}")
async def acting(page: AnyPage, command: str, aggregate_id: UUID) -> Response:
    """What would happen; or, when that is asked for, that it happens: once, however often the form is sent."""
    path, asked = _path(page, command), await asked_form(page.request)
    currency = await _currency(page, path, aggregate_id)
    reading = FormReading(asked.values, page.formats, currency)
    body = reading.body(fields_of_command(path.cls))
    if asked.step == MORE:
        return await _shown(page, path, aggregate_id, asked, Came())
    if reading.errors:
        return await _shown(page, path, aggregate_id, asked, Came(errors=reading.errors), 422)
    try:
        if asked.step == DO:
            return await _done(page, path, aggregate_id, asked, body)
        tried = await page.api.post(_address(path, aggregate_id), body, dry_run="true")
        return await _shown(page, path, aggregate_id, asked, Came(would=tried.document))
    except ApiProblem as problem:
        if problem.status not in _RETRY:
            raise
        return await _shown(page, path, aggregate_id, asked, Came(problem=problem.document), problem.status)


async def _done(page: AskedPage, path: CommandPath, aggregate_id: UUID, asked: AskedForm, body: Any) -> Response:
    version = etag(int(asked.version)) if asked.version.isdecimal() else None
    answer = await page.api.post(_address(path, aggregate_id), body, asked.key or new_key(), if_match=version)
    back = inside(asked.back, _home(path, aggregate_id))
    if answer.position is None:
        return page.shown("on_its_way.html", 202, back=back, sent=answer.document)
    joined = "&" if urlsplit(back).query else "?"
    return RedirectResponse(f"{back}{joined}{AFTER}={answer.position}", 303)


async def _shown(
    page: AskedPage, path: CommandPath, aggregate_id: UUID, asked: AskedForm, came: Came, status: int = 200
) -> Response:
    fields = fields_of_command(path.cls)
    refused_for_good = came.problem is not None and asked.step == DO
    return page.shown(
        "act.html",
        status,
        path=path,
        meaning=(path.cls.__doc__ or "").strip().partition("\n\n")[0].replace("\n    ", " "),
        fields=[(field, _rows(field, asked)) for field in fields],
        values=asked.values,
        key=new_key() if refused_for_good else asked.key,
        back=asked.back,
        version=await _version(page, path, aggregate_id),
        currency=await _currency(page, path, aggregate_id),
        persons=await _persons(page, path, aggregate_id),
        came=came,
        wrong=_wrong(came),
    )


def _rows(field: FormField, asked: AskedForm) -> list[FormField]:
    return rows_of(field, asked.values, more=asked.step == MORE) if field.repeats else []


def _wrong(came: Came) -> dict[str, str]:
    """By field: what is wrong with it, in words."""
    of_api = {one["field"]: one["problem"] for one in (came.problem or {}).get("errors", ()) if one["field"]}
    return of_api | (came.errors or {})


def _path(page: AskedPage, command: str) -> CommandPath:
    """Raises HttpProblem for a command that there is not, or that is not for whoever looks."""
    found = commands_by_name().get(command)
    if found is None:
        raise HttpProblem("route_unknown", "There is no such page.")
    page.caller.check_command(found)
    return found


def _address(path: CommandPath, aggregate_id: UUID) -> str:
    return path.path.format(aggregate_id=aggregate_id)


def _home(path: CommandPath, aggregate_id: UUID) -> str:
    return HOME_OF.get(path.kind.name, MONEY).format(id=aggregate_id)


async def _currency(page: AskedPage, path: CommandPath, aggregate_id: UUID) -> str:
    """In which amounts are meant: the case's own; else what the address or the form says."""
    if path.kind.name == "case" and (case := await page.api.found(f"/v1/cases/{aggregate_id}")):
        return str(case["currency"])
    return page.request.query_params.get("currency", "SEK")


async def _version(page: AskedPage, path: CommandPath, aggregate_id: UUID) -> int | None:
    """For which version of a case it is meant, where commands must say that."""
    if path.kind.name != "case" or not services_of(page.request).wants_versions:
        return None
    case = await page.api.found(f"/v1/cases/{aggregate_id}")
    return case and case["version"]


async def _persons(page: AskedPage, path: CommandPath, aggregate_id: UUID) -> list[dict[str, Any]]:
    """The debtors of a case, to choose from."""
    needed = path.kind.name == "case" and any(field.kind == "id" for field in fields_of_command(path.cls))
    stood = await page.api.found(f"/v1/cases/{aggregate_id}/state") if needed else None
    return stood["debtors"] if stood else []
