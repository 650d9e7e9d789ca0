"""What time it is: the system's, or one that a test or the demo moves for every process at once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from infra.runtime.settings import Settings
from infra.runtime.settings_error import SettingsError
from infra.stack.files import write_atomically


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The time now, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The time now, aware, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True)
class _Reading:
    """What the file said: it was `instant` when the machine's clock said `written`, and runs on or stands."""

    instant: datetime
    written: datetime
    runs: bool

    def at(self, machine_time: datetime) -> datetime:
        return self.instant + (machine_time - self.written if self.runs else timedelta(0))


class FileClock:
    """A clock that a small JSON file sets, read again whenever the file is another one.

    `{"now": "2026-03-02T08:00:00Z", "runs": true}` means: when the file was written it was that time, and time
    runs on from there; `"runs": false` stops it. Without a file it is the machine's clock.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._reading: _Reading | None = None

    def now(self) -> datetime:
        """The time now, aware, in UTC.

        Raises:
            SettingsError: the file is there but does not say a time.
        """
        machine_time = datetime.now(UTC)
        try:
            status = self._path.stat()
        except FileNotFoundError:
            self._seen = self._reading = None
            return machine_time
        seen = (status.st_mtime_ns, status.st_ino, status.st_size)
        if seen != self._seen:
            self._reading, self._seen = _read(self._path, status.st_mtime_ns), seen
        assert self._reading is not None
        return self._reading.at(machine_time)

    @staticmethod
    def set(path: Path, instant: datetime, runs: bool = True) -> None:
        """Makes it `instant` now for every process that reads the file; a reader never sees half of it."""
        if instant.utcoffset() is None:
            raise ValueError(f"the time {instant} has no time zone")
        content = {"now": instant.astimezone(UTC).isoformat().replace("+00:00", "Z"), "runs": runs}
        write_atomically(path, json.dumps(content), mode=0o644)


def clock_from(settings: Settings) -> Clock:
    """The clock file's time when one is named, else the machine's."""
    return SystemClock() if settings.clock_file is None else FileClock(settings.clock_file)


def _read(path: Path, written_ns: int) -> _Reading:
    text = path.read_text("utf-8", "replace")
    try:
        content = json.loads(text)
        instant = datetime.fromisoformat(content["now"])
        runs = content.get("runs", True)
        if instant.utcoffset() is None or not isinstance(runs, bool):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError):
        wanted = 'the path of a file such as {"now": "2026-03-02T08:00:00Z", "runs": true}; it holds ' + repr(text[:80])
        raise SettingsError("CASELEDGER_CLOCK_FILE", str(path), wanted) from None
    written = datetime.fromtimestamp(written_ns // 1_000_000_000, UTC)
    return _Reading(instant.astimezone(UTC), written + timedelta(microseconds=written_ns // 1000 % 1_000_000), runs)
