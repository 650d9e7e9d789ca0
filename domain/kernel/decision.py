"""What a decision gives, and what it may know besides the state and the command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.kernel.calendar import local_day
from domain.kernel.directory import NO_CREDITORS, Creditors
from domain.kernel.message import Event
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal

Decision = Sequence[Event] | Refusal


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a command besides its content.

    ``now`` is when it is decided and ``occurred_at`` when, as its sender says, it happened; both UTC. ``actor`` is
    who asks, and ``creditors`` are those who are registered.
    """

    now: datetime
    occurred_at: datetime
    actor: Actor
    creditors: Creditors = NO_CREDITORS

    def day(self, jurisdiction: str) -> date:
        """The day on which it happened, where ``jurisdiction`` has its clocks."""
        return local_day(self.occurred_at, jurisdiction)
