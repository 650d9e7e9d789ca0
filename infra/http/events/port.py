"""What is asked of the log, and what it answers: no routes, so that a page may ask the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import Protocol
from uuid import UUID

from domain.kernel.recorded import RecordedEvent
from infra.audit.heads import KeptHeads

Positions = Mapping[int, int]
"""{partition: position} of the last event that was seen or looked at. One that is not named: none yet."""


@dataclass(frozen=True, slots=True)
class EventChoice:
    """Which events are wanted: those of which everything holds that is given. ``topics`` are types (`ce_type`), none:
    all; ``aggregate_id`` None: of every aggregate; the times are UTC, the end of a period is not in it."""

    topics: frozenset[str] = frozenset()
    occurred_from: datetime | None = None
    occurred_before: datetime | None = None
    recorded_from: datetime | None = None
    recorded_before: datetime | None = None
    aggregate_id: UUID | None = None

    def takes(self, topic: str, aggregate_id: UUID, occurred_at: datetime, recorded_at: datetime) -> bool:
        """Whether one is wanted."""
        return (
            (not self.topics or topic in self.topics)
            and (self.aggregate_id is None or self.aggregate_id == aggregate_id)
            and (self.occurred_from is None or self.occurred_from <= occurred_at)
            and (self.occurred_before is None or occurred_at < self.occurred_before)
            and (self.recorded_from is None or self.recorded_from <= recorded_at)
            and (self.recorded_before is None or recorded_at < self.recorded_before)
        )


@dataclass(frozen=True, slots=True)
class EventsFound:
    """Partition after partition, in order within each. ``reached`` is up to where was looked, whether anything was
    wanted there or not; ``is_end``: the log had no more."""

    events: Sequence[RecordedEvent]
    reached: Positions
    is_end: bool


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One event with its record: key, value and headers as they stand in the log. ``is_whole``: its hash is that of
    these bytes."""

    recorded: RecordedEvent
    key: bytes
    value: bytes
    headers: Sequence[tuple[str, bytes]]
    is_whole: bool


Tell = Callable[[Sequence[RecordedEvent], Positions], None]
"""Is given what came and was wanted, which may be nothing, and how far each partition was followed."""


class Events(Protocol):
    """Committed events only. Every method blocks, and raises HttpProblem when the log does not answer."""

    def partitions(self) -> range:
        """The numbers of the log's partitions."""

    def heads(self) -> KeptHeads:
        """The last position and hash of each partition, as `caseledger verify --heads` writes them."""

    def after(self, after: Positions, partitions: Collection[int], choice: EventChoice, limit: int) -> EventsFound:
        """Those behind positions. It looks at a bounded number: fewer than ``limit`` does not mean the end."""

    def at(self, partition: int, position: int) -> StoredEvent | None:
        """The one at a position; None when there is none."""

    def follow(self, after: Positions, choice: EventChoice, tell: Tell, stop: Event) -> None:
        """Tell of those behind positions and of each that comes, until ``stop`` is set."""
