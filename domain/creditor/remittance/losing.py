"""What was taken back from what a creditor has had, and is taken off no remittance of it, is the agency's to bear.

It is of spans of the log, as a remittance is, and stands among them: the next one begins where it ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.creditor.remittance.preparing import (
    OUT_OF_DATE,
    PreparationFields,
    is_from_where_the_last_ended,
    refuse_while_under_way,
    remittance_postings,
)
from domain.creditor.remittance.reckoning import CollectedSum
from domain.creditor.remittance.state import REMITTANCES, Remittance, Remittances, RemittanceStatus
from domain.creditor.state import CREDITOR, CreditorState, refuse_unless_registered
from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Posting
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import MINOR_UNIT_DIGITS, money_text
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class LossFields(PreparationFields):
    """The same, with what these lines of the log add up to, and why the creditor cannot be asked: a short code such as
    ``creditor_bankrupt``."""

    sums: tuple[CollectedSum, ...]
    reason: Code


@CREDITOR.command
@dataclass(frozen=True, slots=True)
class ProposeLoss(LossFields, Command):
    """Propose that the agency bears what was taken back."""


@CREDITOR.event
@dataclass(frozen=True, slots=True)
class LossProposed(LossFields, Event):
    """That the agency bears it waits for a second person. It has its ``number`` among the creditor's remittances.
    ``collected_minor`` is below zero: what was taken back, less what was collected beside it."""

    creditor_id: str
    number: int
    collected_minor: int
    prepared_by: str

    STATUS = RemittanceStatus.PREPARED

    @property
    def lines(self) -> int:
        """How many there are."""
        return sum(one.lines for one in self.sums)

    def approval(self) -> Approval:
        """It waits for a second person."""
        said = (self.currency, -self.collected_minor, self.reason)
        return Approval(ApprovalKind.LOSS, str(self.number), ApprovalStep.ASKED, *said)

    def sentence(self) -> str:
        """How much, of whose, and why."""
        amount = money_text(-self.collected_minor, self.currency)
        return (
            f"Loss {self.number} of {amount} proposed, taken back from what {self.creditor_id} has had: {self.reason}"
        )

    def postings(self) -> Sequence[Posting]:
        """The creditor is not asked for it any more."""
        return remittance_postings(self.currency, self.collected_minor, self.collected_minor)


@CREDITOR.decides(ProposeLoss)
def decide_propose_loss(state: CreditorState, command: ProposeLoss, context: Context) -> Decision:
    """By a person, from where the last remittance ended, and only where more was taken back than collected since."""
    if refusal := refuse_unless_registered(state):
        return refusal
    if context.actor.kind != "user":
        return Refusal("person_needed", "Only a person of the agency decides that it bears a loss.")
    if command.currency not in MINOR_UNIT_DIGITS:
        return Refusal("currency_unknown", "The currency of the loss is not known.")
    if refusal := refuse_while_under_way(state, command.currency):
        return refusal
    if not is_from_where_the_last_ended(state, command, command.sums):
        return OUT_OF_DATE
    collected_minor = sum(one.total_minor for one in command.sums if not one.is_direct)
    if collected_minor >= 0:
        return Refusal(
            "nothing_lost",
            "No more was taken back than was collected since the last remittance: it is taken off the next one.",
        )
    proposed = caused_by(
        command,
        LossProposed,
        creditor_id=state.identity.creditor_id,
        number=state.remittances.next_number,
        collected_minor=collected_minor,
        prepared_by=context.actor.id,
    )
    return [proposed]


@REMITTANCES.on(LossProposed)
def loss_proposed(remittances: Remittances, event: LossProposed) -> Remittances:
    """One more, that goes nowhere: below zero."""
    amounts = (event.collected_minor, event.collected_minor)
    return remittances.with_one(
        event.number, Remittance(event.currency, event.spans, *amounts, "", event.prepared_by, event.STATUS)
    )
