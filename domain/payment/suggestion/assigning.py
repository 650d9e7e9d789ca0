"""Money that waits in suspense has an owner."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel.decision import Context, Decision
from domain.kernel.limits import ActorId
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.payment.matching.matching import PaymentMatched
from domain.payment.refund.proposing import RefundProposed
from domain.payment.remitting.explanation import is_explanation
from domain.payment.reversal.reversing import PaymentReversed
from domain.payment.state import PAYMENT, PaymentState, PaymentStatus, refuse_unless_here
from domain.payment.suggestion.state import SUGGESTIONS, Suggestions, SuggestionStatus


@dataclass(frozen=True, slots=True)
class OwnerFields:
    """Who looks after the payment, by the id under which they act."""

    owner: ActorId


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class AssignSuspense(OwnerFields, Command):
    """Give this money in suspense to somebody who finds out whose it is."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class SuspenseAssigned(OwnerFields, Event):
    """``owner`` looks after the payment; ``instead_of`` did until now, if anybody."""

    instead_of: str | None

    def sentence(self) -> str:
        """Who, and who no longer."""
        instead = f", instead of {self.instead_of}" if self.instead_of else ""
        return f"Looked after by {self.owner}{instead}"


@PAYMENT.decides(AssignSuspense)
def decide_assign_suspense(state: PaymentState, command: AssignSuspense, context: Context) -> Decision:
    """Of money in suspense, to somebody who does not have it yet."""
    if refusal := refuse_unless_here(state):
        return refusal
    if state.status is not PaymentStatus.SUSPENSE:
        return Refusal("payment_not_in_suspense", "Only money in suspense needs somebody who looks after it.")
    if state.suggestions.owner == command.owner:
        return Refusal("suspense_assigned_already", f"{command.owner} looks after this payment already.")
    return [caused_by(command, SuspenseAssigned, instead_of=state.suggestions.owner)]


@SUGGESTIONS.on(SuspenseAssigned)
def suspense_assigned(suggestions: Suggestions, event: SuspenseAssigned) -> Suggestions:
    """It has an owner."""
    return changed(suggestions, owner=event.owner)


@SUGGESTIONS.when(
    lambda event_type: event_type in (PaymentMatched, RefundProposed, PaymentReversed) or is_explanation(event_type)
)
def placed(suggestions: Suggestions, event: Event) -> Suggestions:
    """Its money went somewhere: nobody has to decide or to look after it any more."""
    left = suggestions.all_marked({SuggestionStatus.OPEN}, SuggestionStatus.OVERTAKEN)
    return changed(left, owner=None) if left.owner else left
