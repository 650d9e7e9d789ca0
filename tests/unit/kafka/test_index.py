"""The index by itself: what is put in is found, wholly or not at all."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from infra.kafka.answers import Answers
from infra.kafka.chain import genesis
from infra.kafka.index import EventRow, IndexMovedError, PartitionIndex, Progress
from infra.kafka.index_sql import statements
from infra.kafka.log_identity import EventLog
from infra.kafka.originator_ids import OriginatorIds, TextOriginators, UUIDOriginators

LOG = EventLog("topic", 1, "log", "topic-id", "cluster")
ONE, OTHER = uuid4(), uuid4()


def open_index(folder: Path, originators: OriginatorIds | None = None, log: EventLog = LOG) -> PartitionIndex:
    return PartitionIndex(folder / "index.sqlite", log, 0, originators or UUIDOriginators())


def fill(index: PartitionIndex, *events: tuple[UUID, int, str], causation: bytes | None = None) -> None:
    numbers = index.topic_ids({topic for _, _, topic in events})
    first = index.progress.position + 1
    rows: list[EventRow] = [
        (position, originator.bytes, version, numbers[topic], b"state %d" % position, causation)
        for position, (originator, version, topic) in enumerate(events, first)
    ]
    last = index.progress.position + len(events)
    index.apply(rows, Progress(last, b"%32d" % last, last, last + 1))


def test_new_index_is_at_the_beginning(tmp_path: Path) -> None:
    assert open_index(tmp_path).progress == Progress(0, genesis("log", 0), -1, 0)


def test_what_is_applied_is_there_after_opening_again(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    fill(index, (ONE, 1, "a"), (ONE, 2, "b"), (OTHER, 1, "a"))
    index.close()
    again = open_index(tmp_path)
    assert again.progress == Progress(3, b"%32d" % 3, 3, 4)
    assert [(e.originator_version, e.topic) for e in again.select_events(ONE, None, None, False, None)] == [
        (1, "a"),
        (2, "b"),
    ]


@pytest.mark.parametrize(
    ("gt", "lte", "desc", "limit", "versions"),
    [
        (None, None, False, None, [0, 1, 2, 5]),
        (0, None, False, None, [1, 2, 5]),
        (None, 2, False, None, [0, 1, 2]),
        (0, 4, True, None, [2, 1]),
        (None, None, True, 1, [5]),
        (None, None, False, 2, [0, 1]),
        (5, None, False, None, []),
    ],
)
def test_select_events(
    tmp_path: Path, gt: int | None, lte: int | None, desc: bool, limit: int | None, versions: list[int]
) -> None:
    index = open_index(tmp_path)
    fill(index, (ONE, 0, "a"), (OTHER, 1, "a"), (ONE, 1, "a"), (ONE, 2, "a"), (ONE, 5, "a"))
    found = index.select_events(ONE, gt, lte, desc, limit)
    assert [event.originator_version for event in found] == versions


def test_select_notifications(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    fill(index, (ONE, 1, "a"), (ONE, 2, "b"), (ONE, 3, "a"), (ONE, 4, "c"))
    assert [n.id for n in index.select_notifications(1, None, 10, ())] == [1, 2, 3, 4]
    assert [n.id for n in index.select_notifications(2, 3, 10, ())] == [2, 3]
    assert [n.id for n in index.select_notifications(1, None, 2, ())] == [1, 2]
    assert [n.id for n in index.select_notifications(1, None, 10, ["a", "unknown"])] == [1, 3]
    assert index.select_notifications(1, None, 10, ["unknown"]) == []


def test_is_taken(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    fill(index, (ONE, 1, "a"), (ONE, 5, "a"))
    assert index.is_taken(ONE.bytes, [1])
    assert index.is_taken(ONE.bytes, [2, 5])
    assert not index.is_taken(ONE.bytes, [2, 3])
    assert not index.is_taken(ONE.bytes, [6])
    assert not index.is_taken(OTHER.bytes, [1])


def test_apply_is_wholly_or_not_at_all(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    fill(index, (ONE, 1, "a"))
    before = index.progress
    with pytest.raises(sqlite3.IntegrityError):
        fill(index, (OTHER, 1, "b"), (ONE, 1, "b"))
    assert index.progress == index.reload() == before
    assert index.select_events(OTHER, None, None, False, None) == []
    fill(index, (OTHER, 1, "b"))
    assert [event.topic for event in index.select_events(OTHER, None, None, False, None)] == ["b"]


def test_index_that_another_process_has_moved_is_not_written(tmp_path: Path) -> None:
    index, of_another_process = open_index(tmp_path), open_index(tmp_path)
    fill(of_another_process, (ONE, 1, "a"))
    with pytest.raises(IndexMovedError):
        fill(index, (OTHER, 1, "b"))
    assert index.reload().position == 1
    fill(index, (OTHER, 1, "b"))
    assert [n.topic for n in index.select_notifications(1, None, 10, ())] == ["a", "b"]


@pytest.mark.parametrize(
    "other",
    [
        EventLog("topic", 1, "another log", "topic-id", "cluster"),
        EventLog("topic", 1, "log", "created again", "cluster"),
        EventLog("topic", 1, "log", "topic-id", "another cluster"),
    ],
)
def test_index_of_another_log_is_emptied(tmp_path: Path, other: EventLog) -> None:
    index = open_index(tmp_path)
    fill(index, (ONE, 1, "a"))
    index.close()
    assert open_index(tmp_path, log=other).progress.position == 0


def test_index_with_another_kind_of_ids_is_emptied(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    fill(index, (ONE, 1, "a"))
    index.close()
    assert open_index(tmp_path, TextOriginators()).progress.position == 0


def test_index_begun_again_is_empty(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    fill(index, (ONE, 1, "a"))
    index.begin_again("is begun again by a test")
    assert index.progress.position == 0
    fill(index, (ONE, 1, "b"))
    assert [event.topic for event in index.select_events(ONE, None, None, False, None)] == ["b"]


def test_answers(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    answers = Answers(index, UUIDOriginators())
    fill(index, (ONE, 1, "a"), (ONE, 2, "a"), causation=b"command 1")
    answers.remember_refusals([(b"command 2", b"no"), (b"command 1", b"never looked at")], at_ms=1000)
    answers.remember_refusals([(b"command 2", b"another"), (b"command 3", b"no")], next_offset=9, at_ms=2000)
    answers.remember_refusals([], next_offset=4)
    found = answers.of([b"command 1", b"command 2", b"command 3", b"command 4"])
    assert found[b"command 1"] == (b"command 1", ONE, 2, 2, None)
    assert {name: answer.refusal for name, answer in found.items()} == {
        b"command 1": None,
        b"command 2": b"no",
        b"command 3": b"no",
    }
    assert answers.next_offset == 9
    assert answers.forget_refusals(2000) == 2
    assert set(answers.of([b"command 2", b"command 3"])) == {b"command 3"}


def test_every_statement_is_valid(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    with index.reading() as connection:
        for statement in statements().values():
            connection.execute("EXPLAIN " + statement, [None] * statement.count("?"))
