"""The day by which somebody looks at a hold again: no case is forgotten on hold."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from domain.case.holds.state import Hold
from domain.case.state import CaseState
from domain.kernel.calendar import end_of_day, local_day
from domain.kernel.decision import Context
from domain.kernel.refusal import Refusal

REVIEW_WITHIN = timedelta(days=366)
"""The longest that a hold is left alone. Agency policy."""


def refuse_review(state: CaseState, review_by: date, context: Context) -> Refusal | None:
    """Why that day is none for a review, or None."""
    today = local_day(context.now, state.claim.jurisdiction)
    if not today <= review_by <= today + REVIEW_WITHIN:
        return Refusal("review_day_invalid", "A hold is looked at again by a day from today on, within a year.")
    return None


def end_of_review(state: CaseState, review_by: date) -> datetime:
    """The first instant that is too late (UTC)."""
    return end_of_day(review_by, state.claim.jurisdiction)


def hold_in_force(state: CaseState, number: int, context: Context) -> Hold | Refusal:
    """The hold of that number, or why nothing can be done about it."""
    hold = state.holds.by_number.get(number)
    if hold is None:
        return Refusal("hold_unknown", f"The case has no hold number {number}.")
    if number not in state.holds.in_force():
        return Refusal("hold_not_in_force", f"Hold {number} is not in force any more.")
    if context.occurred_at < hold.since:
        return Refusal("happened_before_the_hold", "The hold had not begun when this is said to have happened.")
    return hold
