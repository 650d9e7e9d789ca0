"""One plan over several cases of a person: what each month would be on each case, what each case says to it, and then
the agreement."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from infra.cases.self_service import choices
from infra.console.amounts import minor_of
from infra.console.asking import ApiProblem
from infra.console.forms.asked import DO, AskedForm, asked_form, inside, new_key
from infra.console.forms.fields import fields_of_command
from infra.console.routing import AFTER, AnyPage, AskedPage, commands_by_name, pages_router
from infra.http.problems import HttpProblem

router = pages_router("/console/persons")

COMMAND = "AgreeCombinedPlan"
_SAID = ("channel", "proposed_by")
_RETRY = (409, 422)
"""Problems of what was asked: the form is shown again with what it said."""


@router.get("/{person_id}/plan")
async def form(page: AnyPage, person_id: UUID, back: str = "") -> Response:
    """What is owed on each open case, and what the household can keep; nothing is laid out yet."""
    _check(page)
    asked = AskedForm({}, key=new_key(), back=inside(back, _home(person_id)))
    try:
        found = await page.api.get(_layout(person_id))
    except ApiProblem as problem:
        if problem.status not in (404, 422):
            raise
        found = None
    return _shown(page, person_id, asked, found)


@router.post("/{person_id}/plan")
async def agreeing(page: AnyPage, person_id: UUID) -> Response:
    """What would be due when, and what each case says to its part; or, when that was shown, the agreement: once."""
    _check(page)
    asked = await asked_form(page.request)
    try:
        if asked.step == DO and (shown := _shown_before(asked)):
            return await _agreed(page, person_id, asked, shown)
        return await _tried(page, person_id, asked)
    except ApiProblem as problem:
        if problem.status not in _RETRY:
            raise
        found = await page.api.get(_layout(person_id))
        return _shown(page, person_id, asked, found, problem.status, problem=problem.document)


async def _tried(page: AskedPage, person_id: UUID, asked: AskedForm) -> Response:
    whole = await page.api.get(_layout(person_id))
    try:
        a_month_minor = minor_of(asked.first("a_month"), whole["currency"], page.formats.language)
    except ValueError:
        return _shown(page, person_id, asked, whole, 422, wrong={"a_month": "form.no_amount"})
    found = await page.api.get(_layout(person_id), a_month_minor=a_month_minor, **_query(asked))
    if not any(one["refusal"] for one in found["cases"]):
        await page.api.post(_address(person_id), found["agreement"], dry_run="true")
    return _shown(page, person_id, asked, found, known=whole["cases"])


async def _agreed(page: AskedPage, person_id: UUID, asked: AskedForm, agreement: Mapping[str, Any]) -> Response:
    answer = await page.api.post(_address(person_id), agreement, asked.key or new_key())
    if answer.position is None:
        return page.shown("on_its_way.html", 202, back=_home(person_id), sent=answer.document)
    return RedirectResponse(f"{_home(person_id)}?{AFTER}={answer.position}", 303)


def _shown(
    page: AskedPage,
    person_id: UUID,
    asked: AskedForm,
    found: Mapping[str, Any] | None,
    status: int = 200,
    *,
    known: Any = None,
    problem: Mapping[str, Any] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> Response:
    """``known`` are all cases that there are to choose from: ``found`` may be of some of them."""
    refused = [one for one in (found or {}).get("cases", ()) if one["refusal"]]
    instalments = (found or {}).get("instalments", ())
    can_be_agreed = bool(instalments) and not refused
    return page.shown(
        "combined_plan.html",
        409 if refused else status,
        person_id=person_id,
        found=found,
        known=known or (found or {}).get("cases", ()),
        months=_months(found) if found else [],
        refused=refused,
        agreement=_sealed(asked, found["agreement"]) if found and can_be_agreed else None,
        problem=problem,
        wrong=wrong or {},
        values=asked.values,
        fields=[one for one in fields_of_command(commands_by_name()[COMMAND].cls) if one.name in _SAID],
        due_days=choices("due_day"),
        key=new_key() if problem else asked.key,
        back=inside(asked.back, _home(person_id)),
    )


def _months(found: Mapping[str, Any]) -> list[tuple[str, int, list[int | None]]]:
    """Each day with its sum, and what of it is on each case."""
    of_cases = [{one["due_date"]: one["amount_minor"] for one in case["instalments"]} for case in found["cases"]]
    return [
        (one["due_date"], one["amount_minor"], [of_case.get(one["due_date"]) for of_case in of_cases])
        for one in found["instalments"]
    ]


def _query(asked: AskedForm) -> dict[str, Any]:
    """What the form says, as the layout takes it."""
    said = {name: asked.first(name) for name in ("due_day", "first", *_SAID)}
    return said | {"case_id": list(asked.values.get("case", ()))}


def _terms(asked: AskedForm) -> list[Any]:
    return [asked.first("a_month"), *_query(asked).values()]


def _sealed(asked: AskedForm, agreement: Mapping[str, Any]) -> str:
    """What is shown goes along with the form, so that this is what is agreed on, whatever happens in between."""
    return json.dumps({"terms": _terms(asked), "agreement": agreement})


def _shown_before(asked: AskedForm) -> Mapping[str, Any] | None:
    """What was shown; None when the form says something else by now."""
    try:
        kept = json.loads(asked.first("agreement"))
        agreement: Mapping[str, Any] = kept["agreement"]
        return agreement if kept["terms"] == _terms(asked) else None
    except (ValueError, KeyError, TypeError):
        return None


def _check(page: AskedPage) -> None:
    if not page.may(COMMAND):
        raise HttpProblem("forbidden", "A plan over several cases is agreed on by who may act for the person.")


def _layout(person_id: UUID) -> str:
    return f"/v1/persons/{person_id}/combined-plans/layout"


def _address(person_id: UUID) -> str:
    return commands_by_name()[COMMAND].path.format(aggregate_id=person_id)


def _home(person_id: UUID) -> str:
    return f"/console/persons/{person_id}"
