"""How one plan over several cases of a person would be laid out, a first one and a change of one that goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from domain.kernel.calendar import local_day
from domain.kernel.decision import Context, Decision
from domain.kernel.refusal import Refusal
from infra.audit.history import state_after
from infra.cases.combined_plans import CHANGEABLE, AskedOfCases, CasesTogether, Channel, DueDay, NotTogether, Proposer
from infra.http.answers.events import fields_of
from infra.http.problems import HttpProblem, not_there
from infra.http.questions.cases_of_person import CasesOfPerson, OfPersons, cases_of_person
from infra.http.questions.reading import Reading
from infra.http.requests import BEARER
from projections.balances.answers import CaseBalance

router = APIRouter(prefix="/v1/persons/{person_id}/combined-plans", dependencies=[Depends(BEARER)], tags=["person"])

FIRST_WITHIN = timedelta(days=366)
_MINOR_MAX = 10**15
_REASON_MAX = 64


@dataclass(frozen=True, slots=True)
class AskedLayout:
    """``a_month_minor`` None: nothing is laid out, and only what is owed is told."""

    a_month_minor: int | None
    due_day: DueDay
    first: date | None
    channel: Channel
    proposed_by: Proposer


async def _asked_layout(
    a_month_minor: Annotated[
        int | None, Query(ge=1, le=_MINOR_MAX, description="How much each month; the last balances.")
    ] = None,
    due_day: DueDay = DueDay.ON_25TH,
    first: Annotated[date | None, Query(description="The first is due on or after it. Default: today.")] = None,
    channel: Channel = Channel.PHONE,
    proposed_by: Proposer = Proposer.CUSTOMER,
) -> AskedLayout:
    return AskedLayout(a_month_minor, due_day, first, channel, proposed_by)


Wanted = Annotated[AskedLayout, Depends(_asked_layout)]


@router.get("/layout", operation_id="combined-plan-layout")
def layout(
    asked: OfPersons,
    person_id: UUID,
    wanted: Wanted,
    case_id: Annotated[
        list[UUID] | None, Query(description="A case that it covers; repeat it. Default: all on which is owed.")
    ] = None,
) -> Response:
    """How one plan over a person's open cases would be laid out: each month's sum split by what is owed on each, exact
    to the minor unit, and what each case would answer to its part. Nothing is agreed on by asking.

    `would_do` is the most a month that the household can well keep. `agreement` is the body of `AgreeCombinedPlan`.
    Without `a_month_minor` it says what is owed, and lays nothing out.
    """
    found = cases_of_person(asked, person_id)
    cases = [one for one in found.cases.values() if one.status == "open" and _is_wanted(one, case_id)]
    if not cases:
        raise not_there()
    together = _together(CasesTogether.without_a_plan, asked, [one.case_id for one in cases])
    today = local_day(asked.services.clock.now(), together.jurisdiction)

    def agreed(instalments: Any) -> AskedOfCases:
        return together.agreement(found.stays, wanted.channel, wanted.proposed_by, today, instalments)

    return _laid_out(asked, found, found.stays, together, wanted, agreed)


@router.get("/{combined_plan}/layout", operation_id="combined-plan-change-layout")
def change_layout(
    asked: OfPersons,
    person_id: UUID,
    combined_plan: UUID,
    wanted: Wanted,
    reason: Annotated[str, Query(max_length=_REASON_MAX, description="Why, as a short code.")] = "customer_asked",
) -> Response:
    """How a plan over several cases that goes on would be changed: over all that is still owed on its cases, as
    `combined-plan-layout` lays out a first one. `person_id` is with whom it was agreed; `agreement` is the body of
    `ChangeCombinedPlan` for them. Only for a key that sees each of its cases.
    """
    found = cases_of_person(asked, person_id)
    events = asked.services.histories.events_of(person_id)
    plan = state_after(events).combined_plans.by_id.get(combined_plan) if events else None
    if plan is None or not found.cases.keys() >= plan.parts.keys():
        raise not_there()
    together = _together(CasesTogether, asked, plan.cases(*CHANGEABLE))

    def changed(instalments: Any) -> AskedOfCases:
        return together.change(plan, person_id, wanted.channel, wanted.proposed_by, reason, instalments)

    return _laid_out(asked, found, person_id, together, wanted, changed)


def _is_wanted(case: CaseBalance, wanted: list[UUID] | None) -> bool:
    return case.case_id in wanted if wanted else case.outstanding_minor > 0


def _together(
    made: Callable[[Mapping[UUID, Any]], CasesTogether], asked: Reading, cases: Sequence[UUID]
) -> CasesTogether:
    """By the log, which may know more by now than the read models. Raises HttpProblem."""
    try:
        return made({case: state_after(asked.services.histories.events_of(case)) for case in cases})
    except NotTogether as error:
        raise HttpProblem("parameter_invalid", str(error)) from None


def _laid_out(
    asked: Reading,
    found: CasesOfPerson,
    person_id: UUID,
    together: CasesTogether,
    wanted: AskedLayout,
    agreed: Callable[[Any], AskedOfCases],
) -> Response:
    """The answer of both. Raises HttpProblem."""
    now = asked.services.clock.now()
    today = local_day(now, together.jurisdiction)
    would_do = together.would_do(today)
    said: dict[str, Any] = {
        "person_id": person_id,
        "currency": together.owed.currency,
        "owed_minor": together.owed.minor,
        "left_of_a_month_minor": together.left_of_a_month_minor,
        "would_do": would_do and {"a_month_minor": would_do[0], "months": would_do[1]},
        "instalments": [],
        "agreement": None,
    }
    parts: Mapping[UUID, Any] = {}
    if wanted.a_month_minor is not None:
        instalments = together.schedule(wanted.a_month_minor, wanted.due_day, _first(wanted.first, today))
        if isinstance(instalments, Refusal):
            raise HttpProblem("parameter_invalid", instalments.message)
        plan = agreed(instalments)
        answers = together.answers(plan, Context(now, now, asked.caller.actor, asked.services.histories.creditors()))
        said |= {"instalments": instalments, "agreement": fields_of(plan.command, in_the_clear=True)}
        parts = {case: _part(part.instalments, answers[case]) for case, part in plan.parts.items()}
    said["cases"] = [_case(found.cases[one], together) | parts.get(one, _part((), None)) for one in together.states]
    return asked.one(said, found.positioned)


def _first(first: date | None, today: date) -> date:
    """Raises HttpProblem for a day that nobody begins a plan on."""
    if first is not None and not today <= first <= today + FIRST_WITHIN:
        raise HttpProblem("parameter_invalid", "`first` is a day from today on, and within a year.")
    return first or today


def _case(case: CaseBalance, together: CasesTogether) -> dict[str, Any]:
    return {
        "case_id": case.case_id,
        "creditor": case.creditor,
        "creditor_reference": case.creditor_reference,
        "owed_minor": together.states[case.case_id].outstanding_minor,
    }


def _part(instalments: Any, decision: Decision | None) -> dict[str, Any]:
    refusal = decision if isinstance(decision, Refusal) else None
    decided = () if decision is None or isinstance(decision, Refusal) else decision
    return {
        "instalments": instalments,
        "verdict": next((one.verdict for one in decided if hasattr(one, "verdict")), None),
        "refusal": refusal and {"code": refusal.code, "message": refusal.message, "rule": refusal.rule},
    }
