"""The reads on record: each partition a chain of its own, walked from its first read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing

from infra.audit.heads import AgainstHead, Head, miss_partitions
from infra.audit.report import Report
from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.errors import LogCorrupted
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.finding import last_record
from infra.eventlog.partition.log_reader import KafkaLogReader, RawRecord
from infra.eventlog.records.chain import hash_of_digits
from infra.reads.chain import ChainedRead, Link, decoded, first_link, in_chain

OF_READS = "the reads' partition"


def walk_reads(
    connection: KafkaConnection, topics: LogTopics, event_log: EventLog, report: Report, kept: Mapping[int, Head]
) -> None:
    """No gap in the positions, each hash that of its stored bytes and linked to the one before, every record a read. A
    partition's first break is added to the report and ends it. ``kept`` are heads that it must still have."""
    for partition in range(event_log.partitions):
        link = first_link(event_log.log_id, partition)
        against = AgainstHead(kept.get(partition), partition, report, OF_READS)
        try:
            for one in _reads(connection, topics, partition, link):
                link = Link(one.position, one.hash)
                against.see(one.position, hash_of_digits(one.hash))
        except (LogCorrupted, ValueError) as error:
            where = f"{OF_READS} {partition} position {link.position + 1}"
            report.found("reads_broken", where, f"{error}. What comes after it in {topics.reads} proves nothing.")
        against.finish(link.position)
        report.read_heads[partition] = (link.position, hash_of_digits(link.hash))
        report.reads += link.position
    miss_partitions(kept, range(event_log.partitions), report, OF_READS)


def heads_of_reads(connection: KafkaConnection, topics: LogTopics, event_log: EventLog) -> dict[int, Head]:
    """The last read of each partition now. Raises LogUnavailable, and LogCorrupted for a record that is no read."""
    found: dict[int, Head] = {}
    for partition in range(event_log.partitions):
        with closing(KafkaLogReader(connection, topics.reads, partition)) as reader:
            last = last_record(reader, reader.end_offset())
        link = first_link(event_log.log_id, partition) if last is None else _link(topics, partition, last)
        found[partition] = Head(link.position, hash_of_digits(link.hash))
    return found


def _link(topics: LogTopics, partition: int, record: RawRecord) -> Link:
    try:
        one = decoded(record)
    except ValueError as error:
        raise LogCorrupted(topics.reads, partition, record.offset, None, str(error)) from error
    return Link(one.position, one.hash)


def _reads(connection: KafkaConnection, topics: LogTopics, partition: int, first: Link) -> Iterator[ChainedRead]:
    with closing(KafkaLogReader(connection, topics.reads, partition)) as reader:
        chunks = reader.read(reader.beginning_offset(), reader.end_offset())
        yield from in_chain((record for chunk in chunks for record in chunk.records), first)
