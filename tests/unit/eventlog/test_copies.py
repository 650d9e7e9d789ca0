"""Copies that cannot be meant are told, and never is anybody told to have fewer of them."""

from __future__ import annotations

import pytest
from eventsourcing.persistence import ProgrammingError

from infra.eventlog.admin.copies import TopicCopies
from infra.eventlog.admin.topics import Durability


@pytest.mark.parametrize(
    ("copies", "brokers", "told"),
    [
        (TopicCopies("events", 3, 2), 3, ""),
        (TopicCopies("events", 4, 3), 5, ""),
        (TopicCopies("events", 1, 1), 1, ""),
        (TopicCopies("events", 1, 1), 2, "One broker's disk holds all of it"),
        (TopicCopies("events", 3, 1), 3, "set min.insync.replicas to 2"),
        (TopicCopies("events", 2, 1), 3, "set min.insync.replicas to 2"),
        (TopicCopies("events", 3, 3), 3, "One broker that is away stops it"),
        (TopicCopies("events", 2, 2), 2, "One broker that is away stops it"),
        (TopicCopies("events", 2, 3), 3, "One broker that is away stops it"),
        (TopicCopies("events", 3, 2, is_unclean=True), 3, "unclean.leader.election.enable to false"),
    ],
)
def test_what_cannot_be_meant(copies: TopicCopies, brokers: int, told: str) -> None:
    assert told in copies.doubt(brokers)
    assert bool(told) == bool(copies.doubt(brokers))


def test_more_copies_in_sync_than_there_are_cannot_be_asked_for() -> None:
    with pytest.raises(ProgrammingError, match="nothing could ever be written"):
        Durability(2, 3)
