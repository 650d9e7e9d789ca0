"""Somebody else was reached where a person was thought to be: nothing goes there until a person has made sure."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.person.cases.state import PersonCase
from domain.person.details.state import WISHES, ToHeed, WishedChannel, Wishes, ways_of
from domain.person.state import PERSON, PersonState, refuse_unless_registered


@dataclass(frozen=True, slots=True)
class WrongFields:
    """The way by which somebody else was reached."""

    channel: WishedChannel


@PERSON.command
@dataclass(frozen=True, slots=True)
class RecordWrongContact(WrongFields, Command):
    """Somebody else was reached by this way, on one of the person's cases."""

    BY_PROGRAMS = True


@PERSON.event
@dataclass(frozen=True, slots=True)
class WrongContactKnown(WrongFields, Event):
    """Nobody turns to the person by this way any more. Each of ``cases`` is told what there is ``to_heed``.

    ``forwarded_to``: who it concerns now, if this person was given up for another one.
    """

    cases: tuple[PersonCase, ...]
    to_heed: ToHeed
    forwarded_to: UUID | None

    def sentence(self) -> str:
        """Which way; never whom it led to."""
        return f"Somebody else was reached by {self.channel}: it is not used until a person has made sure"


@dataclass(frozen=True, slots=True)
class WayFields:
    """Which way, and how somebody made sure: a short code such as ``told_by_customer``."""

    channel: WishedChannel
    reason: Code


@PERSON.command
@dataclass(frozen=True, slots=True)
class ConfirmChannel(WayFields, Command):
    """The person is reached there: somebody has made sure, of the old number or address or of a new one."""


@PERSON.event
@dataclass(frozen=True, slots=True)
class ChannelConfirmed(WayFields, Event):
    """The person may be reached by this way again. Each of ``cases`` is told what there is ``to_heed``."""

    cases: tuple[PersonCase, ...]
    to_heed: ToHeed

    def sentence(self) -> str:
        """Which way, and how it is known."""
        return f"Reached by {self.channel}, as somebody made sure: {self.reason}"


@PERSON.decides(RecordWrongContact)
def decide_record_wrong_contact(state: PersonState, command: RecordWrongContact, context: Context) -> Decision:
    """Always: it is so, whoever the person is."""
    wrong = tuple(dict.fromkeys((*state.wishes.wrong, *ways_of(command.channel))))
    known = caused_by(
        command,
        WrongContactKnown,
        cases=state.cases.all,
        to_heed=changed(state.to_heed, wrong=wrong),
        forwarded_to=state.identity.merged_into,
    )
    return [known]


@PERSON.decides(ConfirmChannel)
def decide_confirm_channel(state: PersonState, command: ConfirmChannel, context: Context) -> Decision:
    """Of a person on file. A case may know of a doubt that the person does not: it began with who was given up."""
    if refusal := refuse_unless_registered(state):
        return refusal
    ways = ways_of(command.channel)
    wrong = tuple(one for one in state.wishes.wrong if one not in ways)
    to_heed = changed(state.to_heed, wrong=wrong, confirmed=ways)
    return [caused_by(command, ChannelConfirmed, cases=state.cases.all, to_heed=to_heed)]


@WISHES.on(WrongContactKnown)
def wrong_contact_known(wishes: Wishes, event: WrongContactKnown) -> Wishes:
    """One way less, until it is confirmed."""
    return changed(wishes, wrong=event.to_heed.wrong)


@WISHES.on(ChannelConfirmed)
def channel_confirmed(wishes: Wishes, event: ChannelConfirmed) -> Wishes:
    """It is in doubt no more."""
    return changed(wishes, wrong=event.to_heed.wrong)
