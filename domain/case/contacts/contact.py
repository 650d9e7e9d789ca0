"""Speaking with the person: by phone, letter, e-mail, chat or the self-service page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from domain.case.holds.demands import refuse_demand
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Length
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.personal import Personal


class Channel(StrEnum):
    """Where a contact or an agreement takes place."""

    PHONE = "phone"
    LETTER = "letter"
    EMAIL = "email"
    SMS = "sms"
    CHAT = "chat"
    MY_PAGE = "my_page"


SPOKEN = frozenset({Channel.PHONE, Channel.CHAT, Channel.MY_PAGE})
"""Channels on which an agreement, a dispute or a complaint shows that the person was there."""


WRITTEN = frozenset({Channel.LETTER, Channel.EMAIL, Channel.MY_PAGE})
"""Channels on which the customer gets reasons to keep."""


class Direction(StrEnum):
    """Who began a contact."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Purpose(StrEnum):
    """What a contact was about."""

    FIRST_CONTACT = "first_contact"
    PAYMENT = "payment"
    PLAN = "plan"
    MISSED_DEADLINE = "missed_deadline"
    QUESTION = "question"
    DISPUTE = "dispute"
    COMPLAINT = "complaint"
    THANKS = "thanks"
    OTHER = "other"


class ContactOutcome(StrEnum):
    """What came of a contact. In those of ``REACHED`` the person spoke with us."""

    REACHED = "reached"
    PROMISED_TO_PAY = "promised_to_pay"
    PLAN_AGREED = "plan_agreed"
    ASKED_FOR_TIME = "asked_for_time"
    DISPUTED = "disputed"
    QUESTION_ANSWERED = "question_answered"
    REFUSED_TO_TALK = "refused_to_talk"
    NO_ANSWER = "no_answer"
    LEFT_MESSAGE = "left_message"
    SENT = "sent"
    RETURNED = "returned"
    WRONG_PERSON = "wrong_person"


REACHED = frozenset(
    {
        ContactOutcome.REACHED,
        ContactOutcome.PROMISED_TO_PAY,
        ContactOutcome.PLAN_AGREED,
        ContactOutcome.ASKED_FOR_TIME,
        ContactOutcome.DISPUTED,
        ContactOutcome.QUESTION_ANSWERED,
        ContactOutcome.REFUSED_TO_TALK,
    }
)


@dataclass(frozen=True, slots=True)
class ContactFields:
    """Who began, on which channel, about what, and what came of it. ``note`` is only what is needed."""

    channel: Channel
    direction: Direction
    purpose: Purpose
    outcome: ContactOutcome
    person_id: UUID
    note: Annotated[Personal[str | None], Length(4_000)]


@CASE.command
@dataclass(frozen=True, slots=True)
class RecordContact(ContactFields, Command):
    """Record that we spoke with the person, or tried to."""


@CASE.event
@dataclass(frozen=True, slots=True)
class ContactMade(ContactFields, Event):
    """We spoke, or tried to."""

    @property
    def reached_person(self) -> bool:
        """Whether we spoke with the person."""
        return self.outcome in REACHED

    def sentence(self) -> str:
        """Without what was said."""
        return f"{self.direction.capitalize()} contact by {self.channel} about {self.purpose}: {self.outcome}"


DEMANDING = frozenset({Purpose.PAYMENT, Purpose.MISSED_DEADLINE})
"""Purposes for which we speak to the person because we want money."""


@CASE.decides(RecordContact)
def decide_record_contact(state: CaseState, command: RecordContact, context: Context) -> Decision:
    """On an open case. Nobody is asked for money while a hold stops that."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    is_demand = command.direction is Direction.OUTBOUND and command.purpose in DEMANDING
    if is_demand and (refusal := refuse_demand(state, context.occurred_at)):
        return refusal
    return [caused_by(command, ContactMade)]
