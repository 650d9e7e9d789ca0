"""``caseledger payment make-good LINE``: the agency has paid in what the client account lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.acting import ActNow
from infra.cli.failures import CannotBeUsed
from infra.cli.payment.payment_acts import PaymentId
from infra.cli.questions.questions import asked

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from domain.kernel.money import Money


def make_good(
    payment: PaymentId,
    reason: Annotated[str, typer.Option(help="Which loss, as a short code such as refunded_and_charged_back.")],
    act: ActNow,
) -> None:
    """Say that with this line of the bank the agency paid in, from its own, what was lost by chargebacks.

    Two persons say so, each with this command. `caseledger balances` shows what is lost and not made good
    (`chargeback_loss`): a line of more than that is refused here.

    Example: caseledger payment make-good PAYMENT --reason refunded_and_charged_back
    """
    from domain.payment.loss.making_good import MakeLossGood
    from infra.cli.case.resolve import looking_up, no_payment, payment_id_from

    line = payment_id_from(payment)
    with looking_up(act.session) as lookup:
        received = lookup.payment(line)
        if received is None:
            raise no_payment(lookup, payment)
    _refuse_more_than_lost(act, received)
    act.carry_out(line, MakeLossGood(reason), "Your word is on record: with a second person's, the loss is made good.")


def _refuse_more_than_lost(act: ActNow, paid_in: Money) -> None:
    """Raises CannotBeUsed."""

    def ask(opened: connection) -> int:
        from projections.balances.queries import client_funds

        of_currency = [one for one in client_funds(opened) if one.currency == paid_in.currency]
        return sum(one.chargeback_loss_minor for one in of_currency)

    if paid_in.minor > asked(act.session, ask, wait=True).value:
        raise CannotBeUsed("So much was not lost, or is made good already: see `caseledger balances`.")
