"""``caseledger case legal start|contest|withdraw|dismiss|title|enforce|report CASE …``, and what goes with it."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.case.legal.contesting import ContestLegalAction
from domain.case.legal.demanded import Risk
from domain.case.legal.ending import DismissLegalAction, WithdrawLegalAction
from domain.case.legal.enforcing import EnforcementResult, ReportEnforcement, RequestEnforcement
from domain.case.legal.monitoring import MoveToMonitoring, ReactivateCase
from domain.case.legal.starting import StartLegalAction
from domain.case.legal.state import Forum
from domain.case.legal.title import RecordTitle
from domain.case.limitation.interrupting import InterruptLimitation
from domain.law.codes import Interruption
from infra.cli.acting import Act
from infra.cli.case.known_case import known_case
from infra.cli.options import CaseName
from infra.cli.questions.amounts import read_amount
from infra.cli.times import read_day

On = Annotated[str, typer.Option("--on", metavar="DATE", help="The day on which it happened.")]
Reason = Annotated[str, typer.Option(help="Why, as a short code such as debtor_paid.")]
Told = Annotated[
    bool, typer.Option("--debtor-told/--debtor-not-told", help="Whether the debtor had been told of the action.")
]
ReviewBy = Annotated[str, typer.Option(metavar="DATE", help="By when somebody looks at it again.")]


def start(
    case: CaseName,
    act: Act,
    forum: Annotated[Forum, typer.Option(help="Where it is brought.")],
    reference: Annotated[str, typer.Option(help="The number of the court or authority.")],
    on: On,
    approved: Annotated[str | None, typer.Option(metavar="DATE", help="The day on which the creditor agreed.")] = None,
    risk: Annotated[
        Risk | None, typer.Option(help="Why no demand came first, or its time runs still, where the law allows that.")
    ] = None,
) -> None:
    """Record that the claim was brought before a court or an authority. The answer says what forbids it, if anything.

    Example: caseledger case legal start 1100117 --forum payment_order --reference 01-1234-26 --on 2026-05-04
    --approved 2026-04-30
    """
    known = known_case(act.session, case)
    approved_on = None if approved is None else read_day(approved, "--approved")
    command = StartLegalAction(forum, reference, read_day(on, "--on"), risk, approved_on)
    act.carry_out(known.case_id, command, "The legal action is recorded.")


def contest(case: CaseName, act: Act, on: On, reason: Reason, review_by: ReviewBy) -> None:
    """Record that the debtor contested the claim before the court: a dispute, on hold until the court has decided.

    Example: caseledger case legal contest 1100117 --on 2026-05-20 --reason goods_never_came --review-by 2026-08-01
    """
    known = known_case(act.session, case)
    command = ContestLegalAction(read_day(on, "--on"), reason, read_day(review_by, "--review-by"))
    act.carry_out(
        known.case_id, command, "The dispute is recorded, and the case is on hold until the court has decided."
    )


def withdraw(case: CaseName, act: Act, on: On, reason: Reason, debtor_told: Told) -> None:
    """Record that the action was taken back. The case is where it was when the customer had been asked to pay.

    Example: caseledger case legal withdraw 1100117 --on 2026-05-20 --reason debtor_paid --debtor-told
    """
    known = known_case(act.session, case)
    command = WithdrawLegalAction(read_day(on, "--on"), reason, debtor_told)
    act.carry_out(known.case_id, command, "The withdrawal is recorded.")


def dismiss(
    case: CaseName,
    act: Act,
    on: On,
    reason: Reason,
    debtor_told: Told,
    on_the_merits: Annotated[
        bool, typer.Option("--on-the-merits", help="The court found that the customer is right: nothing is owed.")
    ] = False,
) -> None:
    """Record that the court dismissed the action. What was contested is answered with it only --on-the-merits.

    Example: caseledger case legal dismiss 1100117 --on 2026-05-20 --reason not_served --debtor-not-told
    """
    known = known_case(act.session, case)
    command = DismissLegalAction(read_day(on, "--on"), reason, debtor_told, on_the_merits)
    act.carry_out(known.case_id, command, "The dismissal is recorded.")


def title(
    case: CaseName,
    act: Act,
    reference: Annotated[str, typer.Option(help="The number of the decision.")],
    on: On,
    costs: Annotated[str, typer.Option(help="The costs that the debtor was ordered to pay, such as 680; 0 for none.")],
) -> None:
    """Record a title: the court or the authority has decided for the creditor. What was contested is decided with it.

    Example: caseledger case legal title 1100117 --reference 01-1234-26 --on 2026-06-10 --costs 680
    """
    known = known_case(act.session, case)
    costs_minor = read_amount(costs, known.currency, "--costs")
    command = RecordTitle(reference, read_day(on, "--on"), known.currency, costs_minor)
    act.carry_out(known.case_id, command, "The title is recorded.")


def enforce(
    case: CaseName,
    act: Act,
    reference: Annotated[str, typer.Option(help="The number of the authority that enforces.")],
    on: On,
) -> None:
    """Record that the authority was asked to enforce the title.

    Example: caseledger case legal enforce 1100117 --reference U-7788-26 --on 2026-07-01
    """
    known = known_case(act.session, case)
    act.carry_out(known.case_id, RequestEnforcement(reference, read_day(on, "--on")), "The request is recorded.")


def report(
    case: CaseName,
    act: Act,
    result: Annotated[EnforcementResult, typer.Option(help="What the authority found.")],
    on: On,
    review_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="By when the case is looked at again, if nothing was found.")
    ] = None,
) -> None:
    """Record what the authority found. Where there is nothing to take, the case is monitored from then on.

    Example: caseledger case legal report 1100117 --result no_assets --on 2026-09-01 --review-on 2027-03-01
    """
    known = known_case(act.session, case)
    again = None if review_on is None else read_day(review_on, "--review-on")
    act.carry_out(known.case_id, ReportEnforcement(result, read_day(on, "--on"), again), "The report is recorded.")


def monitor(case: CaseName, act: Act, reason: Reason, review_on: ReviewBy) -> None:
    """Watch a case of which nothing can be had now, until somebody looks at it again.

    Example: caseledger case monitor 1100117 --reason no_assets --review-on 2027-03-01
    """
    known = known_case(act.session, case)
    command = MoveToMonitoring(reason, read_day(review_on, "--review-on"))
    act.carry_out(known.case_id, command, "The case is monitored.")


def reactivate(case: CaseName, act: Act, reason: Reason) -> None:
    """Take a monitored case up again, because of something new. It goes on with its title where it has one.

    Example: caseledger case reactivate 1100117 --reason has_income
    """
    known = known_case(act.session, case)
    act.carry_out(known.case_id, ReactivateCase(reason), "The case is worked again.")


def interrupt_limitation(
    case: CaseName,
    act: Act,
    cause: Annotated[Interruption, typer.Option(help="What happened.")],
    on: On,
) -> None:
    """Record what began the limitation period anew. Payments, letters that arrived and courts count by themselves.

    Example: caseledger case interrupt-limitation 1100117 --cause acknowledgement --on 2026-05-20
    """
    known = known_case(act.session, case)
    act.carry_out(known.case_id, InterruptLimitation(cause, read_day(on, "--on")), "It is recorded.")
