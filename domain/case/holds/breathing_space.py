"""How long a breathing space lasts: where a law gives a number of days, its hold is looked at again by the last one.

That of a mental health crisis lasts as long as the treatment and some days, which nobody knows beforehand.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from domain.case.holds.kinds import HoldType
from domain.case.state import CaseState
from domain.kernel.calendar import local_day
from domain.kernel.refusal import Refusal
from domain.law.contact_rules import BREATHING_SPACE
from domain.law.table import row_in_force

MENTAL_HEALTH_CRISIS = "mental_health_crisis"


def refuse_too_long(
    state: CaseState, hold_type: HoldType, reason: str, since: datetime, review_by: date
) -> Refusal | None:
    """Why a hold that began at ``since`` (UTC) does not go on to that day; None where no law limits it."""
    if hold_type is not HoldType.BREATHING_SPACE or reason == MENTAL_HEALTH_CRISIS:
        return None
    where = state.claim.jurisdiction
    first = local_day(since, where)
    row = row_in_force(BREATHING_SPACE, where, first)
    if isinstance(row, Refusal) or review_by <= (last := first + timedelta(days=row.value.count)):
        return None
    return Refusal(
        "breathing_space_too_long",
        f"A breathing space lasts {row.value.count} days at most, so this one is looked at again by {last}. One for a "
        f"mental health crisis lasts as long as the treatment: its reason is {MENTAL_HEALTH_CRISIS}.",
        row.rule_id,
    )
