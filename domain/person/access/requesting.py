"""A person asks for all that is on record about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.kernel.calendar import ZONES, end_of_day
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal
from domain.law.policies import ACCESS_ANSWER
from domain.law.table import row_in_force
from domain.person.access.state import ACCESS, Access
from domain.person.details.state import WishedChannel
from domain.person.state import PERSON, PersonState, refuse_unless_registered


@dataclass(frozen=True, slots=True)
class AccessRequestFields:
    """Where they asked, and the country whose days count: the one in which they live."""

    channel: WishedChannel
    jurisdiction: str


@PERSON.command
@dataclass(frozen=True, slots=True)
class RequestAccess(AccessRequestFields, Command):
    """Record that the person asks to see their data."""


@PERSON.event
@dataclass(frozen=True, slots=True)
class AccessRequested(AccessRequestFields, Event):
    """The person asks to see their data. ``request`` numbers their requests from 1.

    They have it before ``answer_until`` (UTC, the first instant that is too late); ``rule`` says why.
    """

    request: int
    requested_at: datetime
    answer_until: datetime
    rule: str

    def sentence(self) -> str:
        """Where, and by when it is answered."""
        return f"Access {self.request} to their data requested by {self.channel}"


@PERSON.decides(RequestAccess)
def decide_request_access(state: PersonState, command: RequestAccess, context: Context) -> Decision:
    """Of a person on file, one at a time: the month runs from the first day on which it was asked for."""
    if refusal := refuse_unless_registered(state):
        return refusal
    if command.jurisdiction not in ZONES:
        return Refusal("jurisdiction_unknown", f"The country must be one of {', '.join(ZONES)}.")
    if state.access.is_waiting:
        return Refusal(
            "access_already_requested",
            "The person has asked to see their data already, and the answer to that will have all there is by then.",
        )
    today = context.day(command.jurisdiction)
    row = row_in_force(ACCESS_ANSWER, command.jurisdiction, today)
    if isinstance(row, Refusal):
        return row
    requested = caused_by(
        command,
        AccessRequested,
        request=state.access.count + 1,
        requested_at=context.occurred_at,
        answer_until=end_of_day(row.value.after(today), command.jurisdiction),
        rule=row.rule_id,
    )
    return [requested]


@ACCESS.on(AccessRequested)
def access_requested(access: Access, event: AccessRequested) -> Access:
    """One more, which waits."""
    return Access(event.request, is_waiting=True)
