"""A read as a record of the chain: the same headers and the same hash as an event has (``eventlog.records.chain``).

The genesis names the topic beside the log and the partition, so that no event fits among reads and no read among
events. A read's key is its own id, so every one is the first version of itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from infra.eventlog.partition.log_reader import RawRecord
from infra.eventlog.records.chain import genesis
from infra.eventlog.records.event_reading import decode_event
from infra.eventlog.records.event_record import encode_event, prepare_headers
from infra.eventlog.records.record_encoding import Header, encode_field
from infra.messages.headers import SPEC_VERSION, time_text
from infra.reads.read import Read, read_from

TYPE = "caseledger.reads.Read.v1"
CONTENT_TYPE: Header = ("content-type", b"application/json")


class Link(NamedTuple):
    """The last read of a partition: its position, 0 where there is none, and its hash (64 hexadecimal digits)."""

    position: int
    hash: bytes


def first_link(log_id: str, partition: int) -> Link:
    """What the first read of a partition builds on."""
    return Link(0, genesis(f"{log_id}/reads", partition))


class ChainedRead(NamedTuple):
    """A read in its place."""

    position: int
    read: Read
    hash: bytes
    prevhash: bytes


def encoded(reads: Iterable[Read], topic: str, last: Link) -> tuple[list[bytes], Link]:
    """The records of reads that follow ``last``, and the new last one."""
    bodies: list[bytes] = []
    for read in reads:
        key = str(read.id).encode()
        body, digest = encode_event(
            encode_field(key) + encode_field(read.value()),
            prepare_headers(_headers(read, key, topic), TYPE),
            version=1,
            position=last.position + 1,
            prevhash=last.hash,
        )
        bodies.append(body)
        last = Link(last.position + 1, digest)
    return bodies, last


def decoded(record: RawRecord) -> ChainedRead:
    """The read in a record, checked against its own hash. Raises ValueError that says what is wrong with it."""
    assert record.stored is not None
    found = decode_event(record.key, record.value, record.stored, record.header_count)
    if found.topic != TYPE:
        raise ValueError("it is a record of another type")
    return ChainedRead(found.position, read_from(found.key, found.state), found.hash, found.prevhash)


def in_chain(records: Iterable[RawRecord], last: Link) -> Iterator[ChainedRead]:
    """Reads that follow ``last`` without a gap. Raises ValueError at the first that does not."""
    for record in records:
        found = decoded(record)
        if found.position != last.position + 1:
            raise ValueError(f"position {found.position} follows position {last.position}")
        if found.prevhash != last.hash:
            raise ValueError(f"position {found.position} does not build on the one before it")
        yield found
        last = Link(found.position, found.hash)


def _headers(read: Read, key: bytes, topic: str) -> Sequence[Header]:
    return (
        SPEC_VERSION,
        ("ce_id", key),
        ("ce_source", f"/{topic}".encode()),
        ("ce_type", TYPE.encode()),
        ("ce_time", time_text(read.at)),
        CONTENT_TYPE,
    )
