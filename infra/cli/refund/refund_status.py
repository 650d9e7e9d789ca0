"""``caseledger refund status|show``: what goes back to who paid it, and what is owed back and nobody has asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from domain.kernel.money import money_text
from infra.cli.options import Purpose, Wait
from infra.cli.payment.payment_acts import PaymentId
from infra.cli.questions.balances import MODEL
from infra.cli.questions.questions import asked, documents, reflects, reflects_line
from infra.cli.refund.on_record import PaymentOnRecord
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.table import moment, number, table, text, whole
from infra.cli.session import session_of
from infra.cli.then import AsOf, KnownAt, then_asked, times_asked, when_asked

if TYPE_CHECKING:
    from psycopg2.extensions import connection
    from rich.console import RenderableType

    from infra.cli.times import Zone
    from projections.balances.payout_answers import OverpaidCase, RefundAgain, RefundRow

ACCOUNT_IS = {True: "the payer's", False: "ANOTHER than the payer's", None: "cannot be compared here"}


def status(
    context: typer.Context,
    all_: Annotated[bool, typer.Option("--all", help="Also those that were paid or cancelled.")] = False,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    wait: Wait = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Show the refunds that are under way, the latest first, and the cases that owe back what was overpaid on them.

    Until when somebody is to propose a refund of that stands beside it: the clock `overpayment` of `caseledger sla`.

    What is in suspense is in `caseledger suspense`; any of it can be refunded too. With --as-of and --known-at, all
    of that as it stood then.

    Example: caseledger refund status
    """
    from projections.balances.refunds import overpaid_cases, refunds, to_refund_again

    session = session_of(context)
    then, when = then_asked(session, as_of, known_at), when_asked(as_of, known_at)

    def ask(opened: connection) -> tuple[list[RefundRow], list[OverpaidCase], list[RefundAgain]]:
        found = refunds(opened, only_under_way=not all_, then=then)
        return found, overpaid_cases(opened, then), to_refund_again(opened, then)

    answer = asked(session, ask, wait=wait)
    found, overpaid, again = answer.value
    tell(
        session.screen,
        answer_as,
        lambda: {
            "refunds": documents(found),
            "overpaid": documents(overpaid),
            "to_refund_again": documents(again),
            **times_asked(then),
            "reflects": reflects(answer, MODEL),
        },
        lambda: [
            _refunds(found, session.zone, when),
            _overpaid(overpaid, session.zone, when),
            *([_again(again, session.zone)] if again else []),
            reflects_line(answer, MODEL),
        ],
        listed="refunds",
    )


def show(
    context: typer.Context, payment: PaymentId, purpose: Purpose = None, answer_as: AnswerAs = Format.TABLE
) -> None:
    """Show the refunds of a payment for who approves them: how much, why, to whom, and whether it is the account that
    the money came from. From the log itself.

    Example: caseledger refund show PAYMENT
    """
    session = session_of(context, purpose)
    found = PaymentOnRecord.read(session, payment)
    rows = [_shown(found, number) for number in found.state.refunds.by_number]
    owed_back = found.state.refunds.owed_back_minor
    tell(
        session.screen,
        answer_as,
        lambda: {"payment": str(found.payment_id), "owed_back_minor": owed_back, "refunds": rows},
        lambda: [_one_by_one(rows), Text(f"Owed back and in no refund: {money_text(owed_back, found.line.currency)}.")],
        listed="refunds",
    )


def _shown(found: PaymentOnRecord, which: int) -> dict[str, Any]:
    one, proposed = found.state.refunds.by_number[which], found.proposed(which)
    return {
        "number": which,
        "status": str(one.status),
        "currency": proposed.currency,
        "amount_minor": one.amount_minor,
        "reason": str(proposed.reason),
        "case": one.from_case and str(one.from_case),
        "to_name": str(proposed.to_name),
        "to_iban": str(proposed.to_iban),
        "is_payers_account": found.is_payers_account(proposed.to_iban),
        "proposed_by": one.proposed_by,
        "approved_by": list(one.approved_by),
        "message_id": one.message_id,
    }


def _one_by_one(rows: list[dict[str, Any]]) -> RenderableType:
    columns = [
        number("no."), text("stands", style="yellow"), number("amount"), text("because"), text("to"), whole("account"),
        text("which is"), text("proposed by"), text("approved by"),
    ]  # fmt: skip
    listed = [
        (row["number"], row["status"], money_text(row["amount_minor"], row["currency"]), row["reason"], row["to_name"],
         row["to_iban"], ACCOUNT_IS[row["is_payers_account"]], row["proposed_by"], ", ".join(row["approved_by"]))
        for row in rows
    ]  # fmt: skip
    return table("Refunds of the payment", columns, listed)


def _refunds(rows: list[RefundRow], zone: Zone, when: str) -> RenderableType:
    columns = [
        whole("payment"), number("no."), text("stands", style="yellow"), moment("since"), number("amount"),
        text("because"), text("proposed by"),
    ]  # fmt: skip
    listed = [
        (str(row.payment_id), row.number, row.status, zone.minute(row.since),
         money_text(row.amount_minor, row.currency), row.reason.replace("_", " "), row.proposed_by)
        for row in rows
    ]  # fmt: skip
    return table(f"Refunds{when and f', {when}'}", columns, listed, caption=zone.caption if rows else "")


def _overpaid(rows: list[OverpaidCase], zone: Zone, when: str) -> RenderableType:
    columns = [
        whole("case"), whole("creditor"), text("reference"), number("owed back"), moment("to be proposed before"),
    ]  # fmt: skip
    listed = [
        (str(row.case_id), row.creditor_id, row.creditor_reference, money_text(row.owed_back_minor, row.currency),
         zone.minute(row.due_at) if row.due_at else "when asked for")
        for row in rows
    ]  # fmt: skip
    return table(f"Overpaid on cases, and in no refund{when and f', {when}'}", columns, listed)


def _again(rows: list[RefundAgain], zone: Zone) -> RenderableType:
    columns = [whole("payment"), whole("currency"), moment("to be proposed before")]
    listed = [(str(row.payment_id), row.currency, zone.minute(row.due_at)) for row in rows]
    return table("Refund cancelled, and no other proposed", columns, listed)
