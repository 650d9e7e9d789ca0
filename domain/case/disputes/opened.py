"""The dispute that a command is about."""

from __future__ import annotations

from domain.case.disputes.state import Dispute
from domain.case.state import CaseState
from domain.kernel.refusal import Refusal


def open_dispute(state: CaseState, number: int) -> Dispute | Refusal:
    """The dispute of that number, or why nothing can be done about it."""
    dispute = state.disputes.by_number.get(number)
    if dispute is None:
        return Refusal("dispute_unknown", f"The case has no dispute number {number}.")
    if number not in state.disputes.open():
        return Refusal("dispute_already_resolved", f"Dispute {number} has its answer already.")
    return dispute
