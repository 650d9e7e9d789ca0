"""While a plan is kept it is enough: what may not be beside it, and the one sentence that says so."""

from __future__ import annotations

from domain.case.state import CaseState
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule

A_KEPT_PLAN_IS_ENOUGH = named_rule(
    "policy.a_kept_plan_is_enough",
    "while a plan is kept, nothing else is demanded, charged, agreed or brought before a court",
)


def refuse_beside_a_plan(state: CaseState, what: str) -> Refusal | None:
    """Why something cannot be beside the plan that is in force; None without one.

    ``what`` ends the sentence for the customer, such as ``no letter asks for the claim``.
    """
    if not state.plan.in_force:
        return None
    return Refusal("plan_in_force", f"A plan is in force. While it is kept, {what}.", A_KEPT_PLAN_IS_ENOUGH)
