"""A complaint gets its final response in writing: who is right, why, and where to turn next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.case.complaints.opened import open_complaint
from domain.case.complaints.state import COMPLAINTS, Complaints, ComplaintStatus
from domain.case.contacts.contact import WRITTEN, Channel
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import lifted
from domain.case.state import CASE, CaseState, refuse_unless_here_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal


class ComplaintOutcome(StrEnum):
    """Whether the customer is right."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class FinalResponseFields:
    """To which complaint, who is right, why (a short code such as ``called_too_often``), and where it was written."""

    complaint: int
    outcome: ComplaintOutcome
    reason: Code
    channel: Channel


@CASE.command
@dataclass(frozen=True, slots=True)
class AnswerComplaint(FinalResponseFields, Command):
    """Record the final response that was given."""


@CASE.event
@dataclass(frozen=True, slots=True)
class FinalResponseSent(FinalResponseFields, Event):
    """The customer has a final response in writing, with its reasons and where to turn next."""

    IS_ONE_WAY = True

    def sentence(self) -> str:
        """Who is right, and why."""
        return f"Final response to complaint {self.complaint} by {self.channel}: {self.outcome} ({self.reason})"


@CASE.decides(AnswerComplaint)
def decide_answer_complaint(state: CaseState, command: AnswerComplaint, context: Context) -> Decision:
    """Once, in writing. The hold ends with the last complaint that is answered."""
    if refusal := refuse_unless_here_then(state, context):
        return refusal
    complaint = open_complaint(state, command.complaint, context)
    if isinstance(complaint, Refusal):
        return complaint
    if command.channel not in WRITTEN:
        written = ", ".join(sorted(WRITTEN))
        return Refusal("answer_not_in_writing", f"A complaint is answered with reasons that can be kept: by {written}.")
    sent = caused_by(command, FinalResponseSent)
    after = CASE.evolve(state, sent)
    hold = after.holds.of_type(HoldType.COMPLAINT)
    if after.complaints.open() or hold is None:
        return [sent]
    return [sent, *lifted(after, hold, "complaint_answered", context)]


@COMPLAINTS.on(FinalResponseSent)
def complaint_answered(complaints: Complaints, event: FinalResponseSent) -> Complaints:
    """It waits no more."""
    return complaints.changed(event.complaint, status=ComplaintStatus.ANSWERED)
