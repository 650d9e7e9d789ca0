"""Acting: a form for any command that whoever looks may send, what would happen, and then the command itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from infra.console.asking import ApiProblem
from infra.console.finding import with_case_ids
from infra.console.forms.asked import DO, MORE, AskedForm, asked_form, inside, new_key
from infra.console.forms.fields import FormField, fields_of_command, rows_of
from infra.console.forms.reading import FormReading
from infra.console.routing import AFTER, AnyPage, AskedPage, commands_by_name, pages_router
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


@dataclass(frozen=True, slots=True)
class ActForm:
    """One form on its way: for which command, on what. ``case`` is the one that it is about; None for all else."""

    page: AskedPage
    path: CommandPath
    aggregate_id: UUID
    case: Mapping[str, Any] | None

    @classmethod
    async def of(cls, page: AskedPage, command: str, aggregate_id: UUID) -> ActForm:
        """Raises HttpProblem for a command that there is not, or that is not for whoever looks."""
        path = commands_by_name().get(command)
        if path is None:
            raise HttpProblem("route_unknown", "There is no such page.")
        page.caller.check_command(path)
        about_a_case = path.kind.name == "case"
        return cls(
            page, path, aggregate_id, await page.api.found(f"/v1/cases/{aggregate_id}") if about_a_case else None
        )

    @property
    def fields(self) -> Sequence[FormField]:
        """Of the command."""
        return fields_of_command(self.path.cls)

    @property
    def address(self) -> str:
        """Where the command is sent."""
        return self.path.path.format(aggregate_id=self.aggregate_id)

    @property
    def home(self) -> str:
        """Where to go back to, when nobody has said."""
        return HOME_OF.get(self.path.kind.name, MONEY).format(id=self.aggregate_id)

    @property
    def currency(self) -> str:
        """In which amounts are meant: the case's own; else what the address says."""
        return str(self.case["currency"]) if self.case else self.page.request.query_params.get("currency", "SEK")

    @property
    def version(self) -> int | None:
        """For which version of a case it is meant, where commands must say that."""
        return self.case["version"] if self.case and services_of(self.page.request).wants_versions else None

    async def persons(self) -> list[dict[str, Any]]:
        """The debtors of a case, to choose from."""
        needed = self.path.kind.name == "case" and any(field.kind == "id" for field in self.fields)
        stood = await self.page.api.found(f"/v1/cases/{self.aggregate_id}/state") if needed else None
        return stood["debtors"] if stood else []

    async def shown(self, asked: AskedForm, came: Came, status: int = 200) -> Response:
        """The form, with what came of it."""
        refused_for_good = came.problem is not None and asked.step == DO
        return self.page.shown(
            "act.html",
            status,
            path=self.path,
            meaning=(self.path.cls.__doc__ or "").strip().partition("\n\n")[0].replace("\n    ", " "),
            fields=[(field, _rows(field, asked)) for field in self.fields],
            values=asked.values,
            key=new_key() if refused_for_good else asked.key,
            back=asked.back,
            version=self.version,
            currency=self.currency,
            persons=await self.persons(),
            came=came,
            wrong=_wrong(came),
        )


@router.get("/{command}/{aggregate_id}")
async def form(page: AnyPage, command: str, aggregate_id: UUID, back: str = "") -> Response:
    """The form, empty but for what the address says of its fields."""
    act = await ActForm.of(page, command, aggregate_id)
    given = page.request.query_params
    values = {name: given.getlist(name) for name in given if name not in ("back", "currency")}
    return await act.shown(AskedForm(values, key=new_key(), back=inside(back, act.home)), Came())


@router.post("/{command}/{aggregate_id}")
async def acting(page: AnyPage, command: str, aggregate_id: UUID) -> Response:
    """What would happen; or, when that is asked for, that it happens: once, however often the form is sent."""
    act, sent = await ActForm.of(page, command, aggregate_id), await asked_form(page.request)
    asked = replace(sent, back=inside(sent.back, act.home))
    values, unknown = await with_case_ids(page, asked.values)
    reading = FormReading(values, page.formats, act.currency)
    body, errors = reading.body(act.fields), reading.errors | unknown
    if asked.step == MORE:
        return await act.shown(asked, Came())
    if errors:
        return await act.shown(asked, Came(errors=errors), 422)
    try:
        if asked.step == DO:
            return await _done(act, asked, body)
        tried = await page.api.post(act.address, body, dry_run="true")
        return await act.shown(asked, Came(would=tried.document))
    except ApiProblem as problem:
        if problem.status not in _RETRY:
            raise
        return await act.shown(asked, Came(problem=problem.document), problem.status)


async def _done(act: ActForm, asked: AskedForm, body: Any) -> Response:
    version = int(asked.version) if asked.version.isdecimal() else None
    answer = await act.page.api.post(act.address, body, asked.key or new_key(), version=version)
    if answer.position is None:
        return act.page.shown("on_its_way.html", 202, back=asked.back, sent=answer.document)
    joined = "&" if urlsplit(asked.back).query else "?"
    return RedirectResponse(f"{asked.back}{joined}{AFTER}={answer.position}", 303)


def _rows(field: FormField, asked: AskedForm) -> list[FormField]:
    return rows_of(field, asked.values, more=asked.step == MORE) if field.repeats else []


def _wrong(came: Came) -> dict[str, str]:
    """By field: what is wrong with it, in words."""
    of_api = {one["field"]: one["problem"] for one in (came.problem or {}).get("errors", ()) if one["field"]}
    return of_api | (came.errors or {})
