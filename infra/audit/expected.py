"""What follows from the events of one partition, by the pure core alone: states and the ledger."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from domain.catalogue import kind_of
from domain.kernel.recorded import RecordedEvent

Ledger = Counter[tuple[str, str]]
"""Balances in minor units by (currency, account); debit positive."""


class Expected:
    """The aggregates and the ledger after the events folded so far."""

    def __init__(self) -> None:
        self.states: dict[str, dict[UUID, object]] = {"case": {}, "payment": {}}
        self.ledger: Ledger = Counter()

    def fold(self, recorded: RecordedEvent) -> int:
        """Fold one event in. Returns what its postings do not balance by, in minor units: zero."""
        kind = kind_of(recorded.topic)
        states = self.states[kind.name]
        before = states.get(recorded.aggregate_id, kind.initial)
        states[recorded.aggregate_id] = kind.evolve(before, recorded.event)
        difference = 0
        for posting in recorded.event.postings():
            self.ledger[posting.currency, posting.account.value] += posting.amount_minor
            difference += posting.amount_minor
        return difference
