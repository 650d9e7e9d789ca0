"""How a process speaks on standard error: plain lines with time (UTC), level and worker, or one JSON object a line.

``2026-03-02T08:00:00.123Z INFO matcher: caught up with 4 partitions``

Nothing personal belongs in a line: ids, counts, names of messages and codes, never a field of an event. An error that
ends something is told by its kind and its places; by its text too where it is one of ours, since others may quote what
they failed on.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any

from infra.runtime.few_lines import FewLines
from infra.runtime.settings_error import SettingsError

LOG_FORMAT = "CASELEDGER_LOG_FORMAT"
LINES, JSON = "lines", "json"
LIBRARIES_THAT_SAY_TOO_MUCH = ("kafka", "eventsourcing")
OURS = ("domain.", "schemas.", "projections.", "consumers.", "infra.")
ABOUT = ("command_id", "aggregate_id", "trace_id", "partition")
"""What a line may be about, beside its sentence; nothing else that a caller adds is shown."""

_TIME = "%Y-%m-%dT%H:%M:%S"
ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def speak_in_lines(environ: Mapping[str, str] = os.environ, level: int = logging.INFO) -> None:
    """Sets the process's logging up. The worker is the thread's name: each worker has a thread of its own.

    Raises SettingsError for a format that is none; plain lines are spoken then.
    """
    asked = environ.get(LOG_FORMAT) or LINES
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if asked == JSON else PlainLines())
    handler.addFilter(FewLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library in LIBRARIES_THAT_SAY_TOO_MUCH:
        logging.getLogger(library).setLevel(logging.WARNING)
    if asked not in (LINES, JSON):
        raise SettingsError(LOG_FORMAT, asked, f"{LINES} or {JSON}")


def about(
    *, command_id: object = None, aggregate_id: object = None, trace_id: str | None = None, partition: int | None = None
) -> Mapping[str, object]:
    """The ``extra`` of a line about a command, a case (or another aggregate), a trace or a partition: ids only."""
    told = {"command_id": command_id, "aggregate_id": aggregate_id, "trace_id": trace_id, "partition": partition}
    return {name: value for name, value in told.items() if value is not None and value != ""}


class PlainLines(logging.Formatter):
    """For people."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s.%(msecs)03dZ %(levelname)s %(threadName)s: %(message)s", _TIME)
        self.converter = time.gmtime

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # the library's name
        """See logging."""
        left_out = getattr(record, "left_out", 0)
        return super().formatMessage(record) + (f" ({left_out} more like it were left out)" if left_out else "")

    def formatException(self, ei: ErrorInfo) -> str:  # noqa: N802  # the library's name
        """See logging."""
        return "\n".join(_told(ei[1]))


class JsonLines(logging.Formatter):
    """For programs: ``time``, ``level``, ``worker``, ``logger``, ``message``, ``error`` when there was one, how many
    lines of this kind were ``left_out``, and what is known of ``ABOUT``."""

    def __init__(self) -> None:
        super().__init__()
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """See logging."""
        line: dict[str, Any] = {
            "time": f"{self.formatTime(record, _TIME)}.{int(record.msecs):03d}Z", "level": record.levelname,
            "worker": record.threadName, "logger": record.name, "message": record.getMessage(),
        }  # fmt: skip
        for name in ABOUT:
            value = getattr(record, name, None)
            if value is not None:
                line[name] = value if isinstance(value, int) else str(value)
        if left_out := getattr(record, "left_out", 0):
            line["left_out"] = left_out
        if record.exc_info:
            line["error"] = list(_told(record.exc_info[1]))
        return json.dumps(line)


def _told(error: BaseException | None) -> Iterator[str]:
    """The kind of an error, the places that it came through, and those of what caused it."""
    while error is not None:
        yield f"{type(error).__name__}{_text_of(error)}"
        frames = traceback.extract_tb(error.__traceback__)
        yield from (f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _text_of(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f": {error.strerror}"
    return f": {error}" if type(error).__module__.startswith(OURS) else ""
