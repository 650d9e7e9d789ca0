"""Reads that no answer waits for are gathered, so that many share a commit; none waits for long or is left behind."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from domain.kernel.recorded import Actor
from infra.http.reads.keeping import GATHER_S, ReadsOfTheLog
from infra.reads.read import Door, Read

LIMIT_S = 20


class Recorder:
    """Keeps what is put on record, commit for commit."""

    def __init__(self) -> None:
        self.commits: list[list[Read]] = []

    def record(self, reads: Sequence[Read]) -> None:
        self.commits.append(list(reads))

    def close(self) -> None:
        """See ReadsRecorder."""


def a_read() -> Read:
    return Read(uuid4(), datetime.now(UTC), Actor("user", "bo"), "auditor", Door.API, "case", 1)


def test_what_leaves_within_a_moment_shares_a_commit() -> None:
    recorder: Any = Recorder()
    reads, noted = ReadsOfTheLog(recorder), [a_read() for _ in range(50)]
    for one in noted:
        reads.note(one)
    deadline = time.monotonic() + LIMIT_S
    while sum(map(len, recorder.commits)) < len(noted):
        assert time.monotonic() < deadline
        time.sleep(GATHER_S / 10)
    assert recorder.commits == [noted]
    reads.close()


def test_what_an_answer_waits_for_is_committed_at_once() -> None:
    recorder: Any = Recorder()
    reads, behind, before = ReadsOfTheLog(recorder), a_read(), a_read()
    reads.note(behind)
    reads.record(before)
    assert recorder.commits[0] == [before]
    reads.close()
    assert [before, behind] == [one for commit in recorder.commits for one in commit]


def test_what_waits_when_the_process_ends_is_put_on_record_first() -> None:
    recorder: Any = Recorder()
    reads, noted = ReadsOfTheLog(recorder), [a_read() for _ in range(5)]
    for one in noted:
        reads.note(one)
    reads.close()
    assert [one for commit in recorder.commits for one in commit] == noted
