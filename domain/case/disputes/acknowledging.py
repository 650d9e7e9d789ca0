"""The customer is told that the dispute is here, and when they get an answer."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.contacts.contact import Channel
from domain.case.disputes.opened import open_dispute
from domain.case.disputes.state import DISPUTES, Disputes
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class AcknowledgementFields:
    """Which dispute, and where the customer was told."""

    dispute: int
    channel: Channel


@CASE.command
@dataclass(frozen=True, slots=True)
class AcknowledgeDispute(AcknowledgementFields, Command):
    """Record that the customer was told."""


@CASE.event
@dataclass(frozen=True, slots=True)
class DisputeAcknowledged(AcknowledgementFields, Event):
    """The customer knows that the dispute is here."""

    def sentence(self) -> str:
        """Which one, and where."""
        return f"Dispute {self.dispute} acknowledged by {self.channel}"


@CASE.decides(AcknowledgeDispute)
def decide_acknowledge_dispute(state: CaseState, command: AcknowledgeDispute, context: Context) -> Decision:
    """Once, and while it waits for its answer."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    dispute = open_dispute(state, command.dispute, context)
    if isinstance(dispute, Refusal):
        return dispute
    if dispute.is_acknowledged:
        return Refusal(
            "dispute_already_acknowledged", f"The customer knows already that dispute {command.dispute} is here."
        )
    return [caused_by(command, DisputeAcknowledged)]


@DISPUTES.on(DisputeAcknowledged)
def dispute_acknowledged(disputes: Disputes, event: DisputeAcknowledged) -> Disputes:
    """The customer knows."""
    return disputes.changed(event.dispute, is_acknowledged=True)
