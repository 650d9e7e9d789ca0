"""The index by itself: what is put in is found, wholly or not at all."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.index.answers import RECENT_REFUSALS_MAX, UNNOTED_REPLIES_MAX, Answers
from infra.eventlog.index.index import IndexMovedError, IndexProgress, PartitionIndex
from infra.eventlog.index.index_sql import ROWS_AT_ONCE, insert_rows, statements
from infra.eventlog.index.recent_events import EventRow, VersionTwiceError
from infra.eventlog.records.chain import genesis
from infra.eventlog.records.originator_ids import OriginatorIds, TextOriginators, UUIDOriginators

LOG = EventLog("topic", 1, "log", "topic-id", "cluster")
ONE, OTHER = uuid4(), uuid4()


def open_index(folder: Path, originators: OriginatorIds | None = None, log: EventLog = LOG) -> PartitionIndex:
    return PartitionIndex(folder / "index.sqlite", log, 0, originators or UUIDOriginators())


def fill(index: PartitionIndex, *events: tuple[UUID, int, str], causation: bytes | None = None) -> None:
    first = index.progress.position + 1
    rows = [
        EventRow(position, originator.bytes, version, topic, b"state %d" % position, causation, causation and b"asked")
        for position, (originator, version, topic) in enumerate(events, first)
    ]
    last = index.progress.position + len(events)
    index.apply(rows, IndexProgress(last, b"%64d" % last, last, last + 1))


@pytest.fixture(params=["in memory", "in the file", "in both"])
def index(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PartitionIndex:
    """An index that keeps all in memory, writes all into its file, or has the first two events there."""
    index = open_index(tmp_path)
    bound = {"in memory": 10**9, "in the file": 1, "in both": 2}[request.param]
    monkeypatch.setattr("infra.eventlog.index.index.RECENT_EVENTS_MAX", bound)
    return index


def fill_one_by_one(index: PartitionIndex, *events: tuple[UUID, int, str]) -> None:
    for event in events:
        fill(index, event)


def test_new_index_is_at_the_beginning(tmp_path: Path) -> None:
    assert open_index(tmp_path).progress == IndexProgress(0, genesis("log", 0), -1, 0)


def test_what_is_applied_is_there_after_opening_again(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    fill(index, (ONE, 1, "a"), (ONE, 2, "b"), (OTHER, 1, "a"))
    index.close()
    again = open_index(tmp_path)
    assert again.progress == IndexProgress(3, b"%64d" % 3, 3, 4)
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
    index: PartitionIndex, gt: int | None, lte: int | None, desc: bool, limit: int | None, versions: list[int]
) -> None:
    fill_one_by_one(index, (ONE, 0, "a"), (OTHER, 1, "a"), (ONE, 1, "a"), (ONE, 5, "a"), (ONE, 2, "a"))
    found = index.select_events(ONE, gt, lte, desc, limit)
    assert [event.originator_version for event in found] == versions


def test_select_the_events_of_many(index: PartitionIndex) -> None:
    fill_one_by_one(index, (ONE, 1, "a"), (OTHER, 1, "b"), (ONE, 2, "c"), (uuid4(), 1, "a"), (ONE, 3, "b"))
    found = index.select_events_of([ONE.bytes, OTHER.bytes, uuid4().bytes])
    assert {originator: [(e.originator_id, e.originator_version, e.topic, e.state) for e in events]
            for originator, events in found.items()} == {
        ONE.bytes: [(ONE, 1, "a", b"state 1"), (ONE, 2, "c", b"state 3"), (ONE, 3, "b", b"state 5")],
        OTHER.bytes: [(OTHER, 1, "b", b"state 2")],
    }  # fmt: skip


def test_select_notifications(index: PartitionIndex) -> None:
    fill_one_by_one(index, (ONE, 1, "a"), (ONE, 2, "b"), (ONE, 3, "a"), (ONE, 4, "c"))
    assert [n.id for n in index.select_notifications(1, None, 10, ())] == [1, 2, 3, 4]
    assert [n.id for n in index.select_notifications(2, 3, 10, ())] == [2, 3]
    assert [n.id for n in index.select_notifications(1, None, 2, ())] == [1, 2]
    assert [n.id for n in index.select_notifications(1, None, 10, ["a", "unknown"])] == [1, 3]
    assert index.select_notifications(1, None, 10, ["unknown"]) == []


def test_versions(index: PartitionIndex) -> None:
    many = [uuid4() for _ in range(600)]
    fill_one_by_one(index, (ONE, 5, "a"), (ONE, 1, "a"))
    fill(index, *((originator, 3, "a") for originator in many))
    assert index.latest_versions([ONE.bytes, OTHER.bytes]) == {ONE.bytes: 5, OTHER.bytes: -1}
    assert index.latest_versions([]) == {}
    assert index.latest_versions([originator.bytes for originator in many]) == {o.bytes: 3 for o in many}
    assert index.has_version(ONE.bytes, 1)
    assert not index.has_version(ONE.bytes, 2)
    assert not index.has_version(OTHER.bytes, 1)
    fill(index, (ONE, 2, "a"))
    assert index.latest_versions([ONE.bytes]) == {ONE.bytes: 5}
    fill(index, (OTHER, 7, "a"), (ONE, 6, "a"))
    assert index.latest_versions([ONE.bytes, OTHER.bytes]) == {ONE.bytes: 6, OTHER.bytes: 7}


def test_latest_versions_in_memory_are_bounded(index: PartitionIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.eventlog.index.index.LATEST_VERSIONS_MAX", 10)
    many = [uuid4() for _ in range(30)]
    fill_one_by_one(index, *((originator, 3, "a") for originator in many))
    for first in range(0, 30, 5):
        wanted = [originator.bytes for originator in many[first : first + 5]]
        assert index.latest_versions([many[0].bytes, *wanted]) == dict.fromkeys([many[0].bytes, *wanted], 3)
        assert len(index._latest) <= 10


def test_apply_is_wholly_or_not_at_all(index: PartitionIndex) -> None:
    fill(index, (ONE, 1, "a"), (ONE, 2, "a"))
    before = index.progress
    index.flush()
    fill(index, (ONE, 3, "a"))
    index._recent.clear()  # as if it were not known to be there
    index._progress = before
    with pytest.raises(VersionTwiceError):
        fill(index, (OTHER, 1, "b"), (ONE, 7, "b"), (ONE, 7, "b"))
    assert index.progress == before
    assert index.select_events(OTHER, None, None, False, None) == []
    assert not index.has_version(ONE.bytes, 7)
    fill(index, (OTHER, 1, "b"))
    assert [event.topic for event in index.select_events(OTHER, None, None, False, None)] == ["b"]


def test_file_is_written_wholly_or_not_at_all(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    fill(index, (ONE, 1, "a"))
    index.flush()
    fill(index, (OTHER, 1, "b"))
    fill(index, (ONE, 1, "b"))
    with pytest.raises(sqlite3.IntegrityError):
        index.flush()
    index.reload()
    assert index.progress.position == 1
    assert [n.topic for n in index.select_notifications(1, None, 10, ())] == ["a"]


def test_what_waits_in_memory_is_written_after_some_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = open_index(tmp_path)
    fill(index, (ONE, 1, "a"))
    assert open_index(tmp_path).progress.position == 0
    monkeypatch.setattr("infra.eventlog.index.index.RECENT_S_MAX", 0.0)
    fill(index, (ONE, 2, "a"))
    assert open_index(tmp_path).progress.position == 2


def test_index_that_another_process_has_moved_is_not_written(tmp_path: Path) -> None:
    index, of_another_process = open_index(tmp_path), open_index(tmp_path)
    fill(of_another_process, (ONE, 1, "a"))
    of_another_process.close()
    fill(index, (OTHER, 1, "b"))
    with pytest.raises(IndexMovedError):
        index.flush()
    index.reload()
    assert index.progress.position == 1
    fill(index, (OTHER, 1, "b"))
    index.flush()
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


def test_answers(index: PartitionIndex, tmp_path: Path) -> None:
    answers = Answers(index)
    fill(index, (ONE, 1, "a"), causation=b"command 1")
    fill(index, (ONE, 2, "a"), causation=b"command 1")
    answers.remember_refusals([(b"command 2", b"no"), (b"command 1", b"never looked at")], at_ms=1000)
    answers.remember_refusals([(b"command 2", b"another"), (b"command 3", b"no")], at_ms=2000)
    expected = {b"command 1": None, b"command 2": b"no", b"command 3": b"no"}
    answers.remember_refusals([], next_offset=9)
    for flush in (lambda: None, answers.flush):
        flush()
        found = answers.of([b"command 1", b"command 2", b"command 3", b"command 4"])
        assert found[b"command 1"] == (b"command 1", ONE, 2, 2, None, b"asked", "a", b"state 2")
        assert {name: answer.refusal for name, answer in found.items()} == expected
    answers.remember_refusals([], next_offset=4)
    assert answers.next_offset == 9
    index.close()
    again = Answers(open_index(tmp_path))
    assert again.next_offset == 9
    assert again.forget_refusals(2000) == 2
    assert set(again.of([b"command 2", b"command 3"])) == {b"command 3"}


def test_place_in_the_replies_is_noted_now_and_then(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    answers, noted = Answers(index), Answers(index)
    answers.remember_refusals([(b"command 1", b"no")], next_offset=UNNOTED_REPLIES_MAX - 1)
    assert (answers.next_offset, noted.next_offset) == (UNNOTED_REPLIES_MAX - 1, 0)
    answers.remember_refusals([], next_offset=UNNOTED_REPLIES_MAX)
    assert noted.next_offset == UNNOTED_REPLIES_MAX
    assert noted.of([b"command 1"])[b"command 1"].refusal == b"no"


def test_index_begun_again_reads_the_replies_from_the_beginning(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    answers = Answers(index)
    answers.remember_refusals([(b"command 1", b"no")], next_offset=UNNOTED_REPLIES_MAX)
    index.begin_again("is begun again by a test")
    answers.remember_refusals([(b"command 2", b"no")], next_offset=3 * UNNOTED_REPLIES_MAX)
    answers.flush()
    assert Answers(index).next_offset == 0


def test_refusals_in_memory_are_bounded(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    answers = Answers(index)
    answers.remember_refusals([(b"%d" % number, b"no") for number in range(RECENT_REFUSALS_MAX)])
    assert answers._recent == {}
    assert len(answers.of([b"%d" % number for number in range(RECENT_REFUSALS_MAX)])) == RECENT_REFUSALS_MAX


def test_every_statement_is_valid(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    with index.reading() as connection:
        for statement in statements().values():
            connection.execute("EXPLAIN " + statement, [None] * statement.count("?"))


@pytest.mark.parametrize("count", [0, 1, 9, 64, 600, 1_100])
@pytest.mark.parametrize("variables_max", [32_766, 999, 8])
def test_rows_are_put_in_each_once_and_in_their_order(count: int, variables_max: int) -> None:
    connection = sqlite3.connect(":memory:")
    connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, variables_max)
    connection.execute("CREATE TABLE noted (number INTEGER, text TEXT)")
    rows = [(number, f"row {number}") for number in range(count)]
    insert_rows(connection, "INSERT INTO noted (number, text) VALUES (?, ?)", rows)
    assert connection.execute("SELECT number, text FROM noted ORDER BY rowid").fetchall() == rows


def test_many_rows_take_few_statements() -> None:
    connection, said = sqlite3.connect(":memory:"), list[str]()
    connection.execute("CREATE TABLE noted (number INTEGER PRIMARY KEY, text TEXT)")
    put = "INSERT INTO noted VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET text = excluded.text"
    connection.set_trace_callback(said.append)
    for text in ("first", "second"):
        insert_rows(connection, put, [(number, text) for number in range(ROWS_AT_ONCE[0] + 1)])
    assert len([statement for statement in said if statement.startswith("INSERT")]) == 4
    assert connection.execute("SELECT DISTINCT text FROM noted").fetchall() == [("second",)]
