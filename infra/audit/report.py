"""What a verification found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be. ``code`` is stable; ``where`` names the place; ``message`` says what."""

    code: str
    where: str
    message: str


@dataclass(slots=True)
class Report:
    """What was looked at, and what was found. ``findings`` is empty when everything is as it must be."""

    findings: list[Finding] = field(default_factory=list)
    events: int = 0
    aggregates: int = 0
    positions: dict[int, int] = field(default_factory=dict)
    heads: dict[int, bytes] = field(default_factory=dict)
    """The hash of each partition's last event: who keeps it can prove later that nothing before it was changed."""
    reads: int = 0
    """Reads on record, in unbroken chains."""
    read_heads: dict[int, tuple[int, bytes]] = field(default_factory=dict)
    """Position and hash of the last read of each partition."""
    checks: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    """What these checks cannot know, a sentence each."""
    log_id: str = ""
    topic: str = ""
    finished_at: datetime | None = None

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def add(self, one: Report) -> None:
        """What was found in another part of the log."""
        self.findings += one.findings
        self.events += one.events
        self.aggregates += one.aggregates
        self.positions |= one.positions
        self.heads |= one.heads

    def found(self, code: str, where: str, message: str) -> None:
        """Add a finding."""
        self.findings.append(Finding(code, where, message))
