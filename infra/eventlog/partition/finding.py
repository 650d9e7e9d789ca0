"""Finding the event at a position: positions have no gaps and offsets do, for markers and aborted records take some."""

from __future__ import annotations

from itertools import chain

from infra.eventlog.partition.log_reader import LogReader, RawRecord

NEAR = 500
"""So few events before the one that is looked for are read rather than jumped over."""


TAIL = 64
"""Offsets read back at first to find a partition's last event: a transaction leaves one marker behind its events."""


def last_record(reader: LogReader, end: int) -> RawRecord | None:
    """The last record that is committed before the offset ``end``; None when there is none. Raises LogUnavailable,
    LogCorrupted."""
    begin, back = reader.beginning_offset(), TAIL
    while True:
        start = max(begin, end - back)
        records = [record for chunk in reader.read(start, end) for record in chunk.records]
        if records or start == begin:
            return records[-1] if records else None
        back *= 8  # many aborted transactions in a row


def offset_for(reader: LogReader, position: int, end: int) -> int:
    """An offset from which on reading comes to the event at ``position`` soon; ``end`` is that of the log now.

    Each event takes one offset at least. So from a record at an earlier position the one that is looked for stands as
    many offsets further on as positions are missing, or more: that far is jumped, again and again. Each jump leaves of
    the way the part that markers take, so that it costs a logarithm of the log's length.

    Raises LogUnavailable, LogCorrupted. A record that is no event is for the reader to tell: it begins there.
    """
    offset = max(reader.beginning_offset(), min(position - 1, end))
    while offset < end:
        record = next(chain.from_iterable(chunk.records for chunk in reader.read(offset, end)), None)
        at = None if record is None else _position_of(record)
        if record is None or at is None:
            break
        missing = position - at
        if missing <= NEAR:
            return offset if missing <= 0 else record.offset
        offset = record.offset + missing
    return min(offset, end)


def _position_of(record: RawRecord) -> int | None:
    said = record.named_headers.get("position") or b""
    return int(said) if said.isdigit() else None
