"""How a person wishes to be reached."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule
from domain.person.cases.state import PersonCase
from domain.person.details.state import WISHES, ToHeed, WishedChannel, Wishes
from domain.person.state import PERSON, PersonState, refuse_unless_registered

ONE_WAY_STAYS = named_rule(
    "policy.one_way_to_reach_a_person_stays", "a person can be reached in one way at least: the law demands letters"
)


@dataclass(frozen=True, slots=True)
class WishesFields:
    """``preferred`` is the way that is best, if one was said; ``unwanted`` are those that the person does not want."""

    preferred: WishedChannel | None
    unwanted: tuple[WishedChannel, ...]


@PERSON.command
@dataclass(frozen=True, slots=True)
class ChangeChannelWishes(WishesFields, Command):
    """These are the wishes now: all of them."""


@PERSON.event
@dataclass(frozen=True, slots=True)
class ChannelWishesChanged(WishesFields, Event):
    """From now on the person wishes to be reached like this. Each of ``cases`` is told what there is ``to_heed``."""

    cases: tuple[PersonCase, ...]
    to_heed: ToHeed

    def sentence(self) -> str:
        """Which ways."""
        unwanted = f", not by {', '.join(self.unwanted)}" if self.unwanted else ""
        return f"Wishes to be reached by {self.preferred or 'any way'}{unwanted}"


@PERSON.decides(ChangeChannelWishes)
def decide_change_channel_wishes(state: PersonState, command: ChangeChannelWishes, context: Context) -> Decision:
    """Of a person on file. What is preferred is not unwanted, and one way of writing stays: the law demands letters."""
    if refusal := refuse_unless_registered(state):
        return refusal
    if command.preferred in command.unwanted:
        return Refusal("wishes_contradict", "The preferred way is among the unwanted ones.")
    if set(command.unwanted) == set(WishedChannel):
        return Refusal("no_channel_left", "One way to reach the person must stay.", ONE_WAY_STAYS)
    to_heed = changed(state.to_heed, declined=command.unwanted)
    return [caused_by(command, ChannelWishesChanged, cases=state.cases.all, to_heed=to_heed)]


@WISHES.on(ChannelWishesChanged)
def wishes_changed(wishes: Wishes, event: ChannelWishesChanged) -> Wishes:
    """These, in place of earlier ones."""
    return changed(wishes, unwanted=event.unwanted)
