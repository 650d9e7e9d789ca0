"""What stands in a file of Kafka's log: its bytes, and those of the batches that are compressed in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kafka.record import MemoryRecords

_OF_A_TOPIC = re.compile(r".+-[0-9]+")


def bytes_of(file: Path) -> bytes:
    """Of any file; of a topic's segment also what is compressed in it."""
    content = file.read_bytes()
    if file.suffix != ".log" or not _OF_A_TOPIC.fullmatch(file.parent.name):
        return content
    return b"\n".join([content, *_taken_apart(content)])


def _taken_apart(segment: bytes) -> Iterator[bytes]:
    records = MemoryRecords(segment)
    while (batch := records.next_batch()) is not None:
        if batch.compression_type:
            batch._maybe_uncompress()
            yield bytes(batch._buffer)
