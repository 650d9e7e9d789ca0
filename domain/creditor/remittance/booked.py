"""The bank's line for a remittance: what the two kinds of lines, out and back, have in common."""

from __future__ import annotations

from domain.creditor.remittance.state import Remittance, RemittanceStatus
from domain.creditor.remittance.which import remittance_of
from domain.creditor.state import CreditorState
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payout.fields import BookedFields


def booked_remittance(state: CreditorState, line: BookedFields, status: RemittanceStatus) -> Remittance | Refusal:
    """The remittance that the line is said to be of, or why it is not: it stands otherwise, or the amount differs."""
    one = remittance_of(state, line.number, (status,))
    if isinstance(one, Refusal):
        return one
    if (one.currency, one.payable_minor) != (line.currency, line.amount_minor):
        return Refusal(
            "remittance_amount_differs",
            f"The remittance is {money_text(one.payable_minor, one.currency)}, and the bank's line is not.",
        )
    return one
