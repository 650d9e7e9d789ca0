"""An erasure cannot be undone: one person asks for it, and another approves it, whoever it is about."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.approval import ApprovalKind
from domain.kernel.calendar import AGENCY_CALENDAR
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
from domain.kernel.message import caused_by
from domain.kernel.refusal import Refusal
from domain.person.erasure.erasing import ErasePerson, erasure_of, what_blocks
from domain.person.state import PERSON, PersonState


@PERSON.event
@dataclass(frozen=True, slots=True)
class ErasureRequested(Requested):
    """Somebody asks that the person is erased. ``basis`` is why the data may go where no rule on file says so."""

    KIND = ApprovalKind.ERASURE

    person_id: UUID
    basis: Code | None

    def sentence(self) -> str:
        """On which basis."""
        grounds = f" ({self.basis})" if self.basis else ""
        return f"Request {self.number}: erase the person{grounds}; another person must approve it"


@PERSON.command
@dataclass(frozen=True, slots=True)
class ApproveErasure(Approve):
    """Approve that a person is erased, for ever."""


@PERSON.event
@dataclass(frozen=True, slots=True)
class ErasureApproved(Approved):
    """Another person agrees that the person is erased."""

    KIND = ApprovalKind.ERASURE


@PERSON.command
@dataclass(frozen=True, slots=True)
class DeclineErasure(Decline):
    """Decline that a person is erased, or withdraw one's own request."""


@PERSON.event
@dataclass(frozen=True, slots=True)
class ErasureDeclined(Declined):
    """The data stays."""

    KIND = ApprovalKind.ERASURE


@PERSON.decides(ErasePerson)
def decide_erase_person(state: PersonState, command: ErasePerson, context: Context) -> Decision:
    """Asked for where nothing stands in the way: no open case, no legal hold, no duty to keep the books."""
    blocked = next(what_blocks(state, command.basis, context.now), None)
    if blocked is not None:
        return blocked
    request = new_request(state.requests, ErasureRequested, (FOUR_EYES,), AGENCY_CALENDAR, context)
    if isinstance(request, Refusal):
        return request
    return [caused_by(command, ErasureRequested, **request)]


@PERSON.decides(ApproveErasure)
def decide_approve_erasure(state: PersonState, command: ApproveErasure, context: Context) -> Decision:
    """By somebody else than who asked, while still nothing stands in the way."""
    request = approvable(state.requests, command, ErasureRequested, context)
    if isinstance(request, Refusal):
        return request
    asked = request.asked
    blocked = next(what_blocks(state, asked.basis, context.now), None)
    if blocked is not None:
        return blocked
    approved = caused_by(command, ErasureApproved, approved_by=context.actor.id, is_enough=request.is_enough)
    return [approved, erasure_of(state, asked.person_id, asked.basis)]


@PERSON.decides(DeclineErasure)
def decide_decline_erasure(state: PersonState, command: DeclineErasure, context: Context) -> Decision:
    """While it waits."""
    if refusal := refuse_declining(state.requests, command, ErasureRequested, context):
        return refusal
    return [caused_by(command, ErasureDeclined, declined_by=context.actor.id)]
