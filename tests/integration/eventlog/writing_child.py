"""A process that writes three events at a time and says so, until something kills it.

Arguments: bootstrap, log, index folder.
"""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import uuid4

from eventsourcing.persistence import StoredEvent

from infra.eventlog.admin.log_creation import verify_log
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventsourcing.recorders import KafkaApplicationRecorder


def main(bootstrap: str, log: str, index_dir: str) -> None:
    connection = KafkaConnection(bootstrap)
    recorder = KafkaApplicationRecorder(connection, verify_log(connection, LogTopics(log)), 0, Path(index_dir))
    recorder.take_over()
    recorder.catch_up()
    while True:
        originator = uuid4()
        events = [StoredEvent(originator, version, "test:Happened", b"state") for version in (1, 2, 3)]
        print(recorder.insert_events(events)[-1], flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
