"""The dispute that a command is about."""

from __future__ import annotations

from domain.case.disputes.state import Dispute
from domain.case.state import CaseState
from domain.kernel.decision import Context
from domain.kernel.refusal import Refusal


def open_dispute(state: CaseState, number: int, context: Context) -> Dispute | Refusal:
    """The dispute of that number, or why nothing can be done about it."""
    dispute = state.disputes.by_number.get(number)
    if dispute is None:
        return Refusal("dispute_unknown", f"The case has no dispute number {number}.")
    if number not in state.disputes.open():
        return Refusal("dispute_already_resolved", f"Dispute {number} has its answer already.")
    if context.occurred_at < state.holds.by_number[dispute.hold].since:
        return Refusal("happened_before_the_dispute", "It was not disputed yet when this is said to have happened.")
    return dispute
