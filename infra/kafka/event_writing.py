"""From the library's stored events to committed records: checks, group commit, positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from eventsourcing.persistence import IntegrityError, ProgrammingError, StoredEvent, Tracking
from kafka import TopicPartition
from kafka.structs import ConsumerGroupMetadata, OffsetAndMetadata

from infra.kafka.errors import RecordTooLarge
from infra.kafka.event_record import checked_headers, minimal_headers
from infra.kafka.group_commit import GroupCommit, Member
from infra.kafka.index import PartitionIndex
from infra.kafka.originator_ids import IndexedId
from infra.kafka.partition_log import NewEvent, PartitionLog
from infra.kafka.record_encoding import Header
from infra.kafka.tracking_log import TrackingLog
from infra.kafka.transaction import OutgoingRecord

RECORD_BYTES_MAX = 1_000_000  # just below what a broker accepts when nothing else is configured
RECORD_OVERHEAD_BYTES = 512  # the four headers of the log, lengths, framing
GROUP_EVENTS_MAX = 10_000

Taken = set[tuple[IndexedId, int]]


@dataclass(frozen=True)
class Write:
    """One call's events, and what is to be committed together with them."""

    events: Sequence[NewEvent]
    records: Sequence[OutgoingRecord] = ()
    offsets: Mapping[TopicPartition, OffsetAndMetadata] | None = None
    group_metadata: ConsumerGroupMetadata | None = None
    tracking: Tracking | None = None


class EventWriting:
    """Writes events through one `PartitionLog`; calls of several threads share transactions."""

    def __init__(self, log: PartitionLog, *, resolve: bool = True, tracking_log: TrackingLog | None = None) -> None:
        self._log = log
        self._resolve = resolve
        self._tracking_log = tracking_log
        self._source = f"/{log.event_log.topic}/{log.partition}"
        self._group: GroupCommit[Write, Sequence[int]] = GroupCommit(self._commit_group)

    def prepare(
        self, stored_events: Sequence[StoredEvent], headers: Sequence[Sequence[Header]] | None
    ) -> list[NewEvent]:
        """Everything about the events but their place. Raises ProgrammingError, RecordTooLarge."""
        if headers is not None and len(headers) != len(stored_events):
            raise ProgrammingError(
                f"There are headers for {len(headers)} events, and {len(stored_events)} events: give each its own."
            )
        to_key, indexed = self._log.originators.to_key, self._log.originators.indexed
        now = datetime.now(UTC) if headers is None else None
        prepared: list[NewEvent] = []
        for number, event in enumerate(stored_events):
            key = to_key(event.originator_id)
            if headers is not None:
                own, causation = checked_headers(headers[number], event.topic)
            else:
                assert now is not None
                own, causation = minimal_headers(event, self._source, key, now), None
            _check_size(event, own)
            prepared.append(
                NewEvent(key, indexed(key), event.originator_version, event.topic, event.state, own, causation)
            )
        return prepared

    def write(self, write: Write) -> Sequence[int]:
        """Commits and returns the events' positions. Raises IntegrityError when a version is taken already."""
        if write.tracking is not None and self._tracking_log is None:
            raise ProgrammingError("This recorder does not record trackings; a process recorder does.")
        return self._group.submit(write)

    def _commit_group(self, members: Sequence[Member[Write, Sequence[int]]]) -> None:
        """Commits the members' writes in as few transactions as their kind and size allow, in their order."""
        self._log.ready_to_write()
        together: list[Member[Write, Sequence[int]]] = []
        taken: Taken = set()
        size = 0
        for member in members:
            is_alone = member.work.offsets is not None or member.work.tracking is not None
            if together and (is_alone or size + len(member.work.events) > GROUP_EVENTS_MAX):
                self._commit(together)
                together, taken, size = [], set(), 0
            try:
                self._claim(member.work, taken)
            except IntegrityError as error:
                member.fail(error)
                continue
            together.append(member)
            size += len(member.work.events)
            if is_alone:
                self._commit(together)
                together, taken, size = [], set(), 0
        if together:
            self._commit(together)

    def _claim(self, write: Write, taken: Taken) -> None:
        if write.tracking is not None and self._tracking_log is not None:
            self._tracking_log.check(write.tracking)
        self._log.read(lambda index: _claim(index, write.events, taken))

    def _commit(self, members: Sequence[Member[Write, Sequence[int]]]) -> None:
        first, *others = members
        events: Sequence[NewEvent] = first.work.events
        records = list(first.work.records)
        if others:
            events = [event for member in members for event in member.work.events]
            records = [record for member in members for record in member.work.records]
        tracking, tracking_log = first.work.tracking, self._tracking_log
        if tracking is None or tracking_log is None:
            position = self._log.append(
                events, records, first.work.offsets, first.work.group_metadata, resolve=self._resolve
            )
        else:
            position = self._log.append(
                events,
                records + tracking_log.records(tracking),
                resolve=self._resolve,
                took_place=lambda: tracking_log.has(tracking),
            )
            tracking_log.recorded(tracking)
        for member in members:
            count = len(member.work.events)
            member.succeed(list(range(position, position + count)))
            position += count


def _claim(index: PartitionIndex, events: Sequence[NewEvent], taken: Taken) -> None:
    """Adds the events' versions to `taken`; raises IntegrityError, adding none, when one is taken already."""
    claimed: dict[IndexedId, list[int]] = {}
    for event in events:
        claimed.setdefault(event.originator, []).append(event.version)
    for originator, versions in claimed.items():
        if (
            len(set(versions)) < len(versions)
            or any((originator, version) in taken for version in versions)
            or index.is_taken(originator, versions)
        ):
            raise IntegrityError(
                f"Of the originator {originator!r} one of the versions {versions} is recorded already, or is there "
                "twice. Nothing of this call was written: read the originator again and decide anew."
            )
    taken.update((originator, version) for originator, versions in claimed.items() for version in versions)


def _check_size(event: StoredEvent, headers: Sequence[Header]) -> None:
    size = len(event.state) + sum(len(name) + len(content) for name, content in headers) + RECORD_OVERHEAD_BYTES
    if size > RECORD_BYTES_MAX:
        raise RecordTooLarge(
            f"The event {event.topic}, version {event.originator_version} of {event.originator_id}, needs {size} "
            f"bytes; a record may have {RECORD_BYTES_MAX}. Keep large content elsewhere and refer to it."
        )
