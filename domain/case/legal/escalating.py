"""What must hold for every step that makes it graver for the debtor: the one rule for courts and enforcement."""

from __future__ import annotations

from datetime import date

from domain.case.disputes.state import Disputes
from domain.case.holds.demands import refuse_if_upheld
from domain.case.holds.kinds import HoldType
from domain.case.plans.beside import refuse_beside_a_plan
from domain.case.settlement.state import SettlementStatus
from domain.case.state import CaseState
from domain.kernel.decision import Context
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule

NO_STEP_WHILE_A_SETTLEMENT_WAITS = named_rule(
    "policy.no_legal_step_while_a_settlement_waits",
    "while an accepted settlement can still be paid, the case goes to no court and no bailiff",
)


def refuse_escalation(state: CaseState, *, before_a_court_that_hears_both: bool = False) -> Refusal | None:
    """Why the case stays where it is, told so that the customer can be told it; None when it may go on.

    A disputed claim may be brought before a court that hears both sides, and nowhere else.
    """
    if refusal := refuse_if_upheld(state):
        return refusal
    if refusal := refuse_beside_a_plan(state, "the case goes to no court and no bailiff"):
        return refusal
    if any(one.status is SettlementStatus.ACCEPTED for one in state.settlements.by_number.values()):
        return Refusal(
            "settlement_accepted",
            "A settlement is accepted. Until its day has passed, the case goes to no court and no bailiff.",
            NO_STEP_WHILE_A_SETTLEMENT_WAITS,
        )
    stopping = [one for one in state.holds.in_force().values() if one.scope.legal]
    if before_a_court_that_hears_both:
        stopping = [one for one in stopping if one.hold_type is not HoldType.DISPUTE]
    if not stopping:
        return None
    longest = max(stopping, key=lambda one: one.review_by)
    if longest.hold_type is HoldType.DISPUTE:
        return _disputed(state.disputes)
    return Refusal(
        "legal_on_hold",
        f"The case is on hold ({longest.hold_type}), and no legal step is taken while it is. We look at it again by "
        f"{longest.review_by}.",
        f"hold.{longest.hold_type}",
    )


def _disputed(disputes: Disputes) -> Refusal:
    numbers = ", ".join(map(str, disputes.open()))
    return Refusal(
        "claim_disputed",
        f"The claim is disputed ({numbers}). Until that is answered it goes only to a court that hears both sides.",
        "hold.dispute",
    )


def refuse_day(state: CaseState, day: date, context: Context, *, not_before: date | None = None) -> Refusal | None:
    """Why a step cannot have been taken on that local day: it is to come, or before what it follows. Or None."""
    if day > context.day(state.claim.jurisdiction):
        return Refusal("happened_in_the_future", "Nothing can be recorded that has not happened yet.")
    if not_before is not None and day < not_before:
        return Refusal("happened_before_the_action", f"It follows what happened on {not_before}, and is not before it.")
    return None
