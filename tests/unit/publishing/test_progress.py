"""How far the publisher is, also when one topic has to be filled again."""

from __future__ import annotations

import pytest

from infra.eventlog.errors import LogCorrupted
from infra.publishing.progress import PROGRESS_KEY, TOPICS_KEY, PartitionProgress, Progress, read_progress

BOTH = {"ClaimReceived": "t1", "CaseClosed": "t2"}


def test_what_is_written_down_is_read_again() -> None:
    progress = Progress({0: PartitionProgress(12, 5), 1: PartitionProgress(3, 1, {"CaseClosed": 4})}, BOTH)
    records = {PROGRESS_KEY: progress.value(), TOPICS_KEY: progress.topics_value()}
    assert read_progress(records, "x.publisher") == progress


def test_without_records_it_begins_from_nothing_and_damaged_ones_are_told() -> None:
    assert read_progress({}, "x.publisher") == Progress()
    with pytest.raises(LogCorrupted, match="publisher rebuild"):
        read_progress({PROGRESS_KEY: b"{}", TOPICS_KEY: b"{}"}, "x.publisher")


def test_a_topic_that_was_deleted_is_filled_again_and_the_other_gets_nothing_twice() -> None:
    before = Progress({0: PartitionProgress(40, 20)}, BOTH)
    after = before.on({"ClaimReceived": "t1", "CaseClosed": "new"}, 1)
    assert after.next_offsets() == {0: 0}
    assert [n for n in range(1, 23) if after.of(0).wants("ClaimReceived", n)] == [21, 22]
    assert [n for n in range(1, 23) if after.of(0).wants("CaseClosed", n)] == list(range(1, 23))


def test_one_that_is_deleted_while_another_is_filled_does_not_double_the_first() -> None:
    once = Progress({0: PartitionProgress(40, 20)}, BOTH).on({"ClaimReceived": "t1", "CaseClosed": "n1"}, 1)
    half_way = Progress({0: once.of(0).moved(20, 10)}, once.topics)
    again = half_way.on({"ClaimReceived": "n2", "CaseClosed": "n1"}, 1)
    assert [n for n in range(1, 22) if again.of(0).wants("CaseClosed", n)] == list(range(11, 22))
    assert [n for n in range(1, 22) if again.of(0).wants("ClaimReceived", n)] == list(range(1, 22))


def test_topics_are_level_again_when_the_last_place_is_reached() -> None:
    once = Progress({0: PartitionProgress(40, 20)}, BOTH).on({"ClaimReceived": "t1", "CaseClosed": "n1"}, 1)
    assert once.of(0).moved(30, 19).ahead == {"ClaimReceived": 20}
    assert once.of(0).moved(40, 20) == PartitionProgress(40, 20)


def test_nothing_changes_where_the_topics_are_the_known_ones() -> None:
    progress = Progress({0: PartitionProgress(40, 20)}, BOTH)
    assert progress.on(BOTH, 1) == progress
