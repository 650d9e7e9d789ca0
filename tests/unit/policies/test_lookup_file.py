"""The policy's file: transactions, one process at a time, and begun anew whenever it is of no use."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from consumers.policies import lookup_file
from consumers.policies.allocator import Allocator
from consumers.policies.deadline_clock import DeadlineClock
from consumers.policies.lookup_file import LookupFile, PolicyRunsAlready
from domain.case.closure.reopening import CaseReopened
from infra.eventlog.admin.log_identity import EventLog

LOG = EventLog("caseledger.events", 2, "log-1", "topic-1", "cluster-1")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "policies" / "caseledger" / "deadline-clock.sqlite"


def _written(path: Path) -> None:
    file = LookupFile(path, DeadlineClock(), LOG)
    with file.transaction():
        file.advance({0: 7, 1: 9})
    file.close()


def test_what_was_committed_is_there_for_the_next_process(path: Path) -> None:
    _written(path)
    assert LookupFile(path, DeadlineClock(), LOG).next_offsets() == {0: 7, 1: 9}


def test_what_was_not_committed_never_was(path: Path) -> None:
    _written(path)
    file = LookupFile(path, DeadlineClock(), LOG)
    with pytest.raises(RuntimeError), file.transaction() as lookup:
        file.advance({0: 70})
        lookup.execute("DELETE FROM running")
        raise RuntimeError
    assert file.next_offsets() == {0: 7, 1: 9}


def test_only_its_owner_may_read_it(path: Path) -> None:
    _written(path)
    assert path.stat().st_mode & 0o077 == 0


def test_a_second_process_is_refused_with_what_to_do(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = LookupFile(path, DeadlineClock(), LOG)
    monkeypatch.setattr(lookup_file, "HANDOVER_TIMEOUT_S", 0.1)
    with pytest.raises(PolicyRunsAlready, match=r"CASELEDGER_HOME.*deadline-clock.*stop that one first"):
        LookupFile(path, DeadlineClock(), LOG)
    first.close()
    LookupFile(path, DeadlineClock(), LOG).close()


@pytest.mark.parametrize(
    "other",
    [
        replace(LOG, log_id="log-2"),
        replace(LOG, topic_id="topic-2"),
        replace(LOG, cluster_id="cluster-2"),
    ],
)
def test_a_file_of_another_log_is_begun_anew(path: Path, other: EventLog, caplog: pytest.LogCaptureFixture) -> None:
    _written(path)
    assert LookupFile(path, DeadlineClock(), other).next_offsets() == {}
    assert "of another log" in caplog.text


def test_a_file_of_another_definition_of_the_policy_is_begun_anew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _written(path)
    monkeypatch.setattr(DeadlineClock, "definition", 2)
    assert LookupFile(path, DeadlineClock(), LOG).next_offsets() == {}


def test_a_policy_that_handles_more_events_than_before_reads_them_all(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _written(path)
    monkeypatch.setattr(DeadlineClock, "handled", DeadlineClock.handled | {CaseReopened})
    assert LookupFile(path, DeadlineClock(), LOG).next_offsets() == {}


def test_a_file_with_other_tables_is_begun_anew(path: Path) -> None:
    _written(path)
    assert LookupFile(path, Allocator(), LOG).next_offsets() == {}


@pytest.mark.parametrize("spoil", ["nonsense", "somebody else's"])
def test_a_file_that_is_none_of_ours_is_begun_anew(path: Path, spoil: str) -> None:
    path.parent.mkdir(parents=True)
    if spoil == "nonsense":
        path.write_bytes(b"this is no database, and never was one" * 1_000)
    else:
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE recipes (name TEXT)")
        other.close()
    file = LookupFile(path, DeadlineClock(), LOG)
    assert file.next_offsets() == {}
    with file.transaction():
        file.advance({0: 1})
    assert file.next_offsets() == {0: 1}


def test_a_file_found_damaged_at_work_is_deleted_so_that_the_next_process_begins_anew(path: Path) -> None:
    _written(path)
    file = LookupFile(path, DeadlineClock(), LOG)
    with pytest.raises(sqlite3.DatabaseError), file.transaction():
        raise sqlite3.DatabaseError("database disk image is malformed")
    assert not path.exists()
    assert LookupFile(path, DeadlineClock(), LOG).next_offsets() == {}


def test_at_rest_nothing_is_written(path: Path) -> None:
    file = LookupFile(path, DeadlineClock(), LOG)
    with file.transaction():
        file.advance({0: 7, 1: 9})
    changes = file.lookup.total_changes
    with file.transaction():
        file.advance({0: 7, 1: 9})
    assert file.lookup.total_changes == changes
