"""Offsets are committed for a member that its group knows, or not at all."""

from __future__ import annotations

import time

import pytest
from kafka import TopicPartition
from kafka import errors as kafka_errors
from kafka.structs import ConsumerGroupMetadata, OffsetAndMetadata

from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.transactions.group_member import is_known

OFFSETS = {TopicPartition("commands", 0): OffsetAndMetadata(9, "", -1)}


@pytest.mark.parametrize(
    ("group", "known"),
    [
        (ConsumerGroupMetadata("writers", 0, "member-1"), True),
        (ConsumerGroupMetadata("writers", 12, "member-1", "static-1"), True),
        (ConsumerGroupMetadata("writers", -1, ""), False),
        (ConsumerGroupMetadata("writers", -1, "member-1"), False),
        (ConsumerGroupMetadata("writers", 3, ""), False),
        (ConsumerGroupMetadata("writers", -1, "", "static-1"), False),
        (ConsumerGroupMetadata(None, 3, "member-1"), False),
        (None, False),
    ],
)
def test_a_member_is_known_by_its_generation_and_its_id(group: ConsumerGroupMetadata | None, known: bool) -> None:
    assert is_known(group) is known


def test_a_producer_does_not_ask_a_broker_about_a_member_that_says_itself_that_it_is_in_no_group() -> None:
    producer = KafkaConnection("127.0.0.1:9").transactional_producer("writer-0")  # nobody listens there
    began = time.monotonic()
    try:
        for group in (None, ConsumerGroupMetadata("writers", -1, "")):
            with pytest.raises(kafka_errors.IllegalGenerationError):
                producer.add_offsets(OFFSETS, group, began + 30)
    finally:
        producer.abandon()
    assert time.monotonic() - began < 5
