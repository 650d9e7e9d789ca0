"""The process itself and the machine that it runs on."""

from __future__ import annotations

import platform
import resource
import shutil
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from infra.cli.doctor.looked_at import AllLookedAt, LookedAt, bad, warning
from infra.messages.crypto.errors import WrappingKeyMissing
from infra.messages.crypto.wrapping_file import WrappingKeyFile
from infra.runtime.settings import Settings

OPEN_FILES_MIN = 1024
"""Kafka, its clients and the writer's index hold some hundreds open."""
DISK_FREE_MIN_BYTES, DISK_FREE_MIN_SHARE = 2 * 2**30, 0.1
OURS = ("caseledger", "eventsourcing", "kafka-python", "fastavro", "psycopg2-binary")


def versions() -> AllLookedAt:
    """Ours and those of what we stand on."""
    packages = ", ".join(f"{name} {version(name)}" for name in OURS)
    yield LookedAt("versions", f"Python {platform.python_version()}, {packages}")


def settings(settings: Settings, environ: Mapping[str, str]) -> AllLookedAt:
    """Which are set, by name: values may be secret."""
    named = sorted(key for key in environ if key.startswith("CASELEDGER_"))
    yield LookedAt("settings", f"home {settings.home}, log {settings.log}; set: {', '.join(named) or 'none'}")
    if settings.clock_file:
        yield warning(
            "business time",
            f"moved by {settings.clock_file}",
            "Only for demonstrations: unset CASELEDGER_CLOCK_FILE before real work is done.",
        )


def open_files() -> AllLookedAt:
    """How many a process may have open."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < OPEN_FILES_MIN:
        yield bad("open files", f"{soft} for a process", f"Allow {OPEN_FILES_MIN} or more: `ulimit -n`.")
    else:
        yield LookedAt("open files", "no limit" if soft == resource.RLIM_INFINITY else f"{soft:,} for a process")


def disk(home: Path) -> AllLookedAt:
    """Room where the home is: indexes, what policies remember, and on the local stack the servers' data."""
    folder = next(one for one in (home, *home.absolute().parents) if one.exists())
    usage = shutil.disk_usage(folder)
    yield room("disk", usage.free, usage.total, str(home))


def room(what: str, free: int, total: int, place: str) -> LookedAt:
    """Whether a disk has enough of it, in bytes."""
    found = f"{free / 2**30:,.1f} of {total / 2**30:,.1f} GB free at {place}"
    if free < DISK_FREE_MIN_BYTES:
        return bad(what, found, "Make room: a full disk stops the writer, and nothing else helps then.")
    if free < total * DISK_FREE_MIN_SHARE:
        return warning(what, found, "Make room before it is needed: docs/capacity.md says what grows, and how fast.")
    return LookedAt(what, found)


def wrapping_keys(settings: Settings) -> AllLookedAt:
    """Without them no personal text can be read, for ever."""
    try:
        keys = WrappingKeyFile(settings.wrapping_keys)
    except WrappingKeyMissing as error:
        yield bad("wrapping keys", str(error), "Put the file back from its backup, readable for its owner only.")
        return
    yield LookedAt("wrapping keys", f"{len(keys.known)} in {keys.path}, {keys.current} in use")
