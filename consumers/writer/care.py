"""What is done when no transaction can be made of some commands for a reason that lies in one of them.

Each command is read, decided, encoded and measured by itself, so this is for what nobody foresaw. Then

1. the transaction is given up, and the partition taken over anew,
2. the same records are handled one by one, so that the others are not held up by the one,
3. the one that fails alone is passed over, its place noted among the rejected.

An ailing cluster, a full disk or a lost index is no fault of any record: those are waited for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kafka import errors as kafka_errors

from consumers.writer.ownership import NO_FAULT_OF_A_COMMAND
from infra.eventlog.errors import CommitRefused, RecordTooLarge
from infra.runtime.faults import where_it_failed

_BROKER_REFUSES_THE_RECORD = (
    kafka_errors.MessageSizeTooLargeError,
    kafka_errors.RecordListTooLargeError,
    kafka_errors.InvalidRecordError,
    kafka_errors.PolicyViolationError,
)


class RecordsAtFault(Exception):
    """No transaction could be made of these records, and it is not the cluster's or the machine's doing."""

    def __init__(self, records: Sequence[Any], error: Exception) -> None:
        self.first = int(getattr(records[0], "first_offset", records[0].offset))
        self.last = int(records[-1].offset)
        self.is_one = len(records) == 1
        self.problem = where_it_failed(error)
        super().__init__(f"offsets {self.first} to {self.last}: {self.problem}")


def lies_in_the_records(error: Exception) -> bool:
    """Whether a transaction failed because of what was to be written."""
    if isinstance(error, RecordTooLarge):
        return True
    if isinstance(error, CommitRefused):
        return isinstance(error.__cause__, _BROKER_REFUSES_THE_RECORD)
    return not isinstance(error, NO_FAULT_OF_A_COMMAND)


class Care:
    """How the records of a partition are handled: many at once, unless some of them have failed."""

    def __init__(self) -> None:
        self._until = -1
        self._hopeless: dict[int, str] = {}

    def take(self, fault: RecordsAtFault) -> None:
        """These failed: one by one from now on, up to the last of them; one that was alone is given up."""
        self._until = max(self._until, fault.last)
        if fault.is_one:
            self._hopeless = {fault.last: fault.problem}

    def goes_one_by_one(self, next_offset: int) -> bool:
        """Whether the record at this offset is handled alone."""
        return next_offset <= self._until

    def reason_to_pass_over(self, records: Sequence[Any]) -> str | None:
        """Why a record that comes alone is not tried again; None when it is."""
        return self._hopeless.get(records[0].offset) if len(records) == 1 else None
