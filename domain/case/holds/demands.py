"""Whether money may be demanded of the customer: the one rule for every contact and every deadline that does."""

from __future__ import annotations

from datetime import datetime

from domain.case.state import CaseState
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule

UPHELD = named_rule(
    "dispute.upheld",
    "Of a customer who was found to be right nothing is demanded.",
    "SE inkassolag (1974:182) 8 §; elsewhere agency policy",
    "https://github.com/se-lex/sfs (1974/sfs-1974-182)",
)


def demands_stopped_since(state: CaseState) -> datetime | None:
    """Since when nothing is demanded, as a hold stops it, the plan rests or the claim was found not to hold; None
    when it may be."""
    upheld = [state.holds.by_number[one.hold] for one in state.disputes.upheld()]
    rests = [state.plan.paused_since] if state.plan.in_force and state.plan.paused_since else []
    return min((*(one.since for one in [*upheld, *state.holds.stopping_contact()]), *rests), default=None)


def refuse_demand(state: CaseState, at: datetime | None = None) -> Refusal | None:
    """Why money may not be demanded, told so that the customer can be told it; None when it may.

    ``at`` is when it was, for what is recorded afterwards; None for as things stand.
    """
    if at is None:
        stopping = state.holds.stopping_contact()
    else:
        stopping = [one for one in state.holds.by_number.values() if one.stops_contact_at(at)]
    if stopping:
        longest = max(stopping, key=lambda one: one.review_by)
        return Refusal(
            "contact_on_hold",
            f"The case is on hold ({longest.hold_type}), and no payment is demanded while it is. We look at it again "
            f"by {longest.review_by}. What the customer asks or tells us is always answered.",
            f"hold.{longest.hold_type}",
        )
    return refuse_if_upheld(state, at)


def refuse_if_upheld(state: CaseState, at: datetime | None = None) -> Refusal | None:
    """Why nothing is asked of the customer any more: they were found to be right. None when they were not."""
    answered = [state.holds.by_number[one.hold].lifted_at for one in state.disputes.upheld()]
    if any(at is None or lifted_at is None or lifted_at <= at for lifted_at in answered):
        return Refusal(
            "claim_not_upheld",
            "The customer was found to be right, so no payment is demanded any more. Close the case with "
            "`caseledger case close CASE --outcome upheld_dispute --reason CODE`.",
            UPHELD,
        )
    return None
