"""What the rules of contact look back at: the slice ``contacts`` of a case's state."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from domain.kernel.aggregate import Slice
from domain.kernel.quick_record import changed
from domain.person.details.state import NOTHING_TO_HEED, ToHeed

KEPT_FOR = timedelta(days=35)
"""How long before the newest call one is remembered: no rule looks back further than a week, and a call is told within
four. One that is told later is judged by what is still remembered."""
KEPT_AT_MOST = 64
"""How many calls with one person are remembered: more than nine times the cap of a week."""


@dataclass(frozen=True, slots=True, order=True)
class Call:
    """A call by phone at an instant (UTC): whether we dialled, and whether we spoke with the person."""

    at: datetime
    is_ours: bool
    is_conversation: bool


@dataclass(frozen=True, slots=True)
class Contacts:
    """The calls of late with each person, oldest first; what there is to heed of each; and the ways by which somebody
    else was reached in their place, until somebody has made sure of them. ``has_begun``: a debtor has heard of the debt
    from us."""

    calls: dict[UUID, tuple[Call, ...]] = field(default_factory=dict)
    heeded: dict[UUID, ToHeed] = field(default_factory=dict)
    wrong: dict[UUID, frozenset[str]] = field(default_factory=dict)
    has_begun: bool = False

    def of(self, person: UUID) -> ToHeed:
        """What there is to heed of them."""
        return self.heeded.get(person, NOTHING_TO_HEED)

    def begun(self) -> Contacts:
        """A debtor has heard of the debt."""
        return self if self.has_begun else changed(self, has_begun=True)

    def with_call(self, person: UUID, call: Call) -> Contacts:
        """With one more, and without those that no rule looks at any more."""
        calls = sorted((*self.calls.get(person, ()), call))[-KEPT_AT_MOST:]
        recent = tuple(one for one in calls if calls[-1].at - one.at <= KEPT_FOR)
        return changed(self, calls={**self.calls, person: recent})

    def reaching_others(self, person: UUID, ways: Collection[str]) -> Contacts:
        """Where the person was thought to be, somebody else is."""
        return changed(self, wrong={**self.wrong, person: self.wrong.get(person, frozenset()) | set(ways)})

    def heeding(self, persons: Collection[UUID], to_heed: ToHeed) -> Contacts:
        """With what there is to heed of these persons now, in place of before. What somebody else was reached by on
        this case stays so until somebody has made sure of just that."""
        wrong = {
            one: (self.wrong.get(one, frozenset()) | set(to_heed.wrong)) - set(to_heed.confirmed) for one in persons
        }
        return changed(self, heeded={**self.heeded, **dict.fromkeys(persons, to_heed)}, wrong={**self.wrong, **wrong})


CONTACTS: Slice[Contacts] = Slice(Contacts())
