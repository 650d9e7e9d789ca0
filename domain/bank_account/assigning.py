"""Somebody looks after a difference between bank and ledger."""

from __future__ import annotations

from dataclasses import dataclass

from domain.bank_account.state import (
    BANK_ACCOUNT,
    RECONCILIATION,
    BankAccountState,
    DayStatus,
    Reconciliation,
    open_difference,
)
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import ActorId
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class DifferenceOwnerFields:
    """Which difference of the account, and who finds out about it, by the id under which they act."""

    number: int
    owner: ActorId


@BANK_ACCOUNT.command
@dataclass(frozen=True, slots=True)
class AssignDifference(DifferenceOwnerFields, Command):
    """Give an open difference to somebody who finds out why it is there."""


@BANK_ACCOUNT.event
@dataclass(frozen=True, slots=True)
class DifferenceAssigned(DifferenceOwnerFields, Event):
    """``owner`` looks after the difference; ``instead_of`` did until now, if anybody."""

    instead_of: str | None

    def sentence(self) -> str:
        """Which, who, and who no longer."""
        instead = f", instead of {self.instead_of}" if self.instead_of else ""
        return f"Difference {self.number} looked after by {self.owner}{instead}"


@BANK_ACCOUNT.decides(AssignDifference)
def decide_assign_difference(state: BankAccountState, command: AssignDifference, context: Context) -> Decision:
    """Of an open difference, to somebody who does not have it yet."""
    found = open_difference(state, command.number)
    if isinstance(found, Refusal):
        return found
    if found.owner == command.owner:
        return Refusal("difference_assigned_already", f"{command.owner} looks after this difference already.")
    return [caused_by(command, DifferenceAssigned, instead_of=found.owner)]


@RECONCILIATION.on(DifferenceAssigned)
def difference_assigned(reconciliation: Reconciliation, event: DifferenceAssigned) -> Reconciliation:
    """It has an owner."""
    return reconciliation.changed(event.number, DayStatus.OPEN, event.owner)
