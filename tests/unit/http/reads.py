"""Reads put on record in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from infra.http.problems import HttpProblem
from infra.reads.read import Read


@dataclass
class ReadsInMemory:
    """See Reads. ``takes`` False: nothing can be put on record."""

    takes: bool = True
    before: list[Read] = field(default_factory=list)
    """Those that answers waited for."""
    behind: list[Read] = field(default_factory=list)

    def record(self, read: Read) -> None:
        """See Reads."""
        if not self.takes:
            raise HttpProblem("read_not_recorded", "Kafka is away.")
        self.before.append(read)

    def note(self, read: Read) -> None:
        """See Reads."""
        if self.takes:
            self.behind.append(read)
