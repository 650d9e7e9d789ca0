"""What is owed is worth a court: going there costs the customer more than a small debt."""

from __future__ import annotations

from datetime import date

from domain.case.state import CaseState
from domain.kernel.money import Money, money_text
from domain.kernel.refusal import Refusal
from domain.law.policies import LEGAL_ACTION_FROM
from domain.law.table import LawRow, row_in_force


def row_of_worth(state: CaseState, day: date) -> LawRow[Money] | Refusal:
    """The row by which so much is taken to court on ``day``, or why it is not. What is owed in another currency than
    the row's is above it."""
    row = row_in_force(LEGAL_ACTION_FROM, state.claim.jurisdiction, day)
    if isinstance(row, Refusal) or row.value.currency != state.currency or state.outstanding_minor >= row.value.minor:
        return row
    return Refusal(
        "too_little_for_a_court",
        f"{money_text(state.outstanding_minor, state.currency)} is owed, and less than "
        f"{money_text(row.value.minor, row.value.currency)} is not taken to court: that would add more than it brings. "
        "A plan (`caseledger case proposal make`) or a settlement may end it.",
        row.rule_id,
    )
