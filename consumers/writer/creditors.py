"""The creditors that the commands of one partition may name: those of the directory, and those of the batch in hand.

1. An entry goes into the transaction of the creditor's events (``take_records``). When that does not take place, this
   object is thrown away with the batch.
2. A creditor that is not known makes us read the directory to its end once in a batch, before its claims are refused:
   all commands of the batch were sent before that.
"""

from __future__ import annotations

from domain.kernel.directory import CreditorEntry
from infra.creditors.directory import CreditorDirectory
from infra.creditors.entry_record import entry_record
from infra.eventlog.transactions.transaction import OutgoingRecord


class PartitionCreditors:
    """For use by one thread, during one ownership; the directory is shared with other partitions."""

    def __init__(self, directory: CreditorDirectory, topic: str) -> None:
        self._directory = directory
        self._topic = topic
        self._own: dict[str, CreditorEntry] = {}
        self._records: list[OutgoingRecord] = []
        self._has_read_on = False

    def begin_batch(self) -> None:
        """2. More may have been registered since the last one."""
        self._has_read_on = False

    def get(self, creditor_id: str, /) -> CreditorEntry | None:
        """The creditor, or None when none is registered. Raises LogUnavailable."""
        found = self._own.get(creditor_id) or self._directory.get(creditor_id)
        if found is None and not self._has_read_on:
            self._directory.read_on(to_what_was_written=True)  # 2
            self._has_read_on = True
            found = self._directory.get(creditor_id)
        return found

    def put(self, entry: CreditorEntry) -> None:
        """What events of this partition make of a creditor: its writer knows better than the directory."""
        self._own[entry.creditor_id] = entry
        self._records.append((self._topic, 0, *entry_record(entry), []))

    def take_records(self) -> list[OutgoingRecord]:
        """1. The entries of the creditors that this batch has changed."""
        records, self._records = self._records, []
        return records
