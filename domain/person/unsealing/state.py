"""Who may read a person's sealed data, for what and until when: the slice ``readers`` of a person's state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from domain.kernel.aggregate import Slice


@dataclass(frozen=True, slots=True)
class Readers:
    """``until`` is, by the id of each who was ever allowed to, the first instant (UTC) at which they no longer are."""

    until: dict[str, datetime] = field(default_factory=dict)

    def may_read(self, who: str, at: datetime) -> bool:
        """Whether ``who`` may read it at this instant (UTC)."""
        return who in self.until and at < self.until[who]


READERS: Slice[Readers] = Slice(Readers())
