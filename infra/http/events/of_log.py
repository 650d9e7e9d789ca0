"""The port on Kafka."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from threading import Event

from domain.kernel.recorded import RecordedEvent
from infra.audit.heads import KeptHeads
from infra.audit.history import LogHistory
from infra.eventlog.errors import LogCorrupted, LogUnavailable, TopicSettingsError
from infra.eventlog.partition.log_reader import RawRecord
from infra.eventlog.partition.log_tail import LogTail
from infra.eventlog.records.event_reading import decode_event
from infra.http.events.port import EventChoice, EventsFound, Positions, StoredEvent, Tell
from infra.http.open_logs import OpenLogs
from infra.http.problems import HttpProblem, unavailable
from infra.messages import Undecodable
from infra.messages.events import read_event
from infra.messages.headers import number_of, text_of, time_of, uuid_of
from infra.runtime.clock import Clock
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings

LOOKED_AT_MAX = 50_000
"""Events looked at for one page, about a second: who asks for few of many comes again with the cursor."""


class EventsOfTheLog:
    """See Events. Safe for several threads."""

    def __init__(self, settings: Settings, clock: Clock, logs: OpenLogs) -> None:
        self._settings, self._clock, self._logs = settings, clock, logs

    def partitions(self) -> range:
        """See Events."""
        with self._reading() as log:
            return log.partitions

    def heads(self) -> KeptHeads:
        """See Events."""
        with self._reading() as log:
            return KeptHeads(log.log.log_id, log.log.topic, self._clock.now(), log.heads(), log.heads_of_reads())

    def after(self, after: Positions, partitions: Collection[int], choice: EventChoice, limit: int) -> EventsFound:
        """See Events."""
        found: list[RecordedEvent] = []
        reached, looked_at = dict(after), 0
        with self._reading() as log:
            for partition in partitions:
                for record in log.records_from(partition, reached.get(partition, 0) + 1):
                    reached[partition], wanted = _wanted(partition, record, choice)
                    found += wanted
                    looked_at += 1
                    if len(found) == limit or looked_at == LOOKED_AT_MAX:
                        return EventsFound(found, reached, is_end=False)
        return EventsFound(found, reached, is_end=True)

    def at(self, partition: int, position: int) -> StoredEvent | None:
        """See Events."""
        with self._reading() as log:
            record = next(iter(log.records_from(partition, position)), None)
            if record is None or record.key is None or record.value is None:
                return None
            recorded = read_event(partition, record.offset, record.key, record.value, _headers(record))
            headers = [(name, value or b"") for name, value in record.headers]
            return StoredEvent(recorded, record.key, record.value, headers, _is_whole(record))

    def follow(self, after: Positions, choice: EventChoice, tell: Tell, stop: Event) -> None:
        """See Events."""
        with self._reading() as log:
            begins = {one: log.offset_for(one, after.get(one, 0) + 1) for one in log.partitions}
            topic = log.log.topic
        reached = dict.fromkeys(begins, 0) | dict(after)
        with _as_problems(), LogTail(connection_of(self._settings), topic, begins) as tail:
            for records in tail.follow(stop):
                tell(_taken(records, reached, choice), dict(reached))

    @contextmanager
    def _reading(self) -> Iterator[LogHistory]:
        with _as_problems(), self._logs.reading() as log:
            yield log


@contextmanager
def _as_problems() -> Iterator[None]:
    try:
        yield
    except (LogUnavailable, TopicSettingsError) as error:
        raise unavailable(error) from error
    except (LogCorrupted, Undecodable) as error:
        told = "The log cannot be read there. `caseledger verify` says what is wrong with it."
        raise HttpProblem("fault", told) from error


def _taken(
    records: Iterable[tuple[int, RawRecord]], reached: dict[int, int], choice: EventChoice
) -> list[RecordedEvent]:
    """Those wanted of what came; ``reached`` moves on. What stands before it was had already."""
    found: list[RecordedEvent] = []
    for partition, record in records:
        position, wanted = _wanted(partition, record, choice)
        if position > reached[partition]:
            reached[partition] = position
            found += wanted
    return found


def _wanted(partition: int, record: RawRecord, choice: EventChoice) -> tuple[int, list[RecordedEvent]]:
    """Its position, and the event if it is wanted: others are not taken apart. Raises Undecodable."""
    named = _headers(record)
    at = number_of(named, "position")
    times = time_of(named, "ce_time"), time_of(named, "ce_recordedtime")
    if not choice.takes(text_of(named, "ce_type"), uuid_of(named, "ce_subject"), *times):
        return at, []
    return at, [read_event(partition, record.offset, record.key, record.value, named)]


def _headers(record: RawRecord) -> dict[str, bytes]:
    return {name: value for name, value in record.named_headers.items() if value is not None}


def _is_whole(record: RawRecord) -> bool:
    assert record.stored is not None
    try:
        decode_event(record.key, record.value, record.stored, record.header_count)
    except (ValueError, IndexError):
        return False
    return True
