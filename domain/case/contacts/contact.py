"""Speaking with the person: by phone, letter, e-mail, chat or the self-service page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.case.state import CASE, CaseState, refuse_unless_open
from domain.kernel.aggregate import Command, Decision, Event, Refusal
from domain.kernel.personal import Personal


class Channel(StrEnum):
    """Where a contact or an agreement takes place."""

    PHONE = "phone"
    LETTER = "letter"
    EMAIL = "email"
    SMS = "sms"
    CHAT = "chat"
    MY_PAGE = "my_page"


def refuse_unknown_channel(channel: str) -> Refusal | None:
    """Why this is no channel, or None when it is one."""
    if channel in Channel.__members__.values():
        return None
    return Refusal("channel_unknown", f"This is no channel; these are: {', '.join(Channel)}.")


@CASE.command
@dataclass(frozen=True, slots=True)
class RecordContact(Command):
    """Record that we spoke with the person. ``note`` is free text about a person: only what is needed."""

    channel: str
    direction: str
    purpose: str
    outcome: str
    person_id: UUID
    note: Personal[str | None]


@CASE.event
@dataclass(frozen=True, slots=True)
class ContactMade(Event):
    """We spoke: who began (``inbound`` or ``outbound``), about what, and with what outcome."""

    channel: str
    direction: str
    purpose: str
    outcome: str
    person_id: UUID
    note: Personal[str | None]


@CASE.decides(RecordContact)
def decide_record_contact(state: CaseState, command: RecordContact) -> Decision:
    """On an open case, through a known channel, in one of the two directions."""
    if refusal := refuse_unless_open(state) or refuse_unknown_channel(command.channel):
        return refusal
    if command.direction not in ("inbound", "outbound"):
        return Refusal("direction_unknown", "A contact is inbound or outbound.")
    return [
        ContactMade(
            command.channel,
            command.direction,
            command.purpose,
            command.outcome,
            command.person_id,
            command.note,
        )
    ]


@CASE.evolves(ContactMade)
def evolve_contact_made(state: CaseState, event: ContactMade) -> CaseState:
    """No decision depends on it yet."""
    return state
