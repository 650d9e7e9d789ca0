"""The commands that this process has sent lately, and what became of them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from infra.client import Pending

KEPT = 100_000
"""Most of them have been answered; the oldest are forgotten first. The trail has those that left an event."""


@dataclass(frozen=True, slots=True)
class SentCommand:
    """One of them: who sent it, to what, and its answer, which may still be awaited."""

    actor_id: str
    command: str
    aggregate_id: UUID
    pending: Pending


class SentCommands:
    """Safe for several threads."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._lock = Lock()
        self._by_id: OrderedDict[UUID, SentCommand] = OrderedDict()

    def add(self, command_id: UUID, sent: SentCommand) -> None:
        """Remember it; sent again, the latest counts."""
        with self._lock:
            self._by_id[command_id] = sent
            self._by_id.move_to_end(command_id)
            while len(self._by_id) > self._most:
                self._by_id.popitem(last=False)

    def get(self, command_id: UUID) -> SentCommand | None:
        """None for one that was not sent here, or long ago."""
        with self._lock:
            return self._by_id.get(command_id)
