"""Reading a whole log again: as an auditor does, with every hash checked, and as a writer does that lost its index.

An auditor's is ``caseledger verify`` on a machine that has the log alone: positions, versions, hashes, every event
decoded and folded by the pure core, the books added up. It is what the command runs, in as many processes.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

from infra.audit.side_by_side import cores
from infra.audit.verify import verify
from infra.eventsourcing.recorders import KafkaApplicationRecorder
from infra.runtime.log_access import open_log
from infra.runtime.settings import Settings


def replay(settings: Settings) -> float:
    """Events a second, from when every process is at work to the end: they take a second to begin, once."""
    seen: dict[int, int] = {}
    begun: list[tuple[float, int]] = []
    processes = min(cores(), open_log(settings)[2].partitions)

    def progress(partition: int, position: int) -> None:
        seen[partition] = position
        if not begun and len(seen) >= processes:
            begun.append((time.monotonic(), sum(seen.values())))

    report = verify(replace(settings, database_url=None), progress, processes)
    assert report.sound, report.findings
    began, before = begun[0]
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
