"""The states that a partition's writer remembers, so that most commands need no look into the index."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from eventsourcing.application import Repository

from domain.kernel.aggregate import AggregateKind
from domain.kernel.application import VersionedState, load


class CommittedStates:
    """Aggregates as of the last committed transaction; the least lately used are forgotten beyond ``limit``.

    States are immutable, so they are handed out as they are. ``latest_versions`` gives the latest version of each of
    many aggregates, 0 or less for one without events.
    """

    def __init__(
        self,
        repository: Repository[UUID],
        limit: int,
        latest_versions: Callable[[Iterable[UUID]], Mapping[UUID, int]],
    ) -> None:
        self._repository = repository
        self._limit = limit
        self._latest_versions = latest_versions
        self._without_events: frozenset[UUID] = frozenset()
        self._states: OrderedDict[UUID, VersionedState] = OrderedDict()

    def expect(self, aggregate_ids: Iterable[UUID]) -> None:
        """Find out at once which of these have no events yet: each alone would cost a look into the index.

        What was found out holds until the next commit, or until this is called again.
        """
        unknown = {each for each in aggregate_ids if each not in self._states}
        latest = self._latest_versions(unknown) if unknown else {}
        self._without_events = frozenset(each for each, version in latest.items() if version <= 0)

    def get(self, kind: AggregateKind[object], aggregate_id: UUID) -> VersionedState:
        """The aggregate, remembered or folded from its events; version 0 when it has none."""
        remembered = self._states.get(aggregate_id)
        if remembered is not None:
            self._states.move_to_end(aggregate_id)
            return remembered
        if aggregate_id in self._without_events:
            return VersionedState(aggregate_id, 0, kind.initial)
        return load(self._repository, kind, aggregate_id)

    def commit(self, overlay: Mapping[UUID, VersionedState]) -> None:
        """Remember what a committed transaction made of these aggregates."""
        self._without_events = frozenset()
        self._states.update(overlay)
        for aggregate_id in overlay:
            self._states.move_to_end(aggregate_id)
        while len(self._states) > self._limit:
            self._states.popitem(last=False)
