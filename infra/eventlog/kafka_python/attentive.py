"""kafka-python's consumer, with an end to two states in which it never hears what it wants to (kafka-python 3.0.12).

1. It keeps in mind which broker it has asked and not heard from, and whether a position has to be looked at again
   after a change of leaders; it asks nobody in either case. Each is taken back by the answer, and an error at the wrong
   moment leaves one behind: the consumer's polls return nothing then, for good, and raise nothing (seen once in an hour
   of leaders that come and go). Here a partition that has been asked of nobody for DEAF_S, though it is to be read, is
   set right: what was kept in mind about it is forgotten, and it is read on from where it stands.
2. Asked where a partition ends, a broker says that it does not lead it any more: it is asked the same again there, at
   once and until the time is over, on a whole processor. Here it is found out first who leads it now.

Every consumer of `client.KafkaConnection` is one of these, so that no reader has to think of it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka import errors as kafka_errors

from infra.eventlog.time_outs import DEAF_S

LOOK_S = 1.0
"""How often it is looked at what is asked."""

log = logging.getLogger("caseledger.eventlog")


class AttentiveConsumer(KafkaConsumer):  # type: ignore[misc]
    """Not for use by several threads at once, as the other is not."""

    def __init__(self, **configs: Any) -> None:
        super().__init__(**configs)
        self._asked: set[TopicPartition] = set()
        self._unasked_since: dict[TopicPartition, float] = {}
        self._looked_at = time.monotonic()
        self._their_requests = self._fetcher._create_fetch_requests
        self._fetcher._create_fetch_requests = self._noted_requests
        self._their_offsets = self._fetcher._send_list_offsets_requests
        self._fetcher._send_list_offsets_requests = self._offsets_of_leaders

    def poll(self, timeout_ms: float = 0, max_records: int | None = None, update_offsets: bool = True) -> Any:
        """The next records, as always."""
        polled = super().poll(timeout_ms, max_records, update_offsets)
        if time.monotonic() >= self._looked_at + LOOK_S:
            self._look_for_unasked()
        return polled

    def _noted_requests(self) -> Any:
        """Called on the client's I/O thread."""
        requests = self._their_requests()
        for _, offsets in requests.values():
            self._asked.update(offsets)
        return requests

    async def _offsets_of_leaders(self, wanted: Any) -> Any:
        """Raises StaleMetadata, which has the leaders looked for, when not all were said."""
        found, left = await self._their_offsets(wanted)
        if left:
            raise kafka_errors.StaleMetadata()
        return found, left

    def _look_for_unasked(self) -> None:
        now = self._looked_at = time.monotonic()
        asked, self._asked = self._asked, set()
        unasked = {place for place in self.assignment() - self.paused() if not self._is_under_way(place)} - asked
        self._unasked_since = {place: self._unasked_since.get(place, now) for place in unasked}
        deaf = {place for place, since in self._unasked_since.items() if now >= since + DEAF_S}
        if deaf:
            self._set_right(deaf)

    def _is_under_way(self, place: TopicPartition) -> bool:
        """Whether records of it are coming, or are there and wait to be taken."""
        fetcher = self._fetcher
        leader = self._cluster.leader_for_partition(place)
        if leader in fetcher._nodes_with_pending_fetch_requests and fetcher.in_flight_fetches():
            return True
        current = fetcher._next_partition_records
        return any(one.topic_partition == place for one in (*fetcher._completed_fetches.copy(), current) if one)

    def _set_right(self, deaf: Collection[TopicPartition]) -> None:
        log.warning("no broker was asked for what comes next in %d partitions: it is asked for anew", len(deaf))
        fetcher, now = self._fetcher, time.monotonic()
        fetcher._reset_task = fetcher._validation_task = None
        for place in deaf:
            fetcher._nodes_with_pending_fetch_requests.discard(self._cluster.leader_for_partition(place))
            state = self._subscription.assignment.get(place)
            if state is not None and state.has_valid_position:
                self._subscription.seek(place, state.position.offset)
            elif state is not None:
                state.next_allowed_retry_time = None
            self._unasked_since[place] = now
        self._cluster.request_update()
