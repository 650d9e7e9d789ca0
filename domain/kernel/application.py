"""The pure core as the ``eventsourcing`` library sees it: numbered events, immutable aggregates, a projector."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from domain.kernel.aggregate import AggregateKind
from domain.kernel.message import Event


class NumberedEvent(NamedTuple):
    """An event with its place in its aggregate: ``originator_version`` counts from 1 without a gap."""

    originator_id: UUID
    originator_version: int
    event: Event


class VersionedState(NamedTuple):
    """The state of the aggregate ``id`` after its first ``version`` events."""

    id: UUID
    version: int
    state: object


def folded(kind: AggregateKind[object], aggregate_id: UUID, events: Iterable[NumberedEvent]) -> VersionedState:
    """The aggregate made of all its events, in their order; the kind's initial state at version 0 when it has none."""
    state, version = kind.initial, 0
    for numbered in events:
        assert numbered.originator_version == version + 1, f"{aggregate_id} lacks version {version + 1}"
        state, version = kind.evolve(state, numbered.event), numbered.originator_version
    return VersionedState(aggregate_id, version, state)
