"""Which remittance a command is about, and that it has come as far as the command needs."""

from __future__ import annotations

from collections.abc import Collection

from domain.creditor.remittance.state import Remittance, RemittanceStatus
from domain.creditor.state import CreditorState, refuse_unless_registered
from domain.kernel.refusal import Refusal


def remittance_of(state: CreditorState, number: int, among: Collection[RemittanceStatus]) -> Remittance | Refusal:
    """The remittance of this number, if it stands as one of these; else why nothing can be done with it."""
    if refusal := refuse_unless_registered(state):
        return refusal
    one = state.remittances.by_number.get(number)
    if one is None:
        return Refusal("remittance_unknown", "The creditor has no remittance of this number.")
    if one.status not in among:
        wanted = " or ".join(among)
        return Refusal(
            "remittance_stands_otherwise",
            f"The remittance is {one.status}, and this is done with one that is {wanted}.",
        )
    return one
