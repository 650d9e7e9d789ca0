"""One plan over several cases of a person: how those stand that were agreed on, and how one would be laid out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from psycopg2.extensions import connection
from starlette.responses import Response

from domain.kernel.calendar import local_day
from domain.kernel.decision import Context
from domain.kernel.refusal import Refusal
from infra.audit.history import state_after
from infra.cases.combined_plans import CasesTogether, Channel, DueDay, NotTogether, Proposer
from infra.http.answers.events import fields_of
from infra.http.problems import HttpProblem, not_there
from infra.http.questions.reading import Reading, reading
from infra.http.requests import BEARER
from infra.postgres.progress import PositionedAnswer
from projections.balances.answers import CaseBalance
from projections.balances.queries import case_balances
from projections.person import queries

router = APIRouter(prefix="/v1/persons/{person_id}/combined-plans", dependencies=[Depends(BEARER)], tags=["person"])

OfPersons = Annotated[Reading, Depends(reading("persons:read"))]
FIRST_WITHIN = timedelta(days=366)
_MINOR_MAX = 10**15


@router.get("", operation_id="combined-plans")
def combined_plans(asked: OfPersons, person_id: UUID) -> Response:
    """The plans over several cases that were agreed on with a person, and how the part on each case stands: the first
    first. Of a key that is held to some cases only those that have a part on one of them.
    """
    stays, cases = _cases_of(asked, person_id)
    seen = {one.case_id for one in cases.value}
    events = asked.services.histories.events_of(stays)
    plans = state_after(events).combined_plans.by_id.values() if events else ()
    rows = [
        {
            "combined_plan": one.plan_id,
            "number": one.number,
            "status": one.status,
            "payment_reference": one.reference,
            "parts": [{"case_id": case, "status": status} for case, status in one.parts.items() if case in seen],
        }
        for one in plans
        if seen & one.parts.keys()
    ]
    return asked.listed(rows, cases, limit=len(rows))


@router.get("/layout", operation_id="combined-plan-layout")
def layout(
    asked: OfPersons,
    person_id: UUID,
    a_month_minor: Annotated[
        int | None, Query(ge=1, le=_MINOR_MAX, description="How much each month; the last balances.")
    ] = None,
    due_day: DueDay = DueDay.ON_25TH,
    first: Annotated[date | None, Query(description="The first is due on or after it. Default: today.")] = None,
    channel: Channel = Channel.PHONE,
    proposed_by: Proposer = Proposer.CUSTOMER,
    case_id: Annotated[
        list[UUID] | None, Query(description="A case that it covers; repeat it. Default: all on which is owed.")
    ] = None,
) -> Response:
    """How one plan over a person's open cases would be laid out: each month's sum split by what is owed on each, exact
    to the minor unit, and what each case would answer to its part. Nothing is agreed on by asking.

    `would_do` is the most a month that the household can well keep. `agreement` is the body of `AgreeCombinedPlan`.
    Without `a_month_minor` it says what is owed, and lays nothing out.
    """
    stays, answer = _cases_of(asked, person_id)
    cases = {one.case_id: one for one in answer.value if one.status == "open" and _is_wanted(one, case_id)}
    if not cases:
        raise not_there()
    together = _together(asked, cases)
    today = local_day(asked.services.clock.now(), together.jurisdiction)
    found = together.would_do(today)
    said: dict[str, Any] = {
        "person_id": stays,
        "currency": together.owed.currency,
        "owed_minor": together.owed.minor,
        "left_of_a_month_minor": together.left_of_a_month_minor,
        "would_do": found and {"a_month_minor": found[0], "months": found[1]},
        "instalments": [],
        "agreement": None,
    }
    parts: Mapping[UUID, Any] = {}
    if a_month_minor is not None:
        not_before = _first(first, today)
        instalments = together.schedule(a_month_minor, due_day, not_before)
        if isinstance(instalments, Refusal):
            raise HttpProblem("parameter_invalid", instalments.message)
        agreement = together.agreement(stays, channel, proposed_by, today, instalments)
        now = asked.services.clock.now()
        context = Context(now, now, asked.caller.actor, asked.services.histories.creditors())
        answers = together.answers(agreement, instalments, context)
        said |= {"instalments": instalments, "agreement": fields_of(agreement, in_the_clear=True)}
        parts = {one.case_id: _part(one.instalments, answers[one.case_id]) for one in agreement.parts}
    said["cases"] = [_case(one, together) | parts.get(one.case_id, _part((), None)) for one in cases.values()]
    return asked.one(said, PositionedAnswer(None, answer.positions))


def _cases_of(asked: Reading, person_id: UUID) -> tuple[UUID, PositionedAnswer[list[CaseBalance]]]:
    """Who the person turned out to be, and their cases that the key sees. Raises HttpProblem where there are none."""
    rows = asked.rows(person_id=person_id if asked.caller.rows.person_id else None)

    def ask(opened: connection) -> tuple[UUID, list[CaseBalance]]:
        stays = queries.who_stays(opened, person_id)
        ids = queries.ids_of(opened, stays)
        return stays, [
            row for one in ids for row in case_balances(opened, rows.creditor_id, rows.portfolio, person_id=one)
        ]

    answer = asked.ask(ask)
    stays, cases = answer.value
    if not cases:
        raise not_there()
    return stays, PositionedAnswer(list({one.case_id: one for one in cases}.values()), answer.positions)


def _is_wanted(case: CaseBalance, wanted: list[UUID] | None) -> bool:
    return case.case_id in wanted if wanted else case.outstanding_minor > 0


def _together(asked: Reading, cases: Mapping[UUID, CaseBalance]) -> CasesTogether:
    """By the log, which may know more by now. Raises HttpProblem."""
    try:
        return CasesTogether({case: state_after(asked.services.histories.events_of(case)) for case in cases})
    except NotTogether as error:
        raise HttpProblem("parameter_invalid", str(error)) from None


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


def _part(instalments: Any, decision: Any) -> dict[str, Any]:
    refusal = decision if isinstance(decision, Refusal) else None
    agreed = () if decision is None or refusal else decision
    return {
        "instalments": instalments,
        "verdict": next((one.verdict for one in agreed if hasattr(one, "verdict")), None),
        "refusal": refusal and {"code": refusal.code, "message": refusal.message, "rule": refusal.rule},
    }
