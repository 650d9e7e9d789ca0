"""Somebody asks to read what is sealed of a person, and says what for; another person allows it, for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.kernel.approval import ApprovalKind
from domain.kernel.calendar import AGENCY_CALENDAR, end_of_day
from domain.kernel.decision import Context, Decision
from domain.kernel.four_eyes import (
    FOUR_EYES,
    Approve,
    Approved,
    Decline,
    Declined,
    Requested,
    approvable,
    new_request,
    refuse_declining,
)
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal
from domain.law.policies import UNSEALING_LASTS
from domain.law.table import row_in_force
from domain.person.state import PERSON, PersonState, refuse_unless_registered
from domain.person.unsealing.state import READERS, Readers


@PERSON.command
@dataclass(frozen=True, slots=True)
class RequestPersonalData(Command):
    """Ask to read what is sealed of this person. ``purpose`` is a short code such as ``complaint_of_march``."""

    purpose: Code


@PERSON.event
@dataclass(frozen=True, slots=True)
class PersonalDataRequested(Requested):
    """Somebody asks to read what is sealed of the person, for this purpose and no other."""

    KIND = ApprovalKind.PERSONAL_DATA

    purpose: Code

    def sentence(self) -> str:
        """For what."""
        return f"Request {self.number}: read the person's data for {self.purpose}; another person must approve it"


@PERSON.command
@dataclass(frozen=True, slots=True)
class ApprovePersonalData(Approve):
    """Allow whoever asked to read what is sealed of the person."""


@PERSON.event
@dataclass(frozen=True, slots=True)
class PersonalDataApproved(Approved):
    """Another person agrees that it is read for that purpose."""

    KIND = ApprovalKind.PERSONAL_DATA


@PERSON.command
@dataclass(frozen=True, slots=True)
class DeclinePersonalData(Decline):
    """Decline that it is read, or withdraw one's own request."""


@PERSON.event
@dataclass(frozen=True, slots=True)
class PersonalDataDeclined(Declined):
    """It stays sealed."""

    KIND = ApprovalKind.PERSONAL_DATA


@PERSON.event
@dataclass(frozen=True, slots=True)
class PersonalDataUnsealed(Event):
    """Whoever asked may read what is sealed of the person for ``purpose``, by ``rule`` before ``until`` (UTC)."""

    request: int
    reader: str
    purpose: Code
    until: datetime
    rule: str

    def sentence(self) -> str:
        """Who, and for what."""
        return f"Data of the person may be read by {self.reader} for {self.purpose} (request {self.request})"


@PERSON.decides(RequestPersonalData)
def decide_request_personal_data(state: PersonState, command: RequestPersonalData, context: Context) -> Decision:
    """Of a person on file, one request at a time, by a person of the agency."""
    if refusal := refuse_unless_registered(state):
        return refusal
    if context.actor.kind != "user":
        return Refusal("person_needed", "Only a person of the agency asks to read somebody's data.", FOUR_EYES)
    request = new_request(state.requests, PersonalDataRequested, (FOUR_EYES,), AGENCY_CALENDAR, context)
    if isinstance(request, Refusal):
        return request
    return [caused_by(command, PersonalDataRequested, **request)]


@PERSON.decides(ApprovePersonalData)
def decide_approve_personal_data(state: PersonState, command: ApprovePersonalData, context: Context) -> Decision:
    """By somebody else than who asked; from then on it holds to the end of its last day."""
    if refusal := refuse_unless_registered(state):
        return refusal
    request = approvable(state.requests, command, PersonalDataRequested, context)
    if isinstance(request, Refusal):
        return request
    today = context.day(AGENCY_CALENDAR)
    row = row_in_force(UNSEALING_LASTS, AGENCY_CALENDAR, today)
    if isinstance(row, Refusal):
        return row
    approved = caused_by(command, PersonalDataApproved, approved_by=context.actor.id, is_enough=request.is_enough)
    until = end_of_day(today + timedelta(days=row.value.count), AGENCY_CALENDAR)
    asked = request.asked
    return [approved, PersonalDataUnsealed(asked.number, asked.requested_by, asked.purpose, until, row.rule_id)]


@PERSON.decides(DeclinePersonalData)
def decide_decline_personal_data(state: PersonState, command: DeclinePersonalData, context: Context) -> Decision:
    """While it waits."""
    if refusal := refuse_declining(state.requests, command, PersonalDataRequested, context):
        return refusal
    return [caused_by(command, PersonalDataDeclined, declined_by=context.actor.id)]


@READERS.on(PersonalDataUnsealed)
def unsealed(readers: Readers, event: PersonalDataUnsealed) -> Readers:
    """They may, for a while."""
    return Readers({**readers.until, event.reader: event.until})
