"""The states that a partition's writer remembers, so that most commands need no look into the index."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from domain.kernel.aggregate import AggregateKind
from domain.kernel.application import NumberedEvent, VersionedState, folded

READ_AHEAD_MAX = 50
"""Events of an aggregate that is read with the others of its batch. One that has more is read when it is its turn, so
that a batch of long ones needs no more memory."""


class CommittedEvents(Protocol):
    """Committed events: the interface of ``infra.eventsourcing.KafkaAggregateRecorder``."""

    def latest_versions(self, originator_ids: Iterable[UUID], /) -> Mapping[UUID, int]:
        """The latest version of each, 0 or less for one without events."""

    def select_events_of(self, originator_ids: Iterable[UUID], /) -> Mapping[UUID, Sequence[StoredEvent]]:
        """All events of each that has any, in their order."""


class CommittedStates:
    """Aggregates as of the last committed transaction; the least lately used are forgotten beyond ``limit``.

    States are immutable, so they are handed out as they are.
    """

    def __init__(self, events: CommittedEvents, to_event: Callable[[StoredEvent], NumberedEvent], limit: int) -> None:
        self._events = events
        self._to_event = to_event
        self._limit = limit
        self._expected: Mapping[UUID, Sequence[StoredEvent]] = {}
        self._states: OrderedDict[UUID, VersionedState] = OrderedDict()

    def expect(self, aggregate_ids: Iterable[UUID]) -> None:
        """Find at once the events of those of these that are not remembered: each alone would cost a look into the
        index.

        What was found out holds until the next commit, or until this is called again.
        """
        unknown = {each for each in aggregate_ids if each not in self._states}
        latest = self._events.latest_versions(unknown) if unknown else {}
        short = [each for each, version in latest.items() if 0 < version <= READ_AHEAD_MAX]
        without = {each: () for each, version in latest.items() if version <= 0}
        self._expected = {**without, **(self._events.select_events_of(short) if short else {})}

    def get(self, kind: AggregateKind[object], aggregate_id: UUID) -> VersionedState:
        """The aggregate, remembered or folded from its events; version 0 when it has none."""
        remembered = self._states.get(aggregate_id)
        if remembered is not None:
            self._states.move_to_end(aggregate_id)
            return remembered
        stored = self._expected.get(aggregate_id)
        if stored is None:
            stored = self._events.select_events_of([aggregate_id]).get(aggregate_id, ())
        return folded(kind, aggregate_id, map(self._to_event, stored))

    def commit(self, overlay: Mapping[UUID, VersionedState]) -> None:
        """Remember what a committed transaction made of these aggregates."""
        self._expected = {}
        self._states.update(overlay)
        for aggregate_id in overlay:
            self._states.move_to_end(aggregate_id)
        while len(self._states) > self._limit:
            self._states.popitem(last=False)
