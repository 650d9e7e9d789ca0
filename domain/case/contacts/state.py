"""What the rules of contact look back at: the slice ``contacts`` of a case's state."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from domain.kernel.aggregate import Slice

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
    """The calls of late with each person, oldest first; the channels that each declined; and who has a debt adviser."""

    calls: dict[UUID, tuple[Call, ...]] = field(default_factory=dict)
    declined: dict[UUID, frozenset[str]] = field(default_factory=dict)
    advised: frozenset[UUID] = frozenset()

    def with_call(self, person: UUID, call: Call) -> Contacts:
        """With one more, and without those that no rule looks at any more."""
        calls = sorted((*self.calls.get(person, ()), call))[-KEPT_AT_MOST:]
        recent = tuple(one for one in calls if calls[-1].at - one.at <= KEPT_FOR)
        return replace(self, calls={**self.calls, person: recent})

    def heeding(self, persons: Collection[UUID], declined: frozenset[str], has_debt_adviser: bool) -> Contacts:
        """With what these persons wish now, in place of before."""
        others = self.advised - set(persons)
        advised = others | set(persons) if has_debt_adviser else others
        return replace(self, declined={**self.declined, **dict.fromkeys(persons, declined)}, advised=advised)


CONTACTS: Slice[Contacts] = Slice(Contacts())
