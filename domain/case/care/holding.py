"""The hold that gives a customer time, for a life event or a vulnerability: it says nothing of why."""

from __future__ import annotations

from datetime import date

from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import HoldFields, placed
from domain.case.state import CaseState
from domain.kernel.decision import Context
from domain.kernel.message import Event
from domain.kernel.refusal import Refusal

WITHOUT_CONSENT = "no_reason_recorded"
"""The reason of a hold of which the customer did not want more to be on record."""
TOLD = "told_by_customer"


def hold_for(state: CaseState, hold_type: HoldType, review_by: date, consent: bool, context: Context) -> list[Event]:
    """The hold with what stands still because of it; nothing when one of its type is in force already."""
    if state.holds.of_type(hold_type) is not None:
        return []
    return placed(state, HoldFields(hold_type, TOLD if consent else WITHOUT_CONSENT, review_by), context)


def refuse_second_hold(state: CaseState, hold_type: HoldType) -> Refusal | None:
    """Why there is nothing to do without consent: the hold is all that could be placed, and it is there."""
    if state.holds.of_type(hold_type) is None:
        return None
    return Refusal(
        "hold_already_in_force",
        f"The case is on hold as {hold_type} already, and without consent nothing more is recorded. "
        "`caseledger case hold extend` sets another day of review.",
    )
