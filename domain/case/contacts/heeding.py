"""What a person wishes, and who advises them, comes to each of their cases by a policy, and contact heeds it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.case.contacts.state import CONTACTS, Contacts
from domain.case.state import CASE, CaseState, refuse_unless_here
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.person.details.state import WishedChannel


@dataclass(frozen=True, slots=True)
class HeedFields:
    """Of the person who has a part in the case under these ids: ways not to use, and whether somebody advises them."""

    person_ids: tuple[UUID, ...]
    declined: tuple[WishedChannel, ...]
    has_debt_adviser: bool


@CASE.command
@dataclass(frozen=True, slots=True)
class HeedWishes(HeedFields, Command):
    """Heed them from now on, in place of what was told before."""


@CASE.event
@dataclass(frozen=True, slots=True)
class WishesHeeded(HeedFields, Event):
    """From now on contact with the person is judged by this."""

    def sentence(self) -> str:
        """Which ways, and whether demands go to somebody else."""
        declined = f"not by {', '.join(self.declined)}" if self.declined else "by any way"
        advised = "; demands go to the debt adviser" if self.has_debt_adviser else ""
        return f"The debtor is to be reached {declined}{advised}"


@CASE.decides(HeedWishes)
def decide_heed_wishes(state: CaseState, command: HeedWishes, context: Context) -> Decision:
    """Always, on a closed case too: it may open again."""
    return refuse_unless_here(state) or [caused_by(command, WishesHeeded)]


@CONTACTS.on(WishesHeeded)
def wishes_heeded(contacts: Contacts, event: WishesHeeded) -> Contacts:
    """These alone hold for the person from now on."""
    return contacts.heeding(event.person_ids, frozenset(event.declined), event.has_debt_adviser)
