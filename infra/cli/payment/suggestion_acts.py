"""``caseledger payment suggestions|confirm|reject|assign``: money in suspense, and who finds out whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from domain.kernel.money import Money
from infra.cli.acting import ActNow
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.table import number, table, text, whole
from infra.cli.session import Session, session_of

if TYPE_CHECKING:
    from typing import Any

    from rich.console import RenderableType

    from domain.payment.state import PaymentState
    from domain.payment.suggestion.state import Suggestion

PaymentId = Annotated[str, typer.Argument(metavar="PAYMENT", help="A payment's id, as `caseledger suspense` shows it.")]
Number = Annotated[int, typer.Argument(min=1, help="The suggestion's number, as `payment suggestions` shows it.")]
SECOND_PERSON = "Two people must agree on so much: it is matched as soon as a second one has."


def needs_two(session: Session, currency: str, amount_minor: int) -> bool:
    """Whether two people must agree before so much is placed by hand."""
    from domain.kernel.refusal import Refusal
    from domain.payment.suggestion.confirming import limit_for_one

    limit = limit_for_one(currency, session.clock.now())
    return not isinstance(limit, Refusal) and amount_minor > limit.value.minor


def suggestions(context: typer.Context, payment: PaymentId, answer_as: AnswerAs = Format.TABLE) -> None:
    """Show the cases that a payment in suspense may be for: why, how likely, and who has agreed, from the log itself.

    Example: caseledger payment suggestions PAYMENT
    """
    session = session_of(context)
    state = _state(session, payment)
    rows = [_row(number, one, state) for number, one in state.suggestions.by_number.items()]
    tell(
        session.screen,
        answer_as,
        lambda: {"payment": payment, "owner": state.suggestions.owner, "suggestions": rows},
        lambda: [_table(rows, state)],
        listed="suggestions",
    )


def confirm(payment: PaymentId, suggestion: Number, act: ActNow) -> None:
    """Agree that a payment is for the suggested cases: it is matched to them.

    Above a limit (`caseledger law explain matched_by_two_above`) a second person must agree too, never the same one.

    Example: caseledger payment confirm PAYMENT 1
    """
    from domain.payment.suggestion.confirming import ConfirmSuggestion
    from infra.cli.case.resolve import payment_id_from

    receipt = _state(act.session, payment).receipt
    done = f"You agree with suggestion {suggestion}: the payment is matched."
    if needs_two(act.session, receipt.currency, receipt.amount_minor):
        done = f"You agree with suggestion {suggestion}. {SECOND_PERSON}"
    act.carry_out(payment_id_from(payment), ConfirmSuggestion(suggestion), done)


def reject(
    payment: PaymentId,
    suggestion: Number,
    reason: Annotated[str, typer.Option(help="Why, as a short code such as other_payer.")],
    act: ActNow,
) -> None:
    """Say that a payment is not for the suggested cases: they are not suggested for it again.

    Example: caseledger payment reject PAYMENT 1 --reason other_payer
    """
    from domain.payment.suggestion.rejecting import RejectSuggestion
    from infra.cli.case.resolve import payment_id_from

    command = RejectSuggestion(suggestion, reason)
    act.carry_out(payment_id_from(payment), command, f"Suggestion {suggestion} is rejected.")


def assign(
    payment: PaymentId,
    owner: Annotated[str, typer.Option("--to", metavar="ID", help="The id under which they act, such as agent-7.")],
    act: ActNow,
) -> None:
    """Give a payment in suspense to somebody who finds out whose it is.

    Example: caseledger payment assign PAYMENT --to agent-7
    """
    from domain.payment.suggestion.assigning import AssignSuspense
    from infra.cli.case.resolve import payment_id_from

    act.carry_out(payment_id_from(payment), AssignSuspense(owner), f"{owner} looks after the payment.")


def _state(session: Session, payment: str) -> PaymentState:
    from infra.audit.history import state_after
    from infra.cli.case.resolve import events_of_payment, looking_up

    with looking_up(session) as lookup:
        state: PaymentState = state_after(events_of_payment(lookup, payment))
    return state


def _row(number: int, one: Suggestion, state: PaymentState) -> dict[str, Any]:
    return {
        "suggestion": number,
        "status": str(one.status),
        "basis": str(one.basis),
        "score": one.score,
        "portions": [
            {"case": str(part.case_id), "amount_minor": part.amount_minor, "currency": state.receipt.currency}
            for part in one.portions
        ],
        "confirmed_by": list(one.confirmed_by),
    }


def _table(rows: list[dict[str, Any]], state: PaymentState) -> RenderableType:
    columns = [number("no."), whole("case"), number("amount"), text("because"), number("score"), text("stands"),
               text("agreed")]  # fmt: skip
    listed = [
        (row["suggestion"], part["case"], str(Money(part["amount_minor"], part["currency"])),
         row["basis"].replace("_", " "), row["score"], row["status"], ", ".join(row["confirmed_by"]))
        for row in rows
        for part in row["portions"]
    ]  # fmt: skip
    owner = state.suggestions.owner
    caption = f"{owner} looks after it." if owner else "Nobody looks after it."
    return table("Suggested cases", columns, listed, caption=caption)
