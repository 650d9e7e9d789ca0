"""How a process of workers speaks: plain lines on standard error with time (UTC), level and worker.

``2026-03-02T08:00:00.123Z INFO matcher: caught up with 4 partitions``

Nothing personal belongs in a line: ids, counts, names of messages and codes, never a field of an event.
"""

from __future__ import annotations

import logging
import sys
import time

LIBRARIES_THAT_SAY_TOO_MUCH = ("kafka", "eventsourcing")


def speak_in_lines(level: int = logging.INFO) -> None:
    """Sets the process's logging up. The worker is the thread's name: each worker has a thread of its own."""
    lines = logging.Formatter("%(asctime)s.%(msecs)03dZ %(levelname)s %(threadName)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
    lines.converter = time.gmtime
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(lines)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library in LIBRARIES_THAT_SAY_TOO_MUCH:
        logging.getLogger(library).setLevel(logging.WARNING)
