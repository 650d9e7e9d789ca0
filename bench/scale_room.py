"""The room on disk that a very large log takes with all that is made from it: looked for before it is written."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from bench.generated_workload import EVENTS_OF_A_GENERATED_CASE

BYTES_OF_AN_EVENT: Mapping[str, int] = MappingProxyType(
    {"generate": 230, "index": 260, "rebuild": 1_400, "policies": 80}
)
"""What a part adds: a good deal more than was measured (docs/capacity.md), since servers keep old files for a while."""
SERVERS_BYTES = 4 * 10**9
"""The servers' own files, and PostgreSQL's log of changes."""


class NoRoomForLog(Exception):
    """The disk would fill up. Nothing of what was asked for has been begun."""


def require_room(folder: Path, cases: int, parts: list[str]) -> None:
    """Raises NoRoomForLog when the disk of ``folder`` has less room than these parts take of so many cases."""
    events = cases * EVENTS_OF_A_GENERATED_CASE
    at_once = [part for part in parts if part != "index"] if "rebuild" in parts else parts  # it is gone by then
    needed = SERVERS_BYTES + events * sum(BYTES_OF_AN_EVENT.get(part, 0) for part in at_once)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NoRoomForLog(
            f"{', '.join(parts)} of {cases:,} cases take about {needed / 1e9:,.0f} GB, and the disk of {folder} has "
            f"{free / 1e9:,.0f} GB free. What was measured before is kept. Free some room, name another --folder, or "
            "ask for fewer --cases."
        )
