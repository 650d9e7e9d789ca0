"""A person has found out why bank and ledger differ on a day, and says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.bank_account.state import (
    BANK_ACCOUNT,
    RECONCILIATION,
    BankAccountState,
    DayStatus,
    Reconciliation,
    open_difference,
)
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class DifferenceExplanationFields:
    """Which difference of the account, and why it is one: a short code such as ``bank_corrects_tomorrow``."""

    number: int
    reason: Code


@BANK_ACCOUNT.command
@dataclass(frozen=True, slots=True)
class ExplainDifference(DifferenceExplanationFields, Command):
    """Say why bank and ledger differ. The figures stay as they are: nothing is booked by it."""


@BANK_ACCOUNT.event
@dataclass(frozen=True, slots=True)
class DifferenceExplained(DifferenceExplanationFields, Event):
    """A person has looked at the difference and said why it is there."""

    receiver_account: str
    day: date
    explained_by: str

    def sentence(self) -> str:
        """Which, by whom, and why."""
        return (
            f"Difference {self.number} on {self.receiver_account}, {self.day}, explained by {self.explained_by}: "
            f"{self.reason}"
        )


@BANK_ACCOUNT.decides(ExplainDifference)
def decide_explain_difference(state: BankAccountState, command: ExplainDifference, context: Context) -> Decision:
    """By a person of the agency, while it is open."""
    found = open_difference(state, command.number)
    if isinstance(found, Refusal):
        return found
    if context.actor.kind != "user":
        return Refusal("person_needed", "Only a person of the agency explains a difference between bank and ledger.")
    said = {"receiver_account": found.said.receiver_account, "day": found.said.day}
    return [caused_by(command, DifferenceExplained, explained_by=context.actor.id, **said)]


@RECONCILIATION.on(DifferenceExplained)
def difference_explained(reconciliation: Reconciliation, event: DifferenceExplained) -> Reconciliation:
    """Nobody has to look at it any more, unless its figures change."""
    return reconciliation.changed(event.number, DayStatus.EXPLAINED, None)
