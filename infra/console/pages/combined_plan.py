"""One plan over several cases of a person: what each month would be on each case, what each case says to it, and then
the agreement; and the same of a change of one that goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from infra.console.amounts import minor_of
from infra.console.asking import ApiProblem
from infra.console.forms.asked import DO, AskedForm, asked_form, inside, new_key
from infra.console.pages.plan_form import PlanForm
from infra.console.routing import AFTER, AnyPage, AskedPage, pages_router
from infra.http.problems import HttpProblem

router = pages_router("/console/persons")

_RETRY = (409, 422)
"""Problems of what was asked: the form is shown again with what it said."""


@router.get("/{person_id}/plan")
async def form(page: AnyPage, person_id: UUID, back: str = "") -> Response:
    """What is owed on each open case, and what the household can keep; nothing is laid out yet."""
    return await _begun(page, _agreeing(person_id), back)


@router.post("/{person_id}/plan")
async def agreeing(page: AnyPage, person_id: UUID) -> Response:
    """What would be due when, and what each case says to its part; or, when that was shown, the agreement: once."""
    return await _sent(page, _agreeing(person_id))


@router.get("/{person_id}/plan/{combined_plan}")
async def change_form(page: AnyPage, person_id: UUID, combined_plan: UUID, back: str = "") -> Response:
    """What is still owed on each case on which the plan goes on, and what the household can keep."""
    return await _begun(page, _changing(person_id, combined_plan), back)


@router.post("/{person_id}/plan/{combined_plan}")
async def changing(page: AnyPage, person_id: UUID, combined_plan: UUID) -> Response:
    """What would be due instead, and what each case says to it; or, when that was shown, the change: once."""
    return await _sent(page, _changing(person_id, combined_plan))


def _agreeing(person_id: UUID) -> PlanForm:
    return PlanForm("agree", person_id, "AgreeCombinedPlan", ("channel", "proposed_by"), "layout")


def _changing(person_id: UUID, combined_plan: UUID) -> PlanForm:
    said = ("channel", "proposed_by", "reason")
    return PlanForm("change", person_id, "ChangeCombinedPlan", said, f"{combined_plan}/layout")


async def _begun(page: AskedPage, plan: PlanForm, back: str) -> Response:
    _check(page, plan)
    asked = AskedForm({}, key=new_key(), back=inside(back, plan.home))
    try:
        found = await page.api.get(plan.layout)
    except ApiProblem as problem:
        if problem.status not in (404, 422):
            raise
        found = None
    return plan.shown(page, asked, found)


async def _sent(page: AskedPage, plan: PlanForm) -> Response:
    _check(page, plan)
    asked = await asked_form(page.request)
    try:
        if asked.step == DO and (shown := plan.shown_before(asked)):
            return await _agreed(page, plan, asked, shown)
        return await _tried(page, plan, asked)
    except ApiProblem as problem:
        if problem.status not in _RETRY:
            raise
        found = await page.api.get(plan.layout)
        return plan.shown(page, asked, found, problem.status, problem=problem.document)


async def _tried(page: AskedPage, plan: PlanForm, asked: AskedForm) -> Response:
    whole = await page.api.get(plan.layout)
    try:
        a_month_minor = minor_of(asked.first("a_month"), whole["currency"], page.formats.language)
    except ValueError:
        return plan.shown(page, asked, whole, 422, wrong={"a_month": "form.no_amount"})
    found = await page.api.get(plan.layout, a_month_minor=a_month_minor, **plan.query(asked))
    if not any(one["refusal"] for one in found["cases"]):
        await page.api.post(plan.address, found["agreement"], dry_run="true")
    return plan.shown(page, asked, found, known=whole["cases"])


async def _agreed(page: AskedPage, plan: PlanForm, asked: AskedForm, agreement: Mapping[str, Any]) -> Response:
    answer = await page.api.post(plan.address, agreement, asked.key or new_key())
    if answer.position is None:
        return page.shown("on_its_way.html", 202, back=plan.home, sent=answer.document)
    return RedirectResponse(f"{plan.home}?{AFTER}={answer.position}", 303)


def _check(page: AskedPage, plan: PlanForm) -> None:
    if not page.may(plan.command):
        raise HttpProblem("forbidden", "A plan over several cases is agreed on by who may act for the person.")
