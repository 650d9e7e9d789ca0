"""``caseledger case settle offer|accept CASE …``."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.case.contacts.contact import Channel
from domain.case.settlement.accepting import AcceptSettlement
from domain.case.settlement.offering import OfferSettlement
from infra.cli.acting import Act
from infra.cli.case.known_case import case_now, known_case, the_one_meant
from infra.cli.options import CaseName
from infra.cli.questions.amounts import read_amount
from infra.cli.times import read_day

Which = Annotated[
    int | None, typer.Option("--settlement", metavar="N", help="Its number. Default: the one that is open.")
]


def offer(
    case: CaseName,
    act: Act,
    amount: Annotated[str, typer.Option(help="What is to be paid, such as 800.00: less than is owed.")],
    by: Annotated[str, typer.Option(metavar="DATE", help="The last day on which it is in time.")],
    reason: Annotated[str, typer.Option(help="Why, as a short code such as hardship.")],
) -> None:
    """Offer to give up the rest if this much is paid by that day. It binds once the customer has accepted.

    It lapses by itself when its day and the grace have passed unpaid, or when a plan is agreed instead.

    Example: caseledger case settle offer 1100117 --amount 800 --by 2026-04-30 --reason hardship
    """
    known = known_case(act.session, case)
    amount_minor = read_amount(amount, known.currency, "--amount")
    command = OfferSettlement(known.currency, amount_minor, read_day(by, "--by"), reason)
    act.carry_out(
        known.case_id, command, "The settlement is offered. Record with `settle accept` what the customer says."
    )


def accept(
    case: CaseName,
    act: Act,
    channel: Annotated[Channel, typer.Option(help="Where the customer said so.")],
    settlement: Which = None,
) -> None:
    """Record that the customer accepted. When it is paid in time the rest is given up, and the case ends as settled.

    Example: caseledger case settle accept 1100117 --channel phone
    """
    known = case_now(act.session, case)
    which = the_one_meant(settlement, known.state.settlements.open(), "open settlement", "--settlement")
    act.carry_out(known.case_id, AcceptSettlement(which, channel), "The settlement is accepted.")
