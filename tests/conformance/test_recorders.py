"""The library's own test cases for recorders, unchanged, against the real broker."""

from __future__ import annotations

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    ProcessRecorder,
    TrackingRecorder,
)
from eventsourcing.tests import persistence as library

from tests.conformance.construction import ConstructsFromEnvironment


class TestKafkaAggregateRecorder(ConstructsFromEnvironment, library.AggregateRecorderTestCase):
    def create_recorder(self) -> AggregateRecorder:
        return self.factory_of().aggregate_recorder()


class TestKafkaApplicationRecorder(ConstructsFromEnvironment, library.ApplicationRecorderTestCase[ApplicationRecorder]):
    def create_recorder(self) -> ApplicationRecorder:
        return self.factory_of().application_recorder()

    def test_insert_subscribe(self) -> None:
        """Switches on the library's test for recorders that have subscriptions."""
        self.optional_test_insert_subscribe()


class TestKafkaTrackingRecorder(ConstructsFromEnvironment, library.TrackingRecorderTestCase):
    def create_recorder(self) -> TrackingRecorder:
        return self.factory_of().tracking_recorder()


class TestKafkaProcessRecorder(ConstructsFromEnvironment, library.ProcessRecorderTestCase):
    def create_recorder(self) -> ProcessRecorder:
        return self.factory_of().process_recorder()


class TestNonInterleavingNotificationIDs(ConstructsFromEnvironment, library.NonInterleavingNotificationIDsBaseCase):
    def create_recorder(self) -> ApplicationRecorder:
        return self.factory_of().application_recorder()
