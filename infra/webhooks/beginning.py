"""From where on a subscription is told: now, the beginning, a time, or a position of one partition."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from kafka import TopicPartition
from kafka import errors as kafka_errors

from infra.eventlog.errors import LogUnavailable
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.webhooks.subscription import LanePlace

NOW, BEGINNING = "now", "beginning"
_POSITION = re.compile(r"(\d{1,4}):(\d{1,15})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Position(NamedTuple):
    """An event's place in the log: it is the first that is told of its partition."""

    partition: int
    position: int


Begin = str | datetime | Position
"""``NOW``, ``BEGINNING``, a time (UTC) or a position."""
Places = Callable[[Begin], Mapping[int, LanePlace]]
"""Where to read on in which partitions. Raises BeginRefused, LogUnavailable."""


class BeginRefused(Exception):
    """There is no such place in the log; the message says why."""


def read_begin(text: str) -> Begin:
    """What a person or a program wrote. Raises BeginRefused."""
    if text in (NOW, BEGINNING):
        return text
    if found := _POSITION.fullmatch(text):
        return Position(int(found[1]), int(found[2]))
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is not None:
            return max(instant.astimezone(UTC), _EPOCH)
    except (ValueError, OverflowError):
        pass
    wanted = "`now`, `beginning`, a time with its offset such as 2026-03-02T08:00:00Z, or PARTITION:POSITION"
    raise BeginRefused(f"This is no place to begin at: say {wanted}.")


class PlacesInLog:
    """Asks the log."""

    def __init__(self, connection: KafkaConnection, topic: str, partitions: int) -> None:
        self._connection = connection
        self._every = [TopicPartition(topic, number) for number in range(partitions)]

    def __call__(self, begin: Begin) -> Mapping[int, LanePlace]:
        """See ``Places``."""
        if isinstance(begin, Position):
            return self._at(begin)
        if begin == BEGINNING:
            return {place.partition: LanePlace(0) for place in self._every}
        try:
            with closing(self._connection.consumer(group_id=None)) as consumer:
                offsets = consumer.end_offsets(self._every)
                if isinstance(begin, datetime):
                    at_ms = (begin - _EPOCH) // timedelta(milliseconds=1)
                    found = consumer.offsets_for_times(dict.fromkeys(self._every, at_ms))
                    offsets |= {place: one.offset for place, one in found.items() if one is not None}
        except kafka_errors.KafkaError as error:
            raise LogUnavailable(f"Could not ask where to begin: {error!r}. Nothing was changed.") from error
        return {place.partition: LanePlace(offset) for place, offset in offsets.items()}

    def _at(self, begin: Position) -> Mapping[int, LanePlace]:
        """Positions count without a gap, and offsets with gaps: no event stands before the offset of its number."""
        if begin.partition >= len(self._every):
            raise BeginRefused(f"The log has no partition {begin.partition}: it has {len(self._every)}, from 0.")
        if begin.position < 1:
            raise BeginRefused("Positions count from 1.")
        return {begin.partition: LanePlace(begin.position - 1, begin.position - 1)}
