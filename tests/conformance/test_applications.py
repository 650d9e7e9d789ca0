"""The library's own test cases for applications, unchanged, against the real broker."""

from __future__ import annotations

from eventsourcing.tests import application as library


class TestExampleApplicationOnKafka(library.ExampleApplicationTestCase):
    expected_factory_topic = "infra.eventsourcing.factory:KafkaFactory"


class TestApplicationOnKafka(library.ApplicationTestCase):
    pass
