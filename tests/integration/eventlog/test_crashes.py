"""A process that dies at any point of a commit leaves the whole of it or nothing, and its successor goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.admin.topics import LogTopics
from infra.runtime.crash_points import VARIABLE
from tests.integration.eventlog.conftest import OpenRecorder, an_event
from tests.waiting import PATIENCE_S


@pytest.mark.parametrize("index", ["index", "index of another machine"])
@pytest.mark.parametrize(
    ("point", "committed"),
    [
        ("after-fence:1", 0),
        ("after-catch-up:1", 0),
        ("after-begin:3", 6),
        ("before-commit:3", 6),
        ("after-commit:3", 9),
        ("after-index:3", 9),
    ],
)
def test_process_killed(
    point: str,
    committed: int,
    index: str,
    kafka_bootstrap: str,
    topics: LogTopics,
    event_log: EventLog,
    open_recorder: OpenRecorder,
    tmp_path: Path,
) -> None:
    child = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.integration.eventlog.writing_child",
            kafka_bootstrap,
            topics.log,
            tmp_path / "index",
        ],
        env={**os.environ, VARIABLE: point},
        stdout=subprocess.PIPE,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL
    told = [int(line) for line in child.stdout.split()]
    successor = open_recorder(index)
    assert successor.last_position == committed
    assert not told or told[-1] <= committed
    found = successor.select_notifications(1, 100)
    assert [notification.id for notification in found] == list(range(1, committed + 1))
    assert set(Counter(notification.originator_id for notification in found).values()) <= {3}
    assert successor.insert_events([an_event()]) == [committed + 1]
