"""The library's own test cases for projections, unchanged, against the real broker.

`TaggedDecisionCountersProjectionTestCase` does not apply: it is for dynamic consistency boundaries, where a decision
is checked against events of any aggregates. A log that is partitioned by aggregate cannot do that, and does not
claim to.
"""

from __future__ import annotations

from typing import cast

from eventsourcing.persistence import Tracking
from eventsourcing.tests import projection as library

from infra.eventsourcing.recorders import KafkaTrackingRecorder
from tests.conformance.construction import ConstructsFromEnvironment


class KafkaEventCounters(KafkaTrackingRecorder, library.EventCountersView):
    """Two counters, each recorded in one transaction with the tracking that moved it."""

    def get_created_event_counter(self) -> int:
        return self._count("created")

    def get_subsequent_event_counter(self) -> int:
        return self._count("subsequent")

    def incr_created_event_counter(self, tracking: Tracking) -> None:
        self._increment("created", tracking)

    def incr_subsequent_event_counter(self, tracking: Tracking) -> None:
        self._increment("subsequent", tracking)

    def _count(self, name: str) -> int:
        return int(self.value(name) or b"0")

    def _increment(self, name: str, tracking: Tracking) -> None:
        self.record(tracking, {name: b"%d" % (self._count(name) + 1)})


class TestKafkaEventCounters(ConstructsFromEnvironment, library.EventCountersViewTestCase):
    def construct_event_counters_view(self) -> library.EventCountersView:
        return cast(library.EventCountersView, self.factory_of("counters").tracking_recorder(KafkaEventCounters))


class TestAggregateEventCountersOnKafka(library.AggregateEventCountersProjectionTestCase):
    view_class = KafkaEventCounters


class TestEventSourcedProjectionOnKafka(library.EventSourcedProjectionTestCase):
    pass
