"""Names and settings of topics."""

from __future__ import annotations

import pytest
from eventsourcing.persistence import ProgrammingError

from infra.eventlog.admin.topics import (
    Durability,
    LogSpec,
    LogTopics,
    Retention,
    TopicSpec,
    compacted_spec,
    events_spec,
)

TOPICS = LogTopics("ledger")


def test_names() -> None:
    names = [TOPICS.commands, TOPICS.events, TOPICS.replies, TOPICS.rejected, TOPICS.meta]
    assert names == ["ledger.commands", "ledger.events", "ledger.replies", "ledger.rejected", "ledger.meta"]
    assert TOPICS.transactional_id(3) == "ledger-writer-3"


def test_all_topics_of_a_log_but_its_record_and_its_directory_have_the_same_number_of_partitions() -> None:
    specs = {spec.name: spec for spec in LogSpec(TOPICS, 12, Durability(3, 2)).topic_specs()}
    assert {name: spec.partitions for name, spec in specs.items()} == {
        "ledger.events": 12,
        "ledger.commands": 12,
        "ledger.replies": 12,
        "ledger.rejected": 12,
        "ledger.keys": 12,
        "ledger.reads": 12,
        "ledger.creditors": 1,
        "ledger.meta": 1,
    }
    assert {spec.settings["min.insync.replicas"] for spec in specs.values()} == {"2"}


def test_events_and_reads_are_kept_for_ever_and_messages_are_not() -> None:
    specs = {spec.name: spec for spec in LogSpec(TOPICS, 1, retention=Retention(1, 2, 3)).topic_specs()}
    for events in (specs["ledger.events"].settings, specs["ledger.reads"].settings):
        assert (events["cleanup.policy"], events["retention.ms"], events["retention.bytes"]) == ("delete", "-1", "-1")
    kept = [specs[f"ledger.{name}"].settings["retention.ms"] for name in ("commands", "replies", "rejected")]
    assert kept == ["1", "2", "3"]


@pytest.mark.parametrize("name", ["", ".", "with space", "å", "x" * 250])
def test_name_that_kafka_does_not_take_is_refused(name: str) -> None:
    with pytest.raises(ProgrammingError, match="topic's name"):
        events_spec(name, 1, Durability())


def test_longest_name_is_taken() -> None:
    assert isinstance(compacted_spec("x" * 249, 1, Durability()), TopicSpec)
