"""``caseledger payment show|match|reverse ID``: money that a person must look after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from infra.cli.acting import Act, ActNow
from infra.cli.case.history_table import tell_history
from infra.cli.failures import CannotBeUsed, NotFound
from infra.cli.options import Purpose
from infra.cli.payment.suggestion_acts import SECOND_PERSON, needs_two
from infra.cli.personal import with_texts
from infra.cli.questions.amounts import read_amount
from infra.cli.render.formats import AnswerAs, Format
from infra.cli.render.words import counted
from infra.cli.session import Session, session_of
from infra.cli.times import read_day

if TYPE_CHECKING:
    from domain.kernel.money import Money
    from domain.payment.portion import Portion
    from domain.payment.state import PaymentState
    from infra.audit.lookup import Lookup

PaymentId = Annotated[str, typer.Argument(metavar="PAYMENT", help="A payment's id, as `caseledger suspense` shows it.")]


def history(
    context: typer.Context, payment: PaymentId, purpose: Purpose = None, answer_as: AnswerAs = Format.TABLE
) -> None:
    """Show all that happened to a payment, from the log itself."""
    from infra.cli.case.resolve import events_of_payment, looking_up

    session = session_of(context, purpose)
    with looking_up(session) as lookup:
        events = with_texts(session, events_of_payment(lookup, payment))
    tell_history(session, f"History of payment {payment}", events, answer_as)


def match(
    payment: PaymentId,
    case: Annotated[
        list[str],
        typer.Option(metavar="CASE[:AMOUNT]", help="The case it is for; repeat it, with amounts, to share it out."),
    ],
    act: ActNow,
) -> None:
    """Place a payment on the case that it is for, or share it out among several.

    The portions must be the whole payment. Above a limit (`caseledger law explain matched_by_two_above`) two people
    must agree: the second one gives the same command, or confirms what the first one said.

    Example: caseledger payment match PAYMENT --case 1100117:300 --case 1100125:200
    """
    from domain.payment.matching.matching import MatchMethod, MatchPayment

    identifier, currency, portions = _portions(act.session, payment, case)
    done = f"The payment is matched to {counted(len(portions), 'case')}."
    if needs_two(act.session, currency, sum(portion.amount_minor for portion in portions)):
        done = f"That you match it to {counted(len(portions), 'case')} is on record. {SECOND_PERSON}"
    act.carry_out(identifier, MatchPayment(portions, MatchMethod.BY_HAND), done)


def unmatch(
    payment: PaymentId,
    reason: Annotated[str, typer.Option(help="Why, as a short code such as wrong_case.")],
    act: ActNow,
) -> None:
    """Undo a match that was wrong: the payment is in suspense again, and its cases owe what it had covered.

    Example: caseledger payment unmatch PAYMENT --reason wrong_case
    """
    from domain.payment.matching.unmatching import UnmatchPayment
    from infra.cli.case.resolve import payment_id_from

    act.carry_out(payment_id_from(payment), UnmatchPayment(reason), "The payment is in suspense again.")


def transfer(
    payment: PaymentId,
    from_case: Annotated[str, typer.Option("--from", metavar="CASE", help="The case that has it now.")],
    to_case: Annotated[str, typer.Option("--to", metavar="CASE", help="The case that it is for.")],
    reason: Annotated[str, typer.Option(help="Why, as a short code such as wrong_case.")],
    act: ActNow,
    amount: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="How much. Default: all that the first case has of it.")
    ] = None,
) -> None:
    """Transfer a payment, or a part of it, from one case to another: the one owes it again, the other has it paid.

    It can be done after a remittance too: it is taken off the one creditor's next, and is in the other's. If either
    case cannot, all of the payment is in suspense again, with the reason.

    Example: caseledger payment transfer PAYMENT --from 1100117 --to 1100125 --amount 200 --reason wrong_case
    """
    from domain.payment.matching.transferring import TransferPayment
    from infra.audit.history import state_after
    from infra.cli.case.resolve import events_of_payment, looking_up, payment_id_from

    with looking_up(act.session) as lookup:
        state: PaymentState = state_after(events_of_payment(lookup, payment))
        giving, taking = _case(lookup, from_case), _case(lookup, to_case)
    portion = state.match.portion_of(giving)
    minor = (
        read_amount(amount, state.receipt.currency, "--amount") if amount else portion.amount_minor if portion else 0
    )
    command = TransferPayment(giving, taking, minor, reason)
    act.carry_out(payment_id_from(payment), command, "It is transferred; both cases are asked now.")


def hold(
    payment: PaymentId,
    reason: Annotated[str, typer.Option(help="Why, as a short code such as estate_asked.")],
    owner: Annotated[str, typer.Option("--to", metavar="ID", help="Who looks after it, by the id they act under.")],
    review_by: Annotated[str, typer.Option(metavar="DATE", help="By the end of which day somebody looks at it again.")],
    act: ActNow,
) -> None:
    """Hold a payment in suspense: it is matched to no case and sent back to nobody until it is released.

    Example: caseledger payment hold PAYMENT --reason estate_asked --to agent-7 --review-by 2026-04-30
    """
    from domain.payment.hold.holding import HoldPayment
    from infra.cli.case.resolve import payment_id_from

    command = HoldPayment(reason, owner, read_day(review_by, "--review-by"))
    act.carry_out(payment_id_from(payment), command, f"The payment is held, and {owner} looks after it.")


def release(
    payment: PaymentId,
    reason: Annotated[str, typer.Option(help="Why, as a short code such as heirs_known.")],
    act: ActNow,
) -> None:
    """Let a payment that is held go on: it waits in suspense as before, to be matched or sent back by a person.

    Example: caseledger payment release PAYMENT --reason heirs_known
    """
    from domain.payment.hold.releasing import ReleasePayment
    from infra.cli.case.resolve import payment_id_from

    act.carry_out(payment_id_from(payment), ReleasePayment(reason), "The payment is held no more.")


def reverse(
    payment: PaymentId,
    reason: Annotated[str, typer.Option(help="Why, as a short code such as returned_by_bank.")],
    act: Act,
) -> None:
    """Take a payment back: its money has left the account again, and its cases owe what it had covered.

    The bank's line of it in a file counts once with it, whichever comes first, where no other reversal of the amount
    can be meant. A line that waits (`caseledger suspense`) can be said to be of the payment instead, which reverses it:
    `caseledger payment explain LINE --reversal-of PAYMENT`.

    Above a limit (`caseledger law explain reversed_alone_up_to`) it is only asked for with this: somebody else approves
    it with `caseledger approvals approve reversal PAYMENT NUMBER`.
    """
    from domain.payment.reversal.reversing import ReversePayment
    from infra.cli.case.resolve import payment_id_from

    done = "The payment is reversed. Above what one person may reverse, that is asked for, and it stays till then."
    act.carry_out(payment_id_from(payment), ReversePayment(reason), done)


def explain(
    payment: PaymentId,
    act: ActNow,
    creditor: Annotated[str | None, typer.Option(help="Whose remittance, by id or name.")] = None,
    remittance: Annotated[
        int | None, typer.Option(metavar="NUMBER", min=1, help="Which remittance of the creditor.")
    ] = None,
    refund_of: Annotated[str | None, typer.Option(metavar="PAYMENT", help="Of which payment it is a refund.")] = None,
    refund: Annotated[int, typer.Option(metavar="NUMBER", min=1, help="Which refund of that payment.")] = 1,
    reversal_of: Annotated[
        str | None, typer.Option(metavar="PAYMENT", help="Which payment the bank took back with it.")
    ] = None,
) -> None:
    """Say which remittance, refund or reversal a line of the bank is of: it took the money for one, the money of one
    came back, or it took a payment back.

    A line that gives the message id of a transfer and has its amount is explained by itself, and so is one that the
    bank calls a reversal, when one payment of its amount was reversed by hand. What it is of has to agree: it was sent
    (or paid out, when the money came back), and the amount is the same. Else the line is back in `caseledger suspense`,
    with the reason. A payment that is here is reversed with its line.

    Example: caseledger payment explain PAYMENT --creditor norrsken --remittance 3
    """
    from domain.payment.remitting.explaining import ExplainByRemittance
    from domain.payment.remitting.explaining_refund import ExplainByRefund
    from domain.payment.remitting.explaining_reversal import ExplainByReversal
    from infra.cli.case.resolve import payment_id_from
    from infra.cli.creditor.resolve import registered

    line = payment_id_from(payment)
    if [refund_of, reversal_of, creditor or remittance].count(None) != 2:
        raise CannotBeUsed("Say --creditor and --remittance, --refund-of and --refund, or --reversal-of: one of them.")
    if reversal_of is not None:
        done = f"The line is said to be the reversal of the payment {reversal_of}, which is asked now."
        act.carry_out(line, ExplainByReversal(payment_id_from(reversal_of)), done)
        return
    if refund_of is not None:
        done = f"The line is said to be of refund {refund} of the payment {refund_of}, which is asked now."
        act.carry_out(line, ExplainByRefund(payment_id_from(refund_of), refund), done)
        return
    if creditor is None or remittance is None:
        raise CannotBeUsed("Of a remittance, say --creditor and --remittance.")
    known = registered(act.session, creditor)
    done = f"The line is said to be of remittance {remittance} to {known.name}, which is asked now."
    act.carry_out(line, ExplainByRemittance(known.creditor_id, remittance), done)


def identify_payer(
    payment: PaymentId,
    person: Annotated[UUID, typer.Argument(metavar="PERSON", help="The id of who paid: a person on file.")],
    act: ActNow,
    instead_of: Annotated[
        UUID | None, typer.Option(metavar="PERSON", help="Who was said to have paid, if that was wrong.")
    ] = None,
) -> None:
    """Record who paid. What the bank's line says of the payer is theirs from then on, and goes with an erasure of them.

    Example: caseledger payment identify-payer PAYMENT PERSON
    """
    from domain.payment.payer.identifying import IdentifyPayer
    from infra.cli.case.resolve import payment_id_from
    from infra.cli.person.naming import who_stays

    payer = who_stays(act.session, person)
    command = IdentifyPayer(payer, instead_of)
    act.carry_out(payment_id_from(payment), command, f"The payer is the person {payer}.")


def _portions(session: Session, payment: str, cases: list[str]) -> tuple[UUID, str, tuple[Portion, ...]]:
    """The payment's id and currency, and what of it is for which case. Raises NotFound, CannotBeUsed."""
    from infra.cli.case.resolve import looking_up, no_payment, payment_id_from

    identifier = payment_id_from(payment)
    with looking_up(session) as lookup:
        received = lookup.payment(identifier)
        if received is None:
            raise no_payment(lookup, payment)
        return identifier, received.currency, tuple(_portion(lookup, text, received) for text in cases)


def _portion(lookup: Lookup, text: str, received: Money) -> Portion:
    """``CASE`` is the whole payment, ``CASE:AMOUNT`` a part of it. A reference may have a colon of its own.

    Raises NotFound for a case that is not there.
    """
    from domain.payment.portion import Portion

    name, colon, amount = text.rpartition(":")
    try:
        return Portion(_case(lookup, text), received.minor)
    except NotFound:
        if not colon:
            raise
    return Portion(_case(lookup, name), read_amount(amount, received.currency, "--case"))


def _case(lookup: Lookup, name: str) -> UUID:
    from infra.cli.case.resolve import no_case, one_case

    identifier = one_case(lookup, name)
    if lookup.case_terms(identifier) is None:
        raise no_case(lookup, name)
    return identifier
