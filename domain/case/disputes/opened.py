"""The dispute that a command is about."""

from __future__ import annotations

from domain.case.disputes.state import Dispute
from domain.case.state import CaseState
from domain.kernel.decision import Context
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule

THE_COURT_ANSWERS = named_rule(
    "policy.the_court_answers",
    "what is contested before a court is answered by the court, and by nobody else meanwhile",
)


def open_dispute(state: CaseState, number: int, context: Context) -> Dispute | Refusal:
    """The dispute of that number, or why nothing can be done about it."""
    dispute = state.disputes.by_number.get(number)
    if dispute is None:
        return Refusal("dispute_unknown", f"The case has no dispute number {number}.")
    if number not in state.disputes.open():
        return Refusal("dispute_already_resolved", f"Dispute {number} has its answer already.")
    if number == state.legal.contested_as:
        return Refusal(
            "dispute_before_a_court",
            f"Dispute {number} is before a court, which answers it. If the creditor gives in, the action is "
            "withdrawn first (`caseledger case legal withdraw`).",
            THE_COURT_ANSWERS,
        )
    if context.occurred_at < state.holds.by_number[dispute.hold].since:
        return Refusal("happened_before_the_dispute", "It was not disputed yet when this is said to have happened.")
    return dispute
