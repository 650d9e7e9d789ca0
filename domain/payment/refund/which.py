"""Which refund a command is about, and that it has come as far as the command needs."""

from __future__ import annotations

from collections.abc import Collection

from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payment.refund.state import Refund, RefundStatus
from domain.payment.state import PaymentState, refuse_unless_known
from domain.payout.fields import BookedFields


def refund_of(state: PaymentState, number: int, among: Collection[RefundStatus]) -> Refund | Refusal:
    """The refund of this number, if it stands as one of these; else why nothing can be done with it."""
    if refusal := refuse_unless_known(state):
        return refusal
    one = state.refunds.by_number.get(number)
    if one is None:
        return Refusal("refund_unknown", "The payment has no refund of this number.")
    if one.status not in among:
        wanted = " or ".join(among)
        return Refusal(
            "refund_stands_otherwise", f"The refund is {one.status}, and this is done with one that is {wanted}."
        )
    return one


def booked_refund(state: PaymentState, line: BookedFields, status: RefundStatus) -> Refund | Refusal:
    """The refund that a line of the bank is said to be of, or why it is not: it stands otherwise, or the amount is
    another."""
    one = refund_of(state, line.number, (status,))
    if isinstance(one, Refusal):
        return one
    if (state.receipt.currency, one.amount_minor) != (line.currency, line.amount_minor):
        amount = money_text(one.amount_minor, state.receipt.currency)
        return Refusal("refund_amount_differs", f"The refund is {amount}, and the bank's line is not.")
    return one
