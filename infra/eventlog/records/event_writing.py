"""From the library's stored events to committed records: checks, group commit, positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from eventsourcing.persistence import IntegrityError, ProgrammingError, StoredEvent, Tracking
from kafka import TopicPartition
from kafka.structs import ConsumerGroupMetadata, OffsetAndMetadata

from infra.eventlog.errors import RecordTooLarge
from infra.eventlog.partition.partition_log import NewEvent, PartitionLog
from infra.eventlog.partition.tracking_log import TrackingLog
from infra.eventlog.records.event_record import PreparedHeaders, minimal_headers, prepare_headers
from infra.eventlog.records.originator_ids import IndexedId
from infra.eventlog.records.record_encoding import Header, encode_field
from infra.eventlog.transactions.group_commit import GroupCommit, Member
from infra.eventlog.transactions.transaction import OutgoingRecord

RECORD_BYTES_MAX = 1_000_000  # just below what a broker accepts when nothing else is configured
RECORD_OVERHEAD_BYTES = 512  # the four headers of the log, lengths, framing
GROUP_EVENTS_MAX = 10_000


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
        self, stored_events: Sequence[StoredEvent], headers: Sequence[Sequence[Header] | PreparedHeaders] | None
    ) -> list[NewEvent]:
        """Everything about the events but their place; headers that are prepared already stay so.

        Raises ProgrammingError, RecordTooLarge.
        """
        if headers is not None and len(headers) != len(stored_events):
            raise ProgrammingError(
                f"There are headers for {len(headers)} events, and {len(stored_events)} events: give each its own."
            )
        to_key, indexed = self._log.originators.to_key, self._log.originators.indexed
        if headers is None:
            now = datetime.now(UTC)
            headers = [minimal_headers(e, self._source, to_key(e.originator_id), now) for e in stored_events]
        prepared: list[NewEvent] = []
        for event, own in zip(stored_events, headers, strict=True):
            key, state = to_key(event.originator_id), event.state
            key_and_value = encode_field(key) + encode_field(state)
            ready = own if isinstance(own, PreparedHeaders) else prepare_headers(own, event.topic)
            new = NewEvent(indexed(key), event.originator_version, event.topic, state, key_and_value, ready)
            if new.size > RECORD_BYTES_MAX - RECORD_OVERHEAD_BYTES:
                raise _too_large(event, new.size + RECORD_OVERHEAD_BYTES)
            prepared.append(new)
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
        versions = Versions(self._log, [event for member in members for event in member.work.events])
        size = 0
        for member in members:
            is_alone = member.work.offsets is not None or member.work.tracking is not None
            if together and (is_alone or size + len(member.work.events) > GROUP_EVENTS_MAX):
                self._commit(together)
                together, size = [], 0
            try:
                self._claim(member.work, versions)
            except IntegrityError as error:
                member.fail(error)
                continue
            together.append(member)
            size += len(member.work.events)
            if is_alone:
                self._commit(together)
                together, size = [], 0
        if together:
            self._commit(together)

    def _claim(self, write: Write, versions: Versions) -> None:
        """Raises IntegrityError when something is taken already; otherwise it is taken now."""
        if write.tracking is not None and self._tracking_log is not None:
            self._tracking_log.check(write.tracking)
        versions.claim(write.events)

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


class Versions:
    """Which versions of originators are taken, by the log or by an earlier member of the group."""

    def __init__(self, log: PartitionLog, events: Sequence[NewEvent]) -> None:
        originators = {event.originator for event in events}
        self._log = log
        self._latest = log.read(lambda index: index.latest_versions(originators))
        self._taken: set[tuple[IndexedId, int]] = set()

    def claim(self, events: Sequence[NewEvent]) -> None:
        """Takes the versions of these events, or none of them and raises IntegrityError."""
        claimed = {(event.originator, event.version) for event in events}
        if len(claimed) < len(events) or not claimed.isdisjoint(self._taken) or any(map(self._is_recorded, claimed)):
            raise IntegrityError(
                f"One of these versions is recorded already, or is there twice: {_named(events)}. Nothing of this "
                "call was written: read the originators again and decide anew."
            )
        self._taken |= claimed

    def _is_recorded(self, claim: tuple[IndexedId, int]) -> bool:
        originator, version = claim
        return version <= self._latest.get(originator, -1) and self._log.read(
            lambda index: index.has_version(originator, version)
        )


def _named(events: Sequence[NewEvent]) -> str:
    names = [f"version {event.version} of {event.originator!r}" for event in events[:5]]
    return ", ".join(names) + (", …" if len(events) > 5 else "")


def _too_large(event: StoredEvent, size: int) -> RecordTooLarge:
    return RecordTooLarge(
        f"The event {event.topic}, version {event.originator_version} of {event.originator_id}, needs {size} bytes; a "
        f"record may have {RECORD_BYTES_MAX}. Keep large content elsewhere and refer to it."
    )
