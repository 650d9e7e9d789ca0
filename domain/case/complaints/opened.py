"""The complaint that a command is about."""

from __future__ import annotations

from domain.case.complaints.state import Complaint
from domain.case.state import CaseState
from domain.kernel.decision import Context
from domain.kernel.refusal import Refusal


def open_complaint(state: CaseState, number: int, context: Context) -> Complaint | Refusal:
    """The complaint of that number, or why nothing can be done about it."""
    complaint = state.complaints.by_number.get(number)
    if complaint is None:
        return Refusal("complaint_unknown", f"The case has no complaint number {number}.")
    if number not in state.complaints.open():
        return Refusal("complaint_already_answered", f"Complaint {number} has its final response already.")
    if context.occurred_at < complaint.received_at:
        return Refusal("happened_before_the_complaint", "Nobody had complained yet when this is said to have happened.")
    return complaint
