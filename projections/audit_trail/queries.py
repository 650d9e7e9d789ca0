"""What can be asked of the trail."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from psycopg2.extensions import connection

from projections.kit.named_sql import statements
from projections.kit.reading import ask

_SQL = statements(__package__, "queries.sql")

PAGE = 500

Order = Literal["recorded", "occurred"]


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which events: those for which everything holds that is given. Periods begin with *from* and end before *before*.

    ``type`` is one type of event, ``types`` several. ``case_id`` finds the events of a case and all those of the
    payments that were ever matched to it.
    """

    case_id: UUID | None = None
    aggregate_id: UUID | None = None
    actor_kind: str | None = None
    actor_id: str | None = None
    type: str | None = None
    types: list[str] | None = None
    correlation_id: UUID | None = None
    causation_id: UUID | None = None
    occurred_from: datetime | None = None
    occurred_before: datetime | None = None
    recorded_from: datetime | None = None
    recorded_before: datetime | None = None

    @property
    def order(self) -> Order:
        """What a page is sorted by: recording, unless a period of happening is asked for."""
        return "recorded" if self.occurred_from is None and self.occurred_before is None else "occurred"


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One event: who did what, when it happened and when it was written, why, and because of what."""

    partition: int
    position: int
    aggregate_kind: str
    aggregate_id: UUID
    version: int
    type: str
    summary: str
    actor_kind: str
    actor_id: str
    occurred_at: datetime
    recorded_at: datetime
    channel: str | None
    reason: str | None
    rule: str | None
    causation_id: UUID
    correlation_id: UUID
    event_id: UUID
    hash: bytes
    case_ids: list[UUID]
    """The case that the event is of, or those that it names."""

    def __post_init__(self) -> None:
        # psycopg2 gives a view of its own buffer, which neither compares nor prints as bytes do.
        object.__setattr__(self, "hash", bytes(self.hash))

    def place(self, order: Order) -> TrailPlace:
        """After which the next page of that order begins."""
        at = self.recorded_at if order == "recorded" else self.occurred_at
        return TrailPlace(at, self.partition, self.position)


def aggregates_of_command(opened: connection, command_id: UUID, since: datetime) -> list[UUID]:
    """What a command has left events on that were recorded since then: one aggregate, unless its id was used twice."""
    rows = ask(opened, _SQL["aggregates_of_command"], {"command_id": str(command_id), "since": since}, _Aggregate)
    return [row.aggregate_id for row in rows]


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Where one event is, and the hash that it had when the trail took it in."""

    aggregate_id: UUID
    partition: int
    position: int
    version: int
    record_offset: int
    hash: bytes

    def __post_init__(self) -> None:
        object.__setattr__(self, "hash", bytes(self.hash))


def places(opened: connection, aggregate_ids: Collection[UUID]) -> list[EventPlace]:
    """Where the events of some aggregates are, of each by their versions."""
    return ask(opened, _SQL["places"], {"aggregate_ids": [str(one) for one in aggregate_ids]}, EventPlace)


def newest_version(opened: connection, aggregate_id: UUID) -> int:
    """Of one aggregate; 0 where the trail has no event of it."""
    found = ask(opened, _SQL["newest_version"], {"aggregate_id": str(aggregate_id)}, _Version)
    return found[0].version if found else 0


@dataclass(frozen=True, slots=True)
class _Version:
    version: int


@dataclass(frozen=True, slots=True)
class _Aggregate:
    aggregate_id: UUID


@dataclass(frozen=True, slots=True)
class TrailPlace:
    """What the trail is sorted by: when one of its entries was recorded or happened, and its place in the log."""

    at: datetime
    partition: int
    position: int


@dataclass(frozen=True, slots=True)
class ActorName:
    """One who acted."""

    kind: str
    id: str


def trail(
    opened: connection,
    which: TrailFilter | None = None,
    after: TrailPlace | None = None,
    limit: int = PAGE,
    *,
    newest_first: bool = False,
) -> list[TrailEntry]:
    """A page of the trail in the filter's order, or against it, beginning after ``after``."""
    which = which or TrailFilter()
    order = f"{'newest' if newest_first else 'oldest'}_{which.order}"
    parts = ["entries", *(["of_case"] if which.case_id else []), "chosen", order]
    parameters: dict[str, object] = {
        name: str(value) if isinstance(value, UUID) else value for name, value in asdict(which).items()
    }
    parameters |= {
        "after_at": after.at if after else None,
        "after_partition": after.partition if after else None,
        "after_position": after.position if after else None,
        "limit": limit,
    }
    return ask(opened, "\n".join(_SQL[part] for part in parts), parameters, TrailEntry)


def has_acted(opened: connection, actor_id: str) -> bool:
    """Whether anybody of this very id ever acted."""
    [found] = ask(opened, _SQL["has_acted"], {"id": actor_id}, bool)
    return found


def actors(opened: connection, limit: int = PAGE) -> list[ActorName]:
    """Those who acted most often."""
    return ask(opened, _SQL["actors"], {"limit": limit}, ActorName)
