"""An event as it stands in the log: the event, and everything that is known about how it came there."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.kernel.message import Event

ACTOR_KINDS = ("user", "customer", "system", "bank")
PEOPLE = frozenset({"user", "customer"})
"""The kinds of those who act for themselves, and not by a program or a file."""


class Actor(NamedTuple):
    """Who acted: ``kind`` is one of ``ACTOR_KINDS``; ``id`` is never a person's name or national id."""

    kind: str
    id: str


class RecordedEvent(NamedTuple):
    """One event of the log. Positions count from 1 in each partition and versions from 1 in each aggregate.

    ``occurred_at`` is when it happened, ``recorded_at`` when it was written, both UTC. ``causation_id`` is the
    command that caused it, ``correlation_id`` the matter that both belong to. ``hash`` covers the stored bytes and
    ``previous_hash``, the hash of the position before. ``record_offset`` is where the record was found: a place in one
    cluster, which no person is shown and no hash covers.
    """

    partition: int
    position: int
    aggregate_kind: str
    aggregate_id: UUID
    version: int
    event_id: UUID
    topic: str
    event: Event
    occurred_at: datetime
    recorded_at: datetime
    actor: Actor
    correlation_id: UUID
    causation_id: UUID
    previous_hash: bytes
    hash: bytes
    record_offset: int
