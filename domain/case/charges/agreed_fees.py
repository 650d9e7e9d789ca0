"""Whether a fee may be charged for a plan, for more time to pay, or for the hand-over, and how much at most."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain.case.charges.court_costs import AT_COURT
from domain.case.charges.fees_state import FeeKind
from domain.case.charges.interest_to import debtor_kind
from domain.case.contacts.contact import WRITTEN
from domain.case.state import CaseState
from domain.kernel.calendar import local_day
from domain.kernel.money import Money
from domain.kernel.refusal import Refusal
from domain.law.computed import LawAmount
from domain.law.fee_caps import extension_fee_cap, handover_fee_cap, plan_fee_cap
from domain.law.rule_text import named_rule

ONE_FEE_A_PLAN = named_rule("policy.one_fee_a_plan", "a plan is charged for once, while it is in force")
ONE_FEE_A_DEFERRAL = named_rule("policy.one_fee_a_deferral", "more time is charged for once, when it was given")
ONE_HANDOVER_FEE = named_rule("policy.one_handover_fee", "a claim is handed over once, and charged for once")
EXTENSION_FROM_DAYS = 14
"""FI perintälaki 10 a §: more time costs something when it is at least so long."""


def agreed_cap(state: CaseState, kind: FeeKind, cause: int, day: date) -> LawAmount | Refusal:
    """The most that may be charged, or why nothing may."""
    return _CAPS[kind](state, cause, day)


def _plan(state: CaseState, number: int, day: date) -> LawAmount | Refusal:
    plan = state.plan
    if not plan.in_force or plan.number != number:
        return Refusal("plan_not_agreed", f"No plan number {number} is in force: nothing is charged for it.")
    if state.fees.is_charged_for(FeeKind.PLAN, number):
        return Refusal("fee_already_charged", f"The fee of plan {number} has been charged already.", ONE_FEE_A_PLAN)
    claim, principal = state.claim, Money(state.claim.principal_minor, state.currency)
    about = (principal, len(plan.instalments), debtor_kind(state), claim.creditor_vat)
    cap = plan_fee_cap(claim.jurisdiction, day, *about)
    if isinstance(cap, Refusal):
        return cap
    if claim.jurisdiction == "SE" and plan.channel not in WRITTEN:
        return Refusal("plan_not_written", "A plan costs something only if it was agreed in writing.", cap.rules[-1])
    if claim.jurisdiction == "NO" and state.life.stage in AT_COURT:
        return Refusal(
            "plan_at_court", "The case is at court or enforced, where a plan costs nothing more.", cap.rules[-1]
        )
    return cap


def _extension(state: CaseState, number: int, day: date) -> LawAmount | Refusal:
    days = state.deferrals.days_of.get(number)
    if days is None:
        return Refusal("no_deferral_granted", f"No more time was given under number {number}: it costs nothing.")
    if state.fees.is_charged_for(FeeKind.EXTENSION, number):
        return Refusal("fee_already_charged", f"Deferral {number} has been charged for already.", ONE_FEE_A_DEFERRAL)
    cap = extension_fee_cap(state.claim.jurisdiction, day, debtor_kind(state))
    if isinstance(cap, LawAmount) and days < EXTENSION_FROM_DAYS:
        return Refusal(
            "extension_too_short", f"More time of less than {EXTENSION_FROM_DAYS} days costs nothing.", cap.rules[-1]
        )
    return cap


def _handover(state: CaseState, number: int, day: date) -> LawAmount | Refusal:
    if number != 1 or state.fees.charged(FeeKind.HANDOVER):
        return Refusal("fee_already_charged", "A claim is handed over once, and charged for once.", ONE_HANDOVER_FEE)
    return handover_fee_cap(state.claim.jurisdiction, local_day(state.claim.received_at, state.claim.jurisdiction))


_CAPS: dict[FeeKind, Callable[[CaseState, int, date], LawAmount | Refusal]] = {
    FeeKind.PLAN: _plan,
    FeeKind.EXTENSION: _extension,
    FeeKind.HANDOVER: _handover,
}
