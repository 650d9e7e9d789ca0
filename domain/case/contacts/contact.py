"""Speaking with the person: by phone, letter, e-mail, chat or the self-service page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from domain.case.contacts.channel import Channel as Channel
from domain.case.contacts.state import CONTACTS, Call, Contacts
from domain.case.state import CASE
from domain.kernel.limits import Length
from domain.kernel.message import Command, Event
from domain.kernel.personal import Personal
from domain.person.details.state import way_by, ways_of

SPOKEN = frozenset({Channel.PHONE, Channel.CHAT, Channel.MY_PAGE})
"""Channels on which an agreement, a dispute or a complaint shows that the person was there."""


WRITTEN = frozenset({Channel.LETTER, Channel.EMAIL, Channel.MY_PAGE})
"""Channels on which the customer gets reasons to keep."""


DIALLED = frozenset({Channel.PHONE, Channel.SMS, Channel.CHAT})
"""Channels that ring or buzz where the customer is: they have hours. A letter, an e-mail and a mailbox wait."""


def may_be_spoken(event_type: type[Event]) -> bool:
    """Whether we may have spoken with the person in events of this type: they have a channel, and do not say that they
    are something that is only sent (``IS_ONE_WAY = True``)."""
    has_channel = "channel" in getattr(event_type, "__dataclass_fields__", {})
    return has_channel and not getattr(event_type, "IS_ONE_WAY", False)


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
    CLOSURE = "closure"
    OTHER = "other"


DEMANDING = frozenset({Purpose.PAYMENT, Purpose.MISSED_DEADLINE})
"""Purposes for which we speak to the person because we want money."""


AFTER_THE_END = frozenset({Purpose.QUESTION, Purpose.DISPUTE, Purpose.COMPLAINT, Purpose.THANKS, Purpose.CLOSURE})
"""Purposes for which we turn to the person when the case is over: to answer, to thank, and to say that it is."""


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
    """Record that we spoke with the person, or tried to.

    ``is_breach`` says that we began it against a rule and it took place all the same: hiding it would be worse.
    """

    is_breach: bool = False

    @classmethod
    def as_asked(cls, events: Sequence[Event], decided_at: datetime) -> Mapping[str, Any]:
        """It was said to be a breach when a rule is named."""
        return {"is_breach": any(getattr(event, "breached_rule", None) for event in events)}


@CASE.event
@dataclass(frozen=True, slots=True)
class ContactMade(ContactFields, Event):
    """We spoke, or tried to, at ``happened_at``. ``breached_rule`` names the rule that it broke, None for none.

    Where it is the initial communication and the law wants its letter to follow, that is sent before
    ``validated_until``, by ``validation_rule``; both are None otherwise.
    """

    happened_at: datetime
    breached_rule: str | None
    validated_until: datetime | None
    validation_rule: str | None

    @property
    def reached_person(self) -> bool:
        """Whether we spoke with the person."""
        return self.outcome in REACHED

    @property
    def is_communication(self) -> bool:
        """Whether the person heard or can read something about the debt."""
        return self.reached_person or self.outcome == ContactOutcome.SENT

    @property
    def reached_somebody_else(self) -> bool:
        """Whether we turned to the person, and somebody else was there."""
        return self.direction == Direction.OUTBOUND and self.outcome == ContactOutcome.WRONG_PERSON

    def sentence(self) -> str:
        """Without what was said."""
        breach = f"; it broke the rule {self.breached_rule}" if self.breached_rule else ""
        return f"{self.direction.capitalize()} contact by {self.channel} about {self.purpose}: {self.outcome}{breach}"


@CONTACTS.on(ContactMade)
def contact_made(contacts: Contacts, event: ContactMade) -> Contacts:
    """Calls are remembered for a while: those that we make, and conversations whoever began them. Where we reached
    somebody else, we do not turn again."""
    is_ours = event.direction == Direction.OUTBOUND
    if event.is_communication:
        contacts = contacts.begun()
    if event.reached_somebody_else and (way := way_by(event.channel)):
        contacts = contacts.reaching_others(event.person_id, ways_of(way))
    if event.channel != Channel.PHONE or not (is_ours or event.reached_person):
        return contacts
    return contacts.with_call(event.person_id, Call(event.happened_at, is_ours, event.reached_person))
