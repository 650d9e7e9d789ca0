"""Persons' keys while a bulk log is written: each is made when it is first needed, and forgotten with its last case.

What is made here must be in the log before or with the first event that it seals (``take_records``).
"""

from __future__ import annotations

from uuid import UUID

from domain.kernel.message import Event
from infra.eventlog.records.partitioner import partition_of
from infra.eventlog.transactions.transaction import OutgoingRecord
from infra.messages.crypto.key_record import Owner, key_record_key, key_record_value
from infra.messages.crypto.sealed_bytes import DataKey
from infra.messages.crypto.sealing_events import new_key, seal_event
from infra.messages.crypto.wrapping import WrappingKeys
from infra.messages.headers import uuid_text

_Keys = dict[tuple[Owner, int], DataKey]
"""By owner and partition."""


class PortfolioKeys:
    """The keys of debtors, whom several cases may have."""

    def __init__(self, wrapping: WrappingKeys, topic: str, partitions: int) -> None:
        self.wrapping, self.topic, self.partitions = wrapping, topic, partitions
        self._of_debtors: dict[UUID, _Keys] = {}

    def of_case(self, debtor: UUID) -> CaseKeys:
        """What seals the events of a case of this debtor."""
        return CaseKeys(self, debtor, self._of_debtors.setdefault(debtor, {}))

    def forget(self, debtor: UUID) -> None:
        """No case of this debtor is expected any more."""
        self._of_debtors.pop(debtor, None)


class CaseKeys:
    """Seals the events of one case; whoever is no debtor of the portfolio (a payer, an estate) is in no other case."""

    def __init__(self, shared: PortfolioKeys, debtor: UUID, of_debtor: _Keys) -> None:
        self._shared, self._debtor = shared, debtor
        self._of_debtor: _Keys = of_debtor
        self._of_others: _Keys = {}
        self._records: list[OutgoingRecord] = []

    def seal(self, aggregate: UUID, event: Event, identifier: UUID) -> Event:
        """The event with its personal texts sealed, for the partition of the aggregate."""
        partition = partition_of(uuid_text(aggregate), self._shared.partitions)
        return seal_event(event, identifier, lambda owner: self.key(owner, partition))

    def take_records(self) -> list[OutgoingRecord]:
        """The keys that were made since the last call, as records."""
        records, self._records = self._records, []
        return records

    def key(self, owner: Owner, partition: int) -> DataKey:
        """The one that seals the owner's texts in events of this partition."""
        keys = self._of_debtor if owner.person == self._debtor else self._of_others
        known = keys.get((owner, partition))
        if known is None:
            known, wrapped = new_key(self._shared.wrapping, owner)
            keys[owner, partition] = known
            content = key_record_key(owner), key_record_value(wrapped)
            self._records.append((self._shared.topic, partition, *content, []))
        return known
