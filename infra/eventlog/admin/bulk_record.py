"""What a log says of itself when it was written in bulk: straight to its topics, without commands.

The record is written before the first event, and again when the last one is there. In between, and for ever if the
writing was cut off, the log is only a part, and nobody opens it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from infra.eventlog.admin.topics import LogTopics

BULK_KEY = b"bulk"
BULK_FORMAT = 1


@dataclass(frozen=True)
class BulkRecord:
    """``what`` says in words what was written. ``positions`` are those of the last such events by partition, and are
    there when it is complete: up to them, the log was never asked for anything by a command."""

    what: str
    positions: Mapping[int, int] = field(default_factory=dict)
    is_complete: bool = False

    def how_to_begin_again(self, topics: LogTopics) -> str:
        """For whoever opens a part."""
        return (
            f"{topics.events} holds only a part of {self.what}: they are being written, or their writing was cut off. "
            f"If nobody writes them any more, give the log another name (CASELEDGER_LOG), or delete all topics whose "
            f"names begin with {topics.log}. and create it again with `caseledger up`; then give the same command "
            "again: it writes the same"
        )


def bulk_record_value(record: BulkRecord) -> bytes:
    """As it stands in the log."""
    content = {
        "format": BULK_FORMAT,
        "what": record.what,
        "is_complete": record.is_complete,
        "positions": {str(partition): position for partition, position in record.positions.items()},
    }
    return json.dumps(content).encode()


def read_bulk_record(value: bytes) -> BulkRecord:
    """The record in a value of ours."""
    content = json.loads(value)
    positions = {int(partition): position for partition, position in content["positions"].items()}
    return BulkRecord(content["what"], positions, content["is_complete"])
