"""The end of a case, and the one way back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.case.state import CASE, CaseState, Stage, refuse_unless_open
from domain.kernel.aggregate import Command, Decision, Event, Refusal
from domain.kernel.ledger import RECEIVABLES, Account, Posting, posts, transfer
from domain.kernel.money import Money


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


@CASE.command
@dataclass(frozen=True, slots=True)
class CloseCase(Command):
    """Close the case with this outcome, and say why."""

    outcome: str
    reason: str


@CASE.event
@dataclass(frozen=True, slots=True)
class CaseClosed(Event):
    """The case ended. What was still owed then is no longer collected: the ``written_off`` parts."""

    outcome: str
    reason: str
    currency: str
    principal_written_off_minor: int
    interest_written_off_minor: int
    fees_written_off_minor: int


@CASE.event
@dataclass(frozen=True, slots=True)
class CaseReopened(Event):
    """What closed the case turned out not to hold, such as a payment that was reversed."""

    reason: str


@CASE.decides(CloseCase)
def decide_close_case(state: CaseState, command: CloseCase) -> Decision:
    """Only a debt that is paid is paid in full; any other ending needs a reason."""
    if refusal := refuse_unless_open(state):
        return refusal
    if command.outcome not in Outcome.__members__.values():
        return Refusal("outcome_unknown", f"This is no outcome; these are: {', '.join(Outcome)}.")
    if command.outcome == Outcome.PAID_IN_FULL and state.outstanding_minor:
        return Refusal(
            "balance_remains",
            f"{Money(state.outstanding_minor, state.currency)} is still owed: not paid in full.",
        )
    if command.outcome != Outcome.PAID_IN_FULL and not command.reason.strip():
        return Refusal("reason_missing", "Closing a case before it is paid needs a reason for those who ask later.")
    closed = CaseClosed(
        outcome=command.outcome,
        reason=command.reason,
        currency=state.currency,
        principal_written_off_minor=state.principal_minor,
        interest_written_off_minor=state.interest_minor,
        fees_written_off_minor=state.fees_minor,
    )
    return [closed]


@CASE.evolves(CaseClosed)
def evolve_case_closed(state: CaseState, event: CaseClosed) -> CaseState:
    """Nothing is collected and nothing can be missed any more."""
    return replace(
        state,
        stage=Stage.CLOSED,
        principal_minor=0,
        interest_minor=0,
        fees_minor=0,
        deadlines={},
        plan_in_force=False,
        instalments_ahead=(),
    )


@CASE.evolves(CaseReopened)
def evolve_case_reopened(state: CaseState, event: CaseReopened) -> CaseState:
    """It goes on where it stood."""
    return replace(state, stage=Stage.OPEN)


@posts(CaseClosed)
def post_case_closed(event: CaseClosed) -> list[Posting]:
    """What is no longer collected goes back to the creditor's side."""
    held, currency = Account.CLAIMS_IN_COLLECTION, event.currency
    return [
        *transfer(held, RECEIVABLES["principal"], event.principal_written_off_minor, currency),
        *transfer(held, RECEIVABLES["interest"], event.interest_written_off_minor, currency),
        *transfer(held, RECEIVABLES["fees"], event.fees_written_off_minor, currency),
    ]
