"""The end of a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.case.allocation.money import covered_postings
from domain.case.allocation.state import Parts
from domain.case.closure.state import CLOSURE, Closure
from domain.case.holds.kinds import HoldType
from domain.case.limitation.computing import rules_in_time
from domain.case.settlement.state import SettlementStatus
from domain.case.stages.state import Stage
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context
from domain.kernel.ledger import Account, Posting
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal


class Outcome(StrEnum):
    """How a case ended."""

    PAID_IN_FULL = "paid_in_full"
    PAID_DIRECT_TO_CLIENT = "paid_direct_to_client"
    SETTLED = "settled"
    WITHDRAWN_BY_CLIENT = "withdrawn_by_client"
    CREDITED = "credited"
    UPHELD_DISPUTE = "upheld_dispute"
    WRITTEN_OFF = "written_off"
    TIME_BARRED = "time_barred"
    DECEASED_NO_ASSETS = "deceased_no_assets"
    BANKRUPTCY_CLOSED = "bankruptcy_closed"
    DEBT_SETTLEMENT_DISCHARGED = "debt_settlement_discharged"
    UNLOCATABLE = "unlocatable"
    TRANSFERRED = "transferred"
    DUPLICATE = "duplicate"
    IDENTITY_FRAUD = "identity_fraud"


PAID = frozenset({Outcome.PAID_IN_FULL, Outcome.PAID_DIRECT_TO_CLIENT})
"""Outcomes that need nothing to be owed, and no reason beside the payments."""

ENDED_BY_PAYMENT = PAID | {Outcome.SETTLED}
"""Outcomes that come back when a payment that brought them is reversed."""


NOTHING_IS_OWED = PAID | {
    *(Outcome.SETTLED, Outcome.CREDITED, Outcome.UPHELD_DISPUTE),
    *(Outcome.DEBT_SETTLEMENT_DISCHARGED, Outcome.IDENTITY_FRAUD),
}
"""Outcomes after which the customer can be told that they owe nothing of this claim any more."""

NEEDS_HOLD = {
    Outcome.DECEASED_NO_ASSETS: HoldType.DECEASED,
    Outcome.BANKRUPTCY_CLOSED: HoldType.BANKRUPTCY,
    Outcome.DEBT_SETTLEMENT_DISCHARGED: HoldType.DEBT_SETTLEMENT,
    Outcome.IDENTITY_FRAUD: HoldType.IDENTITY_FRAUD,
}
"""Outcomes that are said only of a case that stood still for just that."""

_ENDING_RULE = "stage.CaseClosed"
_NOT_SURVEYED = frozenset({HoldType.DECEASED, HoldType.IDENTITY_FRAUD})
"""Nobody asks the bereaved, or whoever had their name stolen, how the collection went."""


@CASE.command
@dataclass(frozen=True, slots=True)
class CloseCase(Command):
    """Close the case with this outcome. ``reason`` is a short code; an ending by payment needs none."""

    outcome: Outcome
    reason: Code | None


@CASE.event
@dataclass(frozen=True, slots=True)
class CaseClosed(Event):
    """The case ended. What was still owed then is no longer collected: the ``written_off`` parts.

    ``survey_is_due`` says whether the customer is asked how it went.
    """

    outcome: Outcome
    reason: Code | None
    currency: str
    principal_written_off_minor: int
    interest_written_off_minor: int
    fees_written_off_minor: int
    court_costs_written_off_minor: int
    survey_is_due: bool

    MOVES_TO = Stage.CLOSED
    ENDS_DEADLINES = True

    def sentence(self) -> str:
        """How, and what is no longer collected."""
        postings = self.postings()
        written_off = sum(one.amount_minor for one in postings if one.account is Account.WRITTEN_OFF)
        return f"Case closed: {self.outcome}" + (
            f", {money_text(written_off, self.currency)} no longer collected" if written_off else ""
        )

    def postings(self) -> Sequence[Posting]:
        """What is no longer collected is no longer owed."""
        return covered_postings(self.written_off, self.currency, Account.WRITTEN_OFF)

    @property
    def written_off(self) -> Parts:
        """The parts, as the state keeps them."""
        return Parts(
            self.court_costs_written_off_minor,
            self.fees_written_off_minor,
            self.interest_written_off_minor,
            self.principal_written_off_minor,
        )


def still_owed(state: CaseState) -> dict[str, Any]:
    """What the end of a case writes off: all that is owed, as an event states it."""
    return {
        "currency": state.currency,
        "principal_written_off_minor": state.balance.owed("principal"),
        "interest_written_off_minor": state.balance.owed("interest"),
        "fees_written_off_minor": state.balance.owed("fees"),
        "court_costs_written_off_minor": state.balance.owed("court_costs"),
    }


def closing(state: CaseState, outcome: Outcome, reason: str | None) -> CaseClosed:
    """The end of a case, whatever is still owed on it."""
    return CaseClosed(
        outcome=outcome,
        reason=reason,
        survey_is_due=not any(one.hold_type in _NOT_SURVEYED for one in state.holds.in_force().values()),
        **still_owed(state),
    )


def refuse_ending(state: CaseState, command: CloseCase, context: Context) -> Refusal | None:
    """Only a debt that is paid is paid; any other ending needs a reason, and some of them what they speak of."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    if refusal := _refuse_outcome(state, command.outcome, context):
        return refusal
    if command.outcome in PAID and state.outstanding_minor:
        return Refusal(
            "balance_remains",
            f"{money_text(state.outstanding_minor, state.currency)} is still owed: not paid in full. What was paid to "
            "the creditor is recorded with `caseledger case direct-payment`.",
        )
    if command.outcome not in PAID and command.reason is None:
        return Refusal("reason_missing", "Closing a case before it is paid needs a reason for those who ask later.")
    return None


def _refuse_outcome(state: CaseState, outcome: Outcome, context: Context) -> Refusal | None:
    """Why a case cannot have ended like this, or None."""
    if outcome is Outcome.TIME_BARRED:
        return _refuse_unless_time_barred(state, context)
    needed = NEEDS_HOLD.get(outcome)
    if needed is not None and state.holds.of_type(needed) is None:
        return Refusal(
            "outcome_needs_hold",
            f"Nothing on the case says so yet: it ends as {outcome} only while it is on hold as {needed}. Place that "
            "hold first with `caseledger case hold place`.",
            _ENDING_RULE,
        )
    if outcome is Outcome.SETTLED and not state.settlements.of_status(SettlementStatus.FULFILLED):
        return Refusal(
            "no_settlement_fulfilled",
            "No settlement was paid on this case. Offer and accept one with `caseledger case settle`; the case ends by "
            "itself when it is paid in time.",
            _ENDING_RULE,
        )
    if outcome is Outcome.UPHELD_DISPUTE and not state.disputes.upheld():
        return Refusal(
            "no_dispute_upheld",
            "No dispute of the whole claim was answered in the customer's favour. Answer it first with `caseledger "
            "case dispute resolve`.",
            _ENDING_RULE,
        )
    return None


def _refuse_unless_time_barred(state: CaseState, context: Context) -> Refusal | None:
    """A claim that can still be demanded by law. Where no row says how long it can, and it is old, a person does."""
    in_time = rules_in_time(state, context.day(state.claim.jurisdiction))
    if isinstance(in_time, Refusal):
        return None
    return Refusal(
        "not_time_barred",
        "By law this claim can still be demanded, so the case does not end as time-barred.",
        in_time[-1],
    )


@CLOSURE.on(CaseClosed)
def case_closed(closure: Closure, event: CaseClosed) -> Closure:
    """One more closing, of which nobody has been told yet."""
    return Closure(closure.number + 1, event.written_off, survey_is_due=event.survey_is_due)
