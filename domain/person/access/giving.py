"""A person gets all that is on record about them."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule
from domain.person.access.state import ACCESS, Access
from domain.person.details.state import WishedChannel
from domain.person.state import PERSON, PersonState, refuse_unless_registered

_RULE = named_rule(
    "policy.access_on_request",
    "Everything about a person is put together when they ask for it, and at no other time.",
    "Agency policy, after GDPR Art. 5(1)(c) and Art. 15",
)
NOT_ASKED_FOR = Refusal(
    "access_not_requested",
    "The person has not asked to see their data, or has been given it. Record that they ask with "
    "`caseledger person access-request PERSON`.",
    _RULE,
)


@dataclass(frozen=True, slots=True)
class AccessGivenFields:
    """How they get it, and how many events are in it."""

    channel: WishedChannel
    events: int


@PERSON.command
@dataclass(frozen=True, slots=True)
class GiveAccess(AccessGivenFields, Command):
    """Record that the person was given what was put together for them."""


@PERSON.event
@dataclass(frozen=True, slots=True)
class AccessGiven(AccessGivenFields, Event):
    """The person has been given all that was on record about them. What that was stands in no event."""

    request: int

    def sentence(self) -> str:
        """How, and how much it was."""
        return f"Access {self.request} to their data given by {self.channel}: {self.events} events"


@PERSON.decides(GiveAccess)
def decide_give_access(state: PersonState, command: GiveAccess, context: Context) -> Decision:
    """Once for each time that they asked: nobody else gets it, and not because somebody was curious."""
    if refusal := refuse_unless_registered(state):
        return refusal
    if not state.access.is_waiting:
        return NOT_ASKED_FOR
    return [caused_by(command, AccessGiven, request=state.access.count)]


@ACCESS.on(AccessGiven)
def access_given(access: Access, event: AccessGiven) -> Access:
    """Nothing waits."""
    return changed(access, is_waiting=False)
