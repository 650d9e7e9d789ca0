"""What a person wishes, who acts for them, and where they are not: it comes to each of their cases by a policy, and
contact and letters heed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from domain.case.contacts.state import CONTACTS, Contacts
from domain.case.state import CASE, CaseState, refuse_unless_here
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.person.details.state import ToHeed


@dataclass(frozen=True, slots=True)
class HeedFields:
    """What there is ``to_heed`` of the person who has a part in the case under these ids."""

    person_ids: tuple[UUID, ...]
    to_heed: ToHeed


@CASE.command
@dataclass(frozen=True, slots=True)
class HeedWishes(HeedFields, Command):
    """Heed it from now on, in place of what was told before."""

    BY_PROGRAMS = True

    @classmethod
    def to_try(cls, state: CaseState, day: date) -> Mapping[str, Any]:
        """Nobody has a wish."""
        return {"person_ids": tuple(state.debtors.roles), "to_heed": ToHeed()}


@CASE.event
@dataclass(frozen=True, slots=True)
class WishesHeeded(HeedFields, Event):
    """From now on contact with the person is judged by this."""

    def sentence(self) -> str:
        """Which ways, and to whom letters and demands go."""
        heed = self.to_heed
        unused = dict.fromkeys((*heed.declined, *heed.wrong))
        ways = f"not by {', '.join(unused)}" if unused else "by any way"
        acts = "; letters go to who acts for them" if heed.representatives else ""
        advised = "; demands go to the debt adviser" if heed.has_debt_adviser else ""
        zone = f"; by the clocks of {heed.time_zone}" if heed.time_zone else ""
        return f"The debtor is to be reached {ways}{acts}{advised}{zone}"


@CASE.decides(HeedWishes)
def decide_heed_wishes(state: CaseState, command: HeedWishes, context: Context) -> Decision:
    """Always, on a closed case too: it may open again."""
    return refuse_unless_here(state) or [caused_by(command, WishesHeeded)]


@CONTACTS.on(WishesHeeded)
def wishes_heeded(contacts: Contacts, event: WishesHeeded) -> Contacts:
    """These alone hold for the person from now on."""
    return contacts.heeding(event.person_ids, event.to_heed)
