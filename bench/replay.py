"""Reading a whole log again: as an auditor does, with every hash checked, and as a writer does that lost its index."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from infra.audit.report import Report
from infra.audit.walk import walk
from infra.kafka.recorders import KafkaApplicationRecorder
from infra.log_access import open_log
from infra.settings import Settings


def replay(settings: Settings) -> float:
    """Events a second, each checked against its hash and the one before it, and decoded."""
    connection, _, event_log = open_log(settings)
    report = Report()
    began = time.monotonic()
    events = sum(1 for partition in range(event_log.partitions) for _ in walk(connection, event_log, partition, report))
    assert report.sound, report.findings
    return events / (time.monotonic() - began)


def rebuild_index(settings: Settings) -> float:
    """Events a second into an index that was not there."""
    connection, _, event_log = open_log(settings)
    began, events = time.monotonic(), 0
    for partition in range(event_log.partitions):
        recorder = KafkaApplicationRecorder(connection, event_log, partition, settings.home, reads_only=True)
        recorder.catch_up()
        events += recorder.last_position
        recorder.close()
    return events / (time.monotonic() - began)


if __name__ == "__main__":
    _, what, bootstrap, log, home = sys.argv
    given = Settings(home=Path(home), log=log, kafka_bootstrap=bootstrap)
    given.home.mkdir(parents=True, exist_ok=True)
    print(replay(given) if what == "replay" else rebuild_index(given))
