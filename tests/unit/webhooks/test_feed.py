"""What a subscription to everything does with a type of event that only a newer program knows: it waits for it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from kafka import TopicPartition

from consumers.policies.event_feed import EventFeed
from domain.case.closure.closing import CaseClosed
from infra.metrics.aside import ASIDE

PLACE = TopicPartition("caseledger.events", 0)
RECORD = SimpleNamespace(
    offset=7,
    key=b"x",
    value=b"x",
    timestamp=0,
    made=None,
    split_headers=(("ce_type",), (b"caseledger.case.OfTomorrow",)),
)


class OneRecord:
    """A consumer that has just that one to give."""

    def __init__(self) -> None:
        self.place, self.held = 7, False

    def assign(self, places: Any) -> None: ...
    def consumer(self, **_: Any) -> OneRecord:
        return self

    def poll(self, **_: Any) -> dict[TopicPartition, list[Any]]:
        if self.held:
            return {}
        self.place = 8
        return {PLACE: [RECORD]}

    def position(self, _: TopicPartition) -> int:
        return self.place

    def seek(self, _: TopicPartition, offset: int) -> None:
        self.place = offset

    def pause(self, *_: TopicPartition) -> None:
        self.held = True


@pytest.mark.parametrize(("handled", "next_offset"), [(None, 7), (frozenset({CaseClosed}), 8)])
def test_an_event_of_tomorrow_is_waited_for_by_whoever_wants_all(handled: Any, next_offset: int) -> None:
    consumer: Any = OneRecord()
    feed = EventFeed(consumer, PLACE.topic, 1, "webhooks", handled)
    polled = feed.poll(1)
    assert (polled.events, dict(polled.next_offsets)) == ([], {0: next_offset})
    assert feed.waiting == (frozenset({0}) if handled is None else frozenset())
    ASIDE.take_back("webhooks", 0)
