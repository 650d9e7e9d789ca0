"""``caseledger case promise|defer|goal CASE …``: what the customer promises, asks for, and wants it all for."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.case.contacts.contact import Channel
from domain.case.deadlines.state import DEMANDS, DeadlineKind
from domain.case.deferrals.requesting import RequestDeferral
from domain.case.plans.goal import RecordGoal
from domain.case.promises.making import MakePromise
from infra.cli.acting import Act
from infra.cli.case.known_case import case_now, known_case, the_one_meant
from infra.cli.options import CaseName
from infra.cli.questions.amounts import read_amount
from infra.cli.times import read_day


def promise(
    case: CaseName,
    act: Act,
    amount: Annotated[str, typer.Option(help="How much is promised, such as 500.")],
    by: Annotated[str, typer.Option("--by", metavar="DATE", help="The last day of the promise.")],
    channel: Annotated[Channel, typer.Option(help="Where it was promised.")],
) -> None:
    """Record that the customer promises to pay an amount by a day. Money of the bank's day until then keeps it.

    Example: caseledger case promise 1100117 --amount 500 --by 2026-04-25 --channel phone
    """
    known = known_case(act.session, case)
    amount_minor = read_amount(amount, known.currency, "--amount")
    command = MakePromise(channel, amount_minor, read_day(by, "--by"))
    act.carry_out(known.case_id, command, "The promise is recorded, with its deadline.")


def defer(
    case: CaseName,
    act: Act,
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="The day on which the payment is due instead.")],
    reason: Annotated[str, typer.Option(help="Why, as a short code such as salary_comes_later.")],
    channel: Annotated[Channel, typer.Option(help="Where it was asked.")],
    deadline: Annotated[
        int | None, typer.Option("--deadline", metavar="N", help="Of which payment. Default: the only one that runs.")
    ] = None,
) -> None:
    """Ask for more time for one payment. One for every six instalments is free; after that the answer is no.

    The answer stands on the log, `case history` shows it, and `case show` the day that holds.

    Example: caseledger case defer 1100117 --until 2026-05-08 --reason salary_comes_later --channel my_page
    """
    known = case_now(act.session, case)
    running = {n for n, one in known.state.deadlines.running().items() if one.kind in DEMANDS - {DeadlineKind.PROMISE}}
    number = the_one_meant(deadline, running, "payment that can be deferred", "--deadline")
    command = RequestDeferral(channel, read_day(until, "--until"), reason, number)
    act.carry_out(known.case_id, command, "The request has its answer; `case show` says which day holds.")


def goal(
    case: CaseName,
    act: Act,
    text: Annotated[str, typer.Option(help="What the customer wants to be free of the debt for. It is kept sealed.")],
) -> None:
    """Record the customer's own goal on the plan in force.

    Example: caseledger case goal 1100117 --text "A home of our own"
    """
    known = known_case(act.session, case)
    act.carry_out(known.case_id, RecordGoal(known.person_id, text), "The goal is on the plan.")
