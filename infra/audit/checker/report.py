"""What a check found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from infra.audit.report import Finding, Report

CODES = {
    "lost": "a command was accepted, and its events are not in the log",
    "doubled": "a command took place more than once",
    "torn": "some of a command's events are in the log, and some are not",
    "reordered": "two commands took place in an order in which they cannot have",
    "refused_but_written": "a command was refused, and events of it are in the log",
    "answered_otherwise": "an answer names another version, position or partition than the log",
    "answers_differ": "one command was given answers that cannot all be true",
    "refusal_unexplained": "at no time that is possible would the core have refused this",
    "decided_otherwise": "the events are not what the core decides from those before",
    "unasked": "events of a command that nobody sent",
    "position_gap": "a partition's positions do not count 1, 2, 3 …",
    "version_gap": "an aggregate's versions do not count 1, 2, 3 …",
    "hash": "an event's stored bytes are not those that its hash was made of",
    "chain": "an event does not follow the one before it by hash",
    "misplaced": "an event stands on another partition than its aggregate's",
    "unreadable": "a record of the log is no event",
    "client_funds": "an event moves money on the client account that nobody is owed, or the other way round",
    "unbalanced": "an event's postings, or those of all, do not add up to zero",
    "remittance_differs": "a remittance is not what its lines in the log add up to",
    "stale": "a read model has not come to the end of the log",
    "parked": "a read model leaves out an aggregate that waits for a person",
    "read_model": "a row of a read model is not what follows from the log",
}
"""Every code that a finding can have, and what it means."""

SHOWN_MAX = 200
"""Of findings of one code; the rest is counted."""


@dataclass(slots=True)
class CheckReport(Report):
    """The findings, and how much was looked at. ``counts`` has every finding, shown or not, by code."""

    commands: int = 0
    accepted: int = 0
    refused: int = 0
    unknown: int = 0
    """Commands whose sender never heard what became of them."""
    unknown_done: int = 0
    """Of those, the ones that took place."""
    repeats: int = 0
    """Answers that said: this was answered before."""
    rows: int = 0
    """Rows of the read models that were compared."""
    counts: Counter[str] = field(default_factory=Counter)

    def found(self, code: str, where: str, message: str) -> None:
        """Add a finding."""
        assert code in CODES, code
        self.counts[code] += 1
        if self.counts[code] <= SHOWN_MAX:
            self.findings.append(Finding(code, where, message))
