"""``caseledger remit loss|bear-loss``: what was taken back from what a creditor has had, and cannot be had of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from domain.creditor.remittance.bearing import ApproveLoss
from domain.creditor.remittance.losing import ProposeLoss
from domain.kernel.identity import creditor_uuid
from infra.cli.acting import ActNow
from infra.cli.creditor.resolve import registered
from infra.cli.options import CreditorName
from infra.cli.questions.questions import asked
from infra.cli.remit.remit_acts import Number, the_one

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from projections.balances.remittances import Due


def loss(
    creditor: CreditorName,
    reason: Annotated[str, typer.Option(help="Why, as a short code such as creditor_bankrupt.")],
    act: ActNow,
    currency: Annotated[
        str | None, typer.Option(help="Only needed where money of several currencies is not remitted.")
    ] = None,
) -> None:
    """Propose that the agency bears what was taken back after it was remitted, because the creditor cannot be asked.

    As a rule such money is taken off the creditor's next remittance. Where none will come, a second person approves the
    loss (`caseledger remit bear-loss`), and the client account lacks it until the agency pays it in
    (`caseledger payment make-good`). `caseledger remit cancel` withdraws what is not approved.

    Example: caseledger remit loss norrsken --reason creditor_bankrupt
    """
    known = registered(act.session, creditor)

    def ask(opened: connection) -> dict[str, Due]:
        from projections.balances.remittances import due_to

        return due_to(opened, known.creditor_id)

    due = asked(act.session, ask, wait=True).value
    of = the_one(due, currency)
    command = ProposeLoss(of, due[of].spans, due[of].oldest, due[of].sums, reason)
    done = "The loss is proposed. Somebody else approves it with `caseledger remit bear-loss`."
    act.carry_out(creditor_uuid(known.creditor_id), command, done)


def bear_loss(creditor: CreditorName, number: Number, act: ActNow) -> None:
    """Approve that the agency bears a loss, as a second person: look at `caseledger remit status` before.

    Example: caseledger remit bear-loss norrsken 4 --as agent-9
    """
    known = registered(act.session, creditor)
    act.carry_out(creditor_uuid(known.creditor_id), ApproveLoss(number), f"The agency bears loss {number}.")
