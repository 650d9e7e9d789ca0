"""The customer was asked to pay, had the time to, and not too long ago: what every first legal step comes after."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from domain.case.notices.state import Notice, NoticeKind
from domain.case.state import CaseState
from domain.kernel.days import months_after
from domain.kernel.refusal import Refusal
from domain.law.contact_rules import DEMAND_VALID_FOR
from domain.law.policies import DEMAND_TIME_ON_RISK
from domain.law.table import row_in_force

RULE = "stage.LegalActionStarted"


class Risk(StrEnum):
    """Why a legal step is taken without a demand, or before its time is over, where the law allows that."""

    DEBTOR_EVADES = "debtor_evades"
    CLAIM_AT_RISK = "claim_at_risk"


def rules_of_demand(state: CaseState, day: date, at: datetime, risk: Risk | None) -> tuple[str, ...] | Refusal:
    """The rows by which a legal step on ``day``, recorded as of ``at`` (UTC), may follow; or why it may not."""
    if risk is not None:
        row = row_in_force(DEMAND_TIME_ON_RISK, state.claim.jurisdiction, day)
        return row if isinstance(row, Refusal) else (row.rule_id,)
    demands = state.notices.arrived(NoticeKind.PAYMENT_DEMAND)
    if not demands:
        return Refusal(
            "demand_missing",
            "No payment demand has reached the customer yet. It comes first (`caseledger case notice send CASE --kind "
            "payment_demand --object-to TEXT`), and its time to pay or to object passes.",
            RULE,
        )
    letters = [*demands, *state.notices.arrived(NoticeKind.LEGAL_NOTICE)]
    return _refuse_while_time_runs(state, letters, at) or _good_for(state, demands[-1], day)


def _refuse_while_time_runs(state: CaseState, letters: list[Notice], at: datetime) -> Refusal | None:
    found = [state.deadlines.by_number.get(one.deadline) for one in letters]
    deadlines = [one for one in found if one is not None]
    last = max((one.grace_until for one in deadlines), default=at)
    if last <= at:
        return None
    return Refusal(
        "demand_time_runs",
        f"The customer still has time to pay or to object: until {max(one.due_date for one in deadlines)}, and a few "
        "days beyond for what is on its way.",
        RULE,
    )


def _good_for(state: CaseState, demand: Notice, day: date) -> tuple[str, ...] | Refusal:
    """Where a demand is good only for so long, it has not grown too old."""
    row = row_in_force(DEMAND_VALID_FOR, state.claim.jurisdiction, day)
    if isinstance(row, Refusal):
        return ()
    if day <= months_after(demand.sent_on, row.value.count):
        return (row.rule_id,)
    return Refusal(
        "demand_too_old",
        f"The payment demand of {demand.sent_on} was good for {row.value.count} months. A new one comes "
        "first: `caseledger case notice send CASE --kind payment_demand --object-to TEXT`.",
        row.rule_id,
    )
