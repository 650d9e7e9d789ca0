"""Walking one partition of the log from its first event, checking what makes it a log.

No gap in the positions, each hash that of its stored bytes and linked to the one before, no gap in the versions of
any aggregate, every record readable and on the partition of its key. The first break ends the walk: what comes after
it proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.kernel.recorded import RecordedEvent
from infra.audit.report import Report
from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.errors import LogCorrupted
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_check import LogCheck
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.eventlog.records.chain import genesis, hash_of_digits
from infra.eventlog.records.partitioner import partition_of
from infra.messages import Undecodable
from infra.messages.events import read_record


class Step(NamedTuple):
    """One event on the way: as it reads, and the bytes of its value as they are stored."""

    recorded: RecordedEvent
    value: bytes


def walk(connection: KafkaConnection, event_log: EventLog, partition: int, report: Report) -> Iterator[Step]:
    """The partition's events in order. Breaks are added to the report, and end it."""
    reader = KafkaLogReader(connection, event_log.topic, partition)
    check = LogCheck(event_log.topic, partition, 0, genesis(event_log.log_id, partition))
    versions: dict[int, int] = {}  # by the number of the id: looking a UUID up takes three times as long
    try:
        for batch in reader.read(reader.beginning_offset(), reader.end_offset()):
            for record, stored in zip(batch.records, check.check(batch.records), strict=True):
                recorded = read_record(partition, record)
                aggregate = recorded.aggregate_id.int
                before = versions.get(aggregate, 0)
                if recorded.version != before + 1:
                    report.found(
                        "version_gap",
                        f"partition {partition} position {recorded.position}",
                        f"Version {recorded.version} of {recorded.aggregate_id} follows version {before}.",
                    )
                versions[aggregate] = recorded.version
                if not before and (right := partition_of(record.key or b"", event_log.partitions)) != partition:
                    report.found(
                        "misplaced",
                        f"partition {partition} position {recorded.position}",
                        f"{recorded.aggregate_id} belongs to partition {right}: there may be two of this id.",
                    )
                yield Step(recorded, stored.state)
    except LogCorrupted as error:
        report.found("log_corrupted", f"partition {partition}", str(error))
    except Undecodable as error:
        report.found("undecodable", f"partition {partition}", f"{error}.")
    finally:
        reader.close()
        report.positions[partition], report.heads[partition] = check.position, hash_of_digits(check.hash)
        report.aggregates += len(versions)
