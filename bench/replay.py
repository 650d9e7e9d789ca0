"""Reading a whole log again: as an auditor does, with every hash checked, and as a writer does that lost its index.

An auditor's is ``caseledger verify`` on a machine that has the log alone: positions, versions, hashes, every event
decoded and folded by the pure core, the books added up. It is what the command runs, in as many processes.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

from infra.audit.verify import cores, verify
from infra.kafka.recorders import KafkaApplicationRecorder
from infra.log_access import open_log
from infra.settings import Settings


def replay(settings: Settings) -> float:
    """Events a second from the first word of progress to the end; processes take a while to begin, once."""
    seen: dict[int, int] = {}
    first: list[tuple[float, int]] = []

    def progress(partition: int, position: int) -> None:
        seen[partition] = position
        if not first:
            first.append((time.monotonic(), position))

    report = verify(replace(settings, database_url=None), progress, processes=cores())
    assert report.sound, report.findings
    began, before = first[0]
    return (report.events - before) / (time.monotonic() - began)


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
