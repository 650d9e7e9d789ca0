"""What follows from the events of one partition, by the pure core alone: states and the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from domain.catalogue import KINDS, kind_of
from domain.kernel.directory import CreditorEntry
from domain.kernel.ledger import CLEARING, Posting
from domain.kernel.recorded import RecordedEvent
from infra.audit.packed_states import PackedStates

Ledger = Counter[tuple[str, str]]
"""Balances in minor units by (currency, account); debit positive."""

UNDER_WAY_MAX = timedelta(minutes=10)
"""How long money may be on its way from a payment to its cases, or back. The policies take a second or two."""


@dataclass(slots=True)
class Clearing:
    """What stands in the clearing accounts because of each payment, and when it last moved there."""

    minor: Counter[tuple[UUID, str]] = field(default_factory=Counter)
    moved_at: dict[UUID, datetime] = field(default_factory=dict)

    def see(self, recorded: RecordedEvent, postings: Sequence[Posting]) -> None:
        """Add an event's postings to the payment that it is of, or that it names."""
        payment_id = getattr(recorded.event, "payment_id", recorded.aggregate_id)
        for posting in postings:
            if posting.account in CLEARING:
                self.minor[payment_id, posting.currency] += posting.amount_minor
                self.moved_at[payment_id] = max(
                    recorded.recorded_at, self.moved_at.get(payment_id, recorded.recorded_at)
                )

    def add(self, other: Clearing) -> None:
        """Another partition's."""
        self.minor.update(other.minor)
        for payment_id, at in other.moved_at.items():
            self.moved_at[payment_id] = max(at, self.moved_at.get(payment_id, at))

    def left(self, now: datetime) -> list[tuple[UUID, str, int]]:
        """Payments of which money stands there for longer than work is under way: id, currency, amount."""
        return [
            (payment_id, currency, -minor)
            for (payment_id, currency), minor in sorted(self.minor.items(), key=str)
            if minor and now - self.moved_at[payment_id] > UNDER_WAY_MAX
        ]


class Expected:
    """The aggregates and the ledger after the events folded so far."""

    def __init__(self) -> None:
        self.states = {kind.name: PackedStates() for kind in KINDS}
        self.ledger: Ledger = Counter()
        self.clearing = Clearing()

    def entries(self) -> dict[str, CreditorEntry]:
        """What the directory must say of the creditors in the partition, by id."""
        found = [kind.entry_of(state) for kind in KINDS if kind.entry_of for state in self.states[kind.name].values()]
        return {entry.creditor_id: entry for entry in found}

    def fold(self, recorded: RecordedEvent) -> int:
        """Fold one event in. Returns what its postings do not balance by, in minor units: zero."""
        kind = kind_of(recorded.topic)
        states = self.states[kind.name]
        before = states.get(recorded.aggregate_id, kind.initial)
        states.keep(recorded.aggregate_id, kind.evolve(before, recorded.event))
        postings = recorded.event.postings()
        if not postings:
            return 0
        for posting in postings:
            self.ledger[posting.currency, posting.account] += posting.amount_minor
        self.clearing.see(recorded, postings)
        return sum([posting.amount_minor for posting in postings])
