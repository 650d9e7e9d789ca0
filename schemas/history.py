"""What version control says the lock file was: rows that were ever committed or released may not change."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from schemas.finding import ContractFinding
from schemas.lock import LOCK, LockRow, parse_lock

_SECONDS_FOR_GIT = 30


def committed_locks(folder: Path) -> Iterator[tuple[str, list[LockRow]]]:
    """The lock at the last commit and at each release (tag) that led to it, with the name of each.

    Nothing where there is no git, no repository or no committed lock.
    """
    tags = (_git(folder, "tag", "--merged", "HEAD") or "").split()
    for revision in ("HEAD", *tags):
        text = _git(folder, "show", f"{revision}:./{LOCK}")
        if text is not None:
            yield revision, parse_lock(text, f"{LOCK} at {revision}")


def lost_rows(before: Sequence[LockRow], now: Sequence[LockRow], since: str) -> Iterator[ContractFinding]:
    """Every row of ``before`` that is not in ``now`` as it was."""
    kept = set(now)
    current = {row.id: row for row in now}
    for row in before:
        if row in kept:
            continue
        what = "changed" if row.id in current else "removed"
        yield ContractFinding(
            f"{LOCK}, id {row.id}",
            "append_only",
            f"the row of {row.name} version {row.version} was {what} since {since}; bytes written under it could not "
            "be read any more. Put it back as it was, and add a new version for the change.",
        )


def _git(folder: Path, *arguments: str) -> str | None:
    """What git prints, or None when it is not there or refuses."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, timeout=_SECONDS_FOR_GIT, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", errors="replace")
