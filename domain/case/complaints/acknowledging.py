"""The customer is told that the complaint is here, and by when it gets a final response."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.complaints.opened import open_complaint
from domain.case.complaints.state import COMPLAINTS, Complaints
from domain.case.contacts.contact import Channel
from domain.case.state import CASE, CaseState, refuse_unless_here_then
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class ComplaintAcknowledgementFields:
    """Which complaint, and where the customer was told."""

    complaint: int
    channel: Channel


@CASE.command
@dataclass(frozen=True, slots=True)
class AcknowledgeComplaint(ComplaintAcknowledgementFields, Command):
    """Record that the customer was told."""


@CASE.event
@dataclass(frozen=True, slots=True)
class ComplaintAcknowledged(ComplaintAcknowledgementFields, Event):
    """The customer knows that the complaint is here."""

    def sentence(self) -> str:
        """Which one, and where."""
        return f"Complaint {self.complaint} acknowledged by {self.channel}"


@CASE.decides(AcknowledgeComplaint)
def decide_acknowledge_complaint(state: CaseState, command: AcknowledgeComplaint, context: Context) -> Decision:
    """Once, and while it waits for its final response."""
    if refusal := refuse_unless_here_then(state, context):
        return refusal
    complaint = open_complaint(state, command.complaint, context)
    if isinstance(complaint, Refusal):
        return complaint
    if complaint.is_acknowledged:
        return Refusal(
            "complaint_already_acknowledged", f"The customer knows already that complaint {command.complaint} is here."
        )
    return [caused_by(command, ComplaintAcknowledged)]


@COMPLAINTS.on(ComplaintAcknowledged)
def complaint_acknowledged(complaints: Complaints, event: ComplaintAcknowledged) -> Complaints:
    """The customer knows."""
    return complaints.changed(event.complaint, is_acknowledged=True)
