"""``caseledger person plan agree|change|end|show``: one plan over several cases: one sum, day and reference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from domain.case.plans.schedule import DueDay
from domain.case.plans.state import Proposer
from domain.kernel.calendar import local_day
from domain.kernel.decision import Context
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal
from domain.person.plans.agreeing import COMBINED_PLAN_IN_FORCE
from domain.person.plans.ending import NO_COMBINED_PLAN, EndCombinedPlan
from infra.cases.combined_plans import CHANGEABLE, AskedOfCases, CasesTogether, NotTogether
from infra.cli.acting import ActNow
from infra.cli.case.known_case import CaseNow, case_now
from infra.cli.case.plan_acts import AMonth, DueOn, First, Side, Where, Why, schedule_of
from infra.cli.failures import CannotBeUsed, RefusedByLedger
from infra.cli.person.naming import PersonId, person_events, who_stays
from infra.cli.person.plans_of import plans_going_on
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.session import Session, session_of, user_name

if TYPE_CHECKING:
    from domain.person.plans.state import CombinedPlan
    from domain.person.state import PersonState

WhichPlan = Annotated[
    UUID | None,
    typer.Option("--plan", metavar="PLAN", help="Which, by its id, when after joining two persons two go on."),
]
Cases = Annotated[
    list[str] | None,
    typer.Option("--case", metavar="CASE", help="A case that it covers. Repeat it. Default: all that are open."),
]


def agree(
    person: PersonId,
    act: ActNow,
    amount_a_month: AMonth,
    channel: Where,
    case: Cases = None,
    by: Side = Proposer.CUSTOMER,
    due_day: DueOn = DueDay.ON_25TH,
    first: First = None,
) -> None:
    """Agree on one plan over several cases: one sum each month, on one day, paid with one reference.

    Each month's sum is split over the cases by what is owed on each, exact to the minor unit. One assessment of what
    the household can pay, on any of the cases, serves for the whole plan. Every case takes its part, or none does:
    `caseledger person plan show` says how it stands, and with which reference it is paid.

    Example: caseledger person plan agree PERSON --amount-a-month 800 --channel phone
    """
    session = act.session
    stays = who_stays(session, person)
    if plans_going_on(session, stays):
        raise RefusedByLedger(COMBINED_PLAN_IN_FORCE.code, COMBINED_PLAN_IN_FORCE.message, COMBINED_PLAN_IN_FORCE.rule)
    known = [one for one in _cases(session, case or _open_cases(session, stays)) if one.state.outstanding_minor]
    together = _together(known)
    instalments = schedule_of(act, together.owed, together.jurisdiction, amount_a_month, due_day, first)
    today = local_day(session.clock.now(), together.jurisdiction)
    asked = together.agreement(stays, channel, by, today, instalments)
    _refuse_what_a_case_refuses(act, together, known, asked)
    done = (
        f"{len(instalments)} instalments over {len(asked.parts)} cases are agreed; each case is asked to take its part."
    )
    act.carry_out(stays, asked.command, done)


def change(
    person: PersonId,
    act: ActNow,
    amount_a_month: AMonth,
    channel: Where,
    reason: Why,
    plan: WhichPlan = None,
    by: Side = Proposer.CUSTOMER,
    due_day: DueOn = DueDay.ON_25TH,
    first: First = None,
) -> None:
    """Agree on another sum or day for the plan over several cases, over all that is still owed. Arrears are part of it.

    It is split as when it was agreed, and paid with the same reference. Every case takes its part of the change, or
    none does and the plan goes on as it was: `caseledger person plan show` says how it stands.

    Example: caseledger person plan change PERSON --amount-a-month 500 --channel phone --reason less_income
    """
    session = act.session
    home, found = _the_plan(session, who_stays(session, person), plan)
    known = [case_now(session, str(case)) for case in found.cases(*CHANGEABLE)]
    if not known:
        raise CannotBeUsed(
            "Not every case has taken its part of the plan yet, so it cannot be changed. Ask again soon."
        )
    together = CasesTogether({one.case_id: one.state for one in known})
    instalments = schedule_of(act, together.owed, together.jurisdiction, amount_a_month, due_day, first)
    asked = together.change(found, home, channel, by, reason, instalments)
    _refuse_what_a_case_refuses(act, together, known, asked)
    done = f"{len(instalments)} instalments over {len(known)} cases are agreed; each case is asked whether it can."
    act.carry_out(home, asked.command, done)


def end(person: PersonId, act: ActNow, reason: Why, plan: WhichPlan = None) -> None:
    """End the plan over several cases that is in force, on all of them. Each case goes on where it was.

    Example: caseledger person plan end PERSON --reason less_income
    """
    home, _ = _the_plan(act.session, who_stays(act.session, person), plan)
    act.carry_out(home, EndCombinedPlan(reason), "The plan is ended.")


def show(context: typer.Context, person: PersonId, plan: WhichPlan = None, answer_as: AnswerAs = Format.TABLE) -> None:
    """Show the plan over several cases: what is due when, on which case, and how it is kept.

    It is the one that is in force, or else the last. One that was agreed with somebody who was given up for this
    person goes on, and is shown too.

    Example: caseledger person plan show PERSON
    """
    from infra.cli.person.person_plan_view import plan_document, plan_screen, view_of

    session = session_of(context)
    view = view_of(session, who_stays(session, person), plan)
    tell(session.screen, answer_as, lambda: plan_document(view), lambda: plan_screen(view), listed="parts")


def _open_cases(session: Session, person: UUID) -> list[str]:
    from infra.audit.history import state_after

    state: PersonState = state_after(person_events(session, person))
    return list(dict.fromkeys(str(one.case_id) for one in state.cases.open))


def _cases(session: Session, names: Sequence[str]) -> list[CaseNow]:
    """Each once, however it is named."""
    known = [case_now(session, name) for name in names]
    return list({one.case_id: one for one in known}.values())


def _together(cases: Sequence[CaseNow]) -> CasesTogether:
    """Raises CannotBeUsed where no plan covers them together."""
    try:
        return CasesTogether.without_a_plan({one.case_id: one.state for one in cases})
    except NotTogether as error:
        raise CannotBeUsed(f"--case: {error}") from None


def _refuse_what_a_case_refuses(
    act: ActNow, together: CasesTogether, cases: Sequence[CaseNow], asked: AskedOfCases
) -> None:
    """Where a case does not take its part nothing is agreed. Raises RefusedByLedger."""
    answers = together.answers(asked, _now(act.session))
    for case in cases:
        if isinstance(refusal := answers[case.case_id], Refusal):
            try:
                act.have_refused(case.case_id, case.version, asked.parts[case.case_id], refusal)
            except RefusedByLedger as refused:
                told = f"Case {case.case_id}: {refused.message}"
                raise RefusedByLedger(refused.refusal_code, told, refused.rule) from None


def _now(session: Session) -> Context:
    now = session.clock.now()
    return Context(now, now, Actor("user", user_name()))


def _the_plan(session: Session, person: UUID, plan: UUID | None) -> tuple[UUID, CombinedPlan]:
    """The one that goes on, with the id of the person with whom it was agreed. Raises RefusedByLedger where there is
    none, CannotBeUsed where there are two."""
    found = [one for one in plans_going_on(session, person) if plan in (None, one[1].plan_id)]
    if not found:
        raise RefusedByLedger(NO_COMBINED_PLAN.code, NO_COMBINED_PLAN.message, NO_COMBINED_PLAN.rule)
    if len(found) > 1:
        ids = " or ".join(str(one.plan_id) for _, one in found)
        raise CannotBeUsed(f"Two plans go on since two persons were joined. Say with --plan which: {ids}.")
    return found[0]
