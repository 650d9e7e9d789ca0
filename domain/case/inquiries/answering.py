"""A customer gets the answer to what they asked."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.contacts.contact import Channel
from domain.case.inquiries.state import INQUIRIES, Inquiries, InquiryStatus
from domain.case.state import CASE, CaseState, refuse_unless_here_then
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class InquiryAnswerFields:
    """To which inquiry, and where the answer was given."""

    inquiry: int
    channel: Channel


@CASE.command
@dataclass(frozen=True, slots=True)
class AnswerInquiry(InquiryAnswerFields, Command):
    """Record that the customer has their answer."""


@CASE.event
@dataclass(frozen=True, slots=True)
class InquiryAnswered(InquiryAnswerFields, Event):
    """The customer has their answer."""

    def sentence(self) -> str:
        """Which one, and where."""
        return f"Inquiry {self.inquiry} answered by {self.channel}"


@CASE.decides(AnswerInquiry)
def decide_answer_inquiry(state: CaseState, command: AnswerInquiry, context: Context) -> Decision:
    """Once, on a closed case too."""
    if refusal := refuse_unless_here_then(state, context):
        return refusal
    inquiry = state.inquiries.by_number.get(command.inquiry)
    if inquiry is None:
        return Refusal("inquiry_unknown", f"The case has no inquiry number {command.inquiry}.")
    if inquiry.status is InquiryStatus.ANSWERED:
        return Refusal("inquiry_already_answered", f"Inquiry {command.inquiry} has its answer already.")
    if context.occurred_at < inquiry.received_at:
        return Refusal("happened_before_the_inquiry", "Nobody had asked yet when this is said to have happened.")
    return [caused_by(command, InquiryAnswered)]


@INQUIRIES.on(InquiryAnswered)
def inquiry_answered(inquiries: Inquiries, event: InquiryAnswered) -> Inquiries:
    """It waits no more."""
    return inquiries.changed(event.inquiry, status=InquiryStatus.ANSWERED)
