"""The states that a partition's writer remembers, so that most commands need no look into the index."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from uuid import UUID

from eventsourcing.application import Repository

from domain.aggregate import AggregateKind
from domain.application import VersionedState, load


class CommittedStates:
    """Aggregates as of the last committed transaction; the least lately used are forgotten beyond ``limit``.

    States are immutable, so they are handed out as they are.
    """

    def __init__(self, repository: Repository[UUID], limit: int) -> None:
        self._repository = repository
        self._limit = limit
        self._states: OrderedDict[UUID, VersionedState] = OrderedDict()

    def get(self, kind: AggregateKind[object], aggregate_id: UUID) -> VersionedState:
        """The aggregate, remembered or folded from its events; version 0 when it has none."""
        remembered = self._states.get(aggregate_id)
        if remembered is not None:
            self._states.move_to_end(aggregate_id)
            return remembered
        return load(self._repository, kind, aggregate_id)

    def commit(self, overlay: Mapping[UUID, VersionedState]) -> None:
        """Remember what a committed transaction made of these aggregates."""
        self._states.update(overlay)
        for aggregate_id in overlay:
            self._states.move_to_end(aggregate_id)
        while len(self._states) > self._limit:
            self._states.popitem(last=False)
