"""A customer asks something. They get an answer, whatever becomes of the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from domain.case.contacts.contact import Channel
from domain.case.inquiries.state import INQUIRIES, Inquiries, Inquiry, InquirySubject
from domain.case.state import CASE, CaseState, refuse_unless_here_then
from domain.kernel.calendar import end_of_day
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Length
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.personal import Personal
from domain.kernel.refusal import Refusal
from domain.law.contact_limits import time_to_answer_an_inquiry


@dataclass(frozen=True, slots=True)
class InquiryFields:
    """About what, where, by whom, and in the customer's own words, where they are needed for the answer."""

    subject: InquirySubject
    channel: Channel
    person_id: UUID
    text: Annotated[Personal[str | None], Length(4_000)]


@CASE.command
@dataclass(frozen=True, slots=True)
class ReceiveInquiry(InquiryFields, Command):
    """Record that the customer asks something, and waits for the answer."""


@CASE.event
@dataclass(frozen=True, slots=True)
class InquiryReceived(InquiryFields, Event):
    """The customer asks something. ``inquiry`` numbers the inquiries of a case from 1.

    It is answered before ``answer_until``; the rule says why.
    """

    inquiry: int
    received_at: datetime
    answer_until: datetime
    answer_rule: str

    def sentence(self) -> str:
        """About what; never in the customer's words."""
        return f"Inquiry {self.inquiry} received by {self.channel}: {self.subject}"


@CASE.decides(ReceiveInquiry)
def decide_receive_inquiry(state: CaseState, command: ReceiveInquiry, context: Context) -> Decision:
    """Always, on a closed case too."""
    if refusal := refuse_unless_here_then(state, context):
        return refusal
    jurisdiction = state.claim.jurisdiction
    today = context.day(jurisdiction)
    row = time_to_answer_an_inquiry(jurisdiction, today)
    if isinstance(row, Refusal):
        return row
    event = caused_by(
        command,
        InquiryReceived,
        inquiry=state.inquiries.next_number,
        received_at=context.occurred_at,
        answer_until=end_of_day(today + timedelta(days=row.value.count), jurisdiction),
        answer_rule=row.rule_id,
    )
    return [event]


@INQUIRIES.on(InquiryReceived)
def inquiry_received(inquiries: Inquiries, event: InquiryReceived) -> Inquiries:
    """One more waits for its answer."""
    return inquiries.with_one(event.inquiry, Inquiry(event.subject, event.received_at, event.answer_until))
