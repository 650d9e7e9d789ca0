"""A customer complains of how they were treated. Demands, fees and legal steps stop until there is a final response."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from domain.case.complaints.state import COMPLAINTS, Complaint, Complaints, ComplaintSubject
from domain.case.contacts.contact import Channel
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import HoldFields, placed
from domain.case.state import CASE, CaseState, refuse_unless_here_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Length
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.personal import Personal
from domain.kernel.refusal import Refusal
from domain.law.answer_times import answer_times
from domain.law.policies import COMPLAINT_ACKNOWLEDGEMENT, COMPLAINT_ANSWER


@dataclass(frozen=True, slots=True)
class ComplaintFields:
    """About what, where, by whom, and in the customer's own words."""

    subject: ComplaintSubject
    channel: Channel
    person_id: UUID
    text: Annotated[Personal[str], Length(4_000, least=1)]


@CASE.command
@dataclass(frozen=True, slots=True)
class ReceiveComplaint(ComplaintFields, Command):
    """Record that the customer complains and wants an answer."""


@CASE.event
@dataclass(frozen=True, slots=True)
class ComplaintReceived(ComplaintFields, Event):
    """The customer complains. ``complaint`` numbers the complaints of a case from 1.

    We say that we have it before ``acknowledge_until``, and give a final response before ``answer_until``; the two
    rules say why.
    """

    complaint: int
    received_at: datetime
    acknowledge_until: datetime
    acknowledgement_rule: str
    answer_until: datetime
    answer_rule: str

    def sentence(self) -> str:
        """About what; never in the customer's words."""
        return f"Complaint {self.complaint} received by {self.channel}: {self.subject}"


@CASE.decides(ReceiveComplaint)
def decide_receive_complaint(state: CaseState, command: ReceiveComplaint, context: Context) -> Decision:
    """Always, on a closed case too. On an open one it places its hold, unless another complaint has."""
    if refusal := refuse_unless_here_then(state, context):
        return refusal
    received = _received(state, command, context)
    if isinstance(received, Refusal):
        return received
    event, answer_by = received
    if not state.life.is_open or state.holds.of_type(HoldType.COMPLAINT):
        return [event]
    hold = HoldFields(HoldType.COMPLAINT, command.subject, answer_by)
    return [event, *placed(CASE.evolve(state, event), hold, context)]


def _received(
    state: CaseState, command: ReceiveComplaint, context: Context
) -> tuple[ComplaintReceived, date] | Refusal:
    """The event, and the day by which it gets its final response."""
    jurisdiction = state.claim.jurisdiction
    times = answer_times(jurisdiction, context.day(jurisdiction), COMPLAINT_ACKNOWLEDGEMENT, COMPLAINT_ANSWER)
    if isinstance(times, Refusal):
        return times
    event = caused_by(
        command,
        ComplaintReceived,
        complaint=state.complaints.next_number,
        received_at=context.occurred_at,
        **times.as_fields(),
    )
    return event, times.answer_by


@COMPLAINTS.on(ComplaintReceived)
def complaint_received(complaints: Complaints, event: ComplaintReceived) -> Complaints:
    """One more waits for its final response."""
    complaint = Complaint(event.subject, event.received_at, event.acknowledge_until, event.answer_until)
    return complaints.with_one(event.complaint, complaint)
