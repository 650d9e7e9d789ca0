"""A claim is turned down when it is looked through: it cannot be collected as it came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.case.allocation.money import covered_postings
from domain.case.allocation.state import Parts
from domain.case.closure.closing import still_owed
from domain.case.stages.state import Stage
from domain.case.stages.transitions import refuse_move
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting
from domain.kernel.message import Command, Event


class RejectionReason(StrEnum):
    """Why a claim is turned down."""

    NOT_DUE = "not_due"
    DEBTOR_NOT_IDENTIFIED = "debtor_not_identified"
    INCURRED_AS_MINOR = "incurred_as_minor"
    TIME_BARRED = "time_barred"
    DUPLICATE = "duplicate"
    BASIS_MISSING = "basis_missing"
    PRINCIPAL_HAS_FEES = "principal_has_fees"
    PAID_BEFORE = "paid_before"
    OUTSIDE_CONTRACT = "outside_contract"


@CASE.command
@dataclass(frozen=True, slots=True)
class RejectClaim(Command):
    """Turn the claim down, for this reason."""

    reason: RejectionReason


@CASE.event
@dataclass(frozen=True, slots=True)
class ClaimRejected(Event):
    """The claim was turned down. Nothing of it is collected: the ``written_off`` parts."""

    reason: RejectionReason
    currency: str
    principal_written_off_minor: int
    interest_written_off_minor: int
    fees_written_off_minor: int
    court_costs_written_off_minor: int

    MOVES_TO = Stage.REJECTED
    ENDS_DEADLINES = True

    @property
    def outcome(self) -> str:
        """How the case ended."""
        return "rejected"

    def sentence(self) -> str:
        """Why."""
        return f"Claim rejected: {self.reason}"

    def postings(self) -> Sequence[Posting]:
        """Nothing of it is owed to us."""
        parts = Parts(
            self.court_costs_written_off_minor,
            self.fees_written_off_minor,
            self.interest_written_off_minor,
            self.principal_written_off_minor,
        )
        return covered_postings(parts, self.currency, Account.WRITTEN_OFF)


@CASE.decides(RejectClaim)
def decide_reject_claim(state: CaseState, command: RejectClaim, context: Context) -> Decision:
    """Before it is validated; after that, a case is closed."""
    if refusal := refuse_unless_open_then(state, context) or refuse_move(state.life, ClaimRejected):
        return refusal
    return [ClaimRejected(reason=command.reason, **still_owed(state))]
