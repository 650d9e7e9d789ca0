"""``caseledger refund propose|approve|cancel|refused``: the ledger decides, here it is only asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from domain.payment.refund.state import RefundReason
from infra.cli.acting import ActNow
from infra.cli.failures import CannotBeUsed
from infra.cli.payment.payment_acts import PaymentId
from infra.cli.questions.amounts import read_amount
from infra.cli.refund.on_record import PaymentOnRecord

if TYPE_CHECKING:
    from infra.cli.session import Session

Number = Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="Which refund of the payment.")]


def propose(
    payment: PaymentId,
    reason: Annotated[RefundReason, typer.Option(help="Why the money goes back.")],
    act: ActNow,
    case: Annotated[
        str | None, typer.Option(metavar="CASE", help="The case on which it was overpaid. Default: it is in suspense.")
    ] = None,
    amount: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="How much. Default: all that was overpaid or is in suspense.")
    ] = None,
    to_iban: Annotated[
        str | None, typer.Option(metavar="IBAN", help="To which account. Default: the one that the bank's line names.")
    ] = None,
    to_name: Annotated[
        str | None, typer.Option(metavar="NAME", help="To whom. Default: who paid, as the bank's line says.")
    ] = None,
) -> None:
    """Propose to pay money back to who paid it: what was overpaid on a case, or is in suspense and for nobody here.

    Nothing is paid before a second person approves it: `caseledger refund approve`. What is small goes back only when
    the payer asks for it (`caseledger law explain refund_small`).

    Example: caseledger refund propose PAYMENT --case 1100117 --reason overpaid
    """
    from domain.payment.refund.proposing import ProposeRefund

    found = PaymentOnRecord.read(act.session, payment)
    from_case = _case(act.session, case) if case else None
    currency = found.line.currency
    minor = read_amount(amount, currency, "--amount") if amount else _all(act.session, found, from_case)
    payee = found.payee(to_name, to_iban)
    command = ProposeRefund(currency, minor, reason, from_case, found.line.person_id, *payee)
    done = "The refund is proposed. Somebody else approves it with `caseledger refund approve`."
    act.carry_out(found.payment_id, command, done)


def approve(payment: PaymentId, number: Number, act: ActNow) -> None:
    """Approve a refund, as a second person: look at `caseledger refund show` before.

    Who proposed it cannot do so. Above a limit (`caseledger law explain refund_by_two_above`) two people must.

    Example: caseledger refund approve PAYMENT 1 --as agent-9
    """
    from domain.payment.refund.approving import ApproveRefund
    from infra.cli.case.resolve import payment_id_from

    done = f"You approve refund {number}. Above the limit one more person must."
    act.carry_out(payment_id_from(payment), ApproveRefund(number), done)


def cancel(
    payment: PaymentId,
    number: Number,
    act: ActNow,
    reason: Annotated[str, typer.Option(help="Why, as a short code such as case_found.")],
) -> None:
    """Cancel a refund that the bank does not have. Its money is in suspense again, or owed back as before.

    Example: caseledger refund cancel PAYMENT 1 --reason case_found
    """
    from domain.payment.refund.cancelling import CancelRefund
    from infra.cli.case.resolve import payment_id_from

    act.carry_out(payment_id_from(payment), CancelRefund(number, reason), f"Refund {number} is cancelled.")


def refused(
    payment: PaymentId,
    number: Number,
    act: ActNow,
    reason: Annotated[str, typer.Option(help="Why, as the bank's code in small letters, such as ac04.")],
) -> None:
    """Record that the bank did not carry out a refund that was sent. Approve it anew, or cancel it.

    Example: caseledger refund refused PAYMENT 1 --reason ac04
    """
    from domain.payment.refund.refusing import RecordRefundRefusal
    from infra.cli.case.resolve import payment_id_from

    done = f"Refund {number} was refused by the bank: approve it anew, or cancel it for another account."
    act.carry_out(payment_id_from(payment), RecordRefundRefusal(number, reason), done)


def _case(session: Session, name: str) -> UUID:
    from infra.cli.case.resolve import looking_up, one_case

    with looking_up(session) as lookup:
        return one_case(lookup, name)


def _all(session: Session, found: PaymentOnRecord, case_id: UUID | None) -> int:
    """What can be refunded from there, in minor units. Raises CannotBeUsed when nothing can."""
    minor = found.state.refunds.owed_back_minor or found.state.placed_minor
    if case_id is not None:
        minor = _overpaid(session, case_id, found.payment_id)
    if not minor:
        raise CannotBeUsed("With this payment nothing was overpaid there.")
    return minor


def _overpaid(session: Session, case_id: UUID, payment_id: UUID) -> int:
    from domain.case.state import CaseState
    from infra.audit.history import state_after
    from infra.cli.case.resolve import looking_up

    with looking_up(session) as lookup:
        events = lookup.events_of(case_id)
    state = state_after(events) if events else None
    credit = state.credits.by_payment.get(payment_id) if isinstance(state, CaseState) else None
    return credit.parts.overpaid_minor if credit else 0
