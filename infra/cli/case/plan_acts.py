"""``caseledger case proposal make|accept|reject CASE …`` and ``case plan-change reschedule|breach|pause|resume``."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.case.contacts.contact import Channel
from domain.case.plans.accepting import AcceptPlan
from domain.case.plans.breaching import BreachPlan
from domain.case.plans.pausing import PausePlan, ResumePlan
from domain.case.plans.proposing import ProposePlan
from domain.case.plans.rejecting import RejectPlan
from domain.case.plans.rescheduling import ReschedulePlan
from domain.case.plans.schedule import DueDay, schedule
from domain.case.plans.state import Instalment, Proposer
from domain.kernel.money import Money
from domain.kernel.refusal import Refusal
from infra.cli.acting import Act, ActNow
from infra.cli.case.known_case import CaseNow, case_now, known_case
from infra.cli.failures import CannotBeUsed
from infra.cli.options import CaseName
from infra.cli.questions.amounts import read_amount
from infra.cli.times import read_day

AMonth = Annotated[str, typer.Option("--amount-a-month", help="How much each month, such as 500; the last balances.")]
DueOn = Annotated[DueDay, typer.Option("--due-day", help="The day of the month; it moves over days without banks.")]
First = Annotated[
    str | None,
    typer.Option("--first", metavar="DATE", help="The first instalment is due on or after it. Default: today."),
]
Side = Annotated[Proposer, typer.Option("--by", help="Which side says so.")]
Where = Annotated[Channel, typer.Option(help="Where it was said.")]
Why = Annotated[str, typer.Option(help="Why, as a short code such as less_income.")]


def make(
    case: CaseName,
    act: Act,
    amount_a_month: AMonth,
    channel: Where,
    by: Side = Proposer.CUSTOMER,
    due_day: DueOn = DueDay.ON_25TH,
    first: First = None,
) -> None:
    """Propose a plan over the whole debt. The case rests until the other side has answered.

    What a customer proposes and can keep is agreed at once; what nobody could keep is refused, with what would do.

    Example: caseledger case proposal make 1100117 --amount-a-month 500 --channel my_page
    """
    known = case_now(act.session, case)
    instalments = _schedule(act, known, amount_a_month, due_day, first)
    done = f"A plan of {len(instalments)} instalments is proposed; `case show` says how it stands."
    act.carry_out(known.case_id, ProposePlan(channel, by, instalments), done)


def accept(case: CaseName, act: Act, channel: Where, by: Side = Proposer.CUSTOMER) -> None:
    """Accept the plan that the other side has proposed. With that it is agreed.

    Example: caseledger case proposal accept 1100117 --by customer --channel my_page
    """
    known = known_case(act.session, case)
    act.carry_out(known.case_id, AcceptPlan(by, channel), "The plan is agreed.")


def reject(case: CaseName, act: Act, reason: Why, by: Side = Proposer.AGENCY) -> None:
    """Say no to the plan that is proposed, or take it back. What stood still runs on.

    Example: caseledger case proposal reject 1100117 --by customer --reason too_much
    """
    known = known_case(act.session, case)
    act.carry_out(known.case_id, RejectPlan(by, reason), "The proposal is rejected.")


def reschedule(
    case: CaseName,
    act: Act,
    amount_a_month: AMonth,
    channel: Where,
    reason: Why,
    by: Side = Proposer.CUSTOMER,
    due_day: DueOn = DueDay.ON_25TH,
    first: First = None,
) -> None:
    """Agree on another schedule for the plan in force, over all that is still owed. Arrears are part of it.

    Example: caseledger case plan-change reschedule 1100117 --amount-a-month 300 --channel phone --reason less_income
    """
    known = case_now(act.session, case)
    instalments = _schedule(act, known, amount_a_month, due_day, first)
    command = ReschedulePlan(channel, by, instalments, reason)
    act.carry_out(known.case_id, command, f"The plan goes on with {len(instalments)} instalments.")


def breach(case: CaseName, act: Act, channel: Where) -> None:
    """Give notice that the plan ends unless the arrears are paid: after the time to make them good, and once.

    Example: caseledger case plan-change breach 1100117 --channel letter
    """
    known = known_case(act.session, case)
    act.carry_out(known.case_id, BreachPlan(channel), "The customer has notice; `case show` says until when.")


def pause(
    case: CaseName,
    act: Act,
    reason: Why,
    resume_by: Annotated[str, typer.Option("--until", metavar="DATE", help="The last day on which the plan rests.")],
) -> None:
    """Let the plan rest for a while. Its instalments are later by as long.

    Example: caseledger case plan-change pause 1100117 --until 2026-06-30 --reason parental_leave
    """
    known = known_case(act.session, case)
    act.carry_out(known.case_id, PausePlan(read_day(resume_by, "--until"), reason), "The plan rests.")


def resume(case: CaseName, act: Act, reason: Why) -> None:
    """Let a plan that rests go on.

    Example: caseledger case plan-change resume 1100117 --reason back_at_work
    """
    known = known_case(act.session, case)
    act.carry_out(known.case_id, ResumePlan(reason), "The plan goes on.")


def _schedule(act: Act, known: CaseNow, a_month: str, due_day: DueDay, first: str | None) -> tuple[Instalment, ...]:
    """The instalments over what is owed now. Raises CannotBeUsed, with the reason."""
    owed = Money(known.state.outstanding_minor, known.state.currency)
    return schedule_of(act, owed, known.state.claim.jurisdiction, a_month, due_day, first)


def schedule_of(
    act: ActNow, owed: Money, jurisdiction: str, a_month: str, due_day: DueDay, first: str | None
) -> tuple[Instalment, ...]:
    """So much a month until all of it is paid, as the options say. Raises CannotBeUsed, with the reason."""
    amount = Money(read_amount(a_month, owed.currency, "--amount-a-month"), owed.currency)
    not_before = act.session.zone.day(act.session.clock.now()) if first is None else read_day(first, "--first")
    made = schedule(owed, amount, not_before, due_day, jurisdiction)
    if isinstance(made, Refusal):
        raise CannotBeUsed(f"--amount-a-month: {made.message}")
    return made
