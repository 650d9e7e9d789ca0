"""A customer is not content, and what they said was settled in the conversation: nobody waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.case.complaints.state import ComplaintSubject
from domain.case.contacts.contact import Channel
from domain.case.state import CASE, CaseState, refuse_unless_here_then
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by


@dataclass(frozen=True, slots=True)
class DissatisfactionFields:
    """About what, and where. In whose words is for a complaint."""

    subject: ComplaintSubject
    channel: Channel
    person_id: UUID


@CASE.command
@dataclass(frozen=True, slots=True)
class RecordDissatisfaction(DissatisfactionFields, Command):
    """Record that the customer was not content, and wants no answer beyond the one they got."""


@CASE.event
@dataclass(frozen=True, slots=True)
class DissatisfactionExpressed(DissatisfactionFields, Event):
    """The customer was not content. It is no complaint, and is counted apart from them."""

    def sentence(self) -> str:
        """About what."""
        return f"Dissatisfaction expressed by {self.channel}: {self.subject}"


@CASE.decides(RecordDissatisfaction)
def decide_record_dissatisfaction(state: CaseState, command: RecordDissatisfaction, context: Context) -> Decision:
    """Always, on a closed case too."""
    return refuse_unless_here_then(state, context) or [caused_by(command, DissatisfactionExpressed)]
