"""All that the log holds about one person: which events those are, and what of them is somebody else's.

Found by the marks of the fields and by the ids, never by a list of event types: an event that is added tomorrow is in
it. A text about somebody else stays sealed, in whatever case it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from domain.kernel.message import Event
from domain.kernel.personal import Category, Sealed, Withheld
from domain.kernel.recorded import RecordedEvent
from domain.person.state import PersonState
from infra.messages.crypto.personal_fields import change_personal, personal_of

SOMEBODY_ELSES = Withheld("(about somebody else)")
"""Stands in place of a text that is not the person's own."""
SomeEvent = TypeVar("SomeEvent", bound=Event)


@dataclass(frozen=True, slots=True)
class WhoseData:
    """``ids`` are all ids under which texts of the person stand: their own, those that turned out to be theirs, and
    those of payers who were they. ``cases`` and ``payments`` are wholly about them."""

    person: UUID
    ids: frozenset[UUID]
    cases: frozenset[UUID]
    payments: frozenset[UUID]

    @classmethod
    def of(cls, person: UUID, state: PersonState) -> WhoseData:
        """As the person's own events have it."""
        ids = {person, *state.identity.absorbed, *state.payers.ids}
        cases = {one.case_id for one in state.cases.all}
        payments = {one.payment_id for one in state.payers.joined}
        return cls(person, frozenset(ids), frozenset(cases), frozenset(payments))

    @property
    def wholly(self) -> frozenset[UUID]:
        """Aggregates of which every event is about the person."""
        return self.ids | self.cases | self.payments

    def concerns(self, recorded: RecordedEvent) -> bool:
        """Whether the event is about the person: by where it stands, or by a text that it holds."""
        return recorded.aggregate_id in self.wholly or self.has_text_in(recorded.event)

    def has_text_in(self, event: Event) -> bool:
        """Whether a text of the person stands in the event, wherever it was written."""
        return any(owner in self.ids for owner, _, _ in personal_of(event))

    def own_texts(self, event: SomeEvent) -> SomeEvent:
        """The event without the texts of others."""

        def kept(text: str, owner: UUID, category: Category, path: str) -> str:
            return text if owner in self.ids else SOMEBODY_ELSES

        return change_personal(event, kept)


def gathered(whose: WhoseData, log: Iterable[RecordedEvent], advance: Callable[[], None]) -> list[RecordedEvent]:
    """The events of a log that are about the person, with the texts of others taken out; those are never opened.

    ``advance`` is called for each event that was looked at.
    """
    found = []
    for recorded in log:
        advance()
        if whose.concerns(recorded):
            found.append(recorded._replace(event=whose.own_texts(recorded.event)))
    return found


def unread(events: Sequence[RecordedEvent]) -> int:
    """How many texts are there and could not be read here: 0, or the answer would not be whole."""
    return sum(isinstance(text, Sealed) for each in events for _, _, text in personal_of(each.event))


def by_matter(events: Sequence[RecordedEvent], first: Collection[UUID]) -> list[list[RecordedEvent]]:
    """The events of each person, case and payment together, in their order; those of ``first`` before the others."""
    matters: dict[UUID, list[RecordedEvent]] = {}
    for each in events:
        matters.setdefault(each.aggregate_id, []).append(each)
    order = sorted(matters, key=lambda one: (one not in first, matters[one][0].recorded_at, one))
    return [sorted(matters[one], key=lambda event: event.version) for one in order]
