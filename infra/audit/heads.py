"""Heads kept from an earlier verification: what alone shows that the end of a log was cut off.

A log whose last events are gone is a shorter log that is whole in itself. Who kept the position and hash that each
partition had reached, outside the system, sees that it ends before that, or that another event stands there now.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from infra.audit.report import Report

FORMAT = "caseledger heads 1"


class HeadsUnreadable(Exception):
    """A file that should hold heads does not; nothing was verified."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"{path} holds no heads: {problem}. Nothing was verified. Give a file that `caseledger verify --heads "
            "FILE` has written."
        )


@dataclass(frozen=True, slots=True)
class Head:
    """The last event of a partition when it was kept. Position 0: there was none."""

    position: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class KeptHeads:
    """The heads of every partition of one log, and when they were taken. ``reads`` are those of the reads on record;
    empty where whoever took them did not know of any."""

    log_id: str
    topic: str
    taken_at: datetime
    heads: Mapping[int, Head]
    reads: Mapping[int, Head] = field(default_factory=dict)


def heads_of(report: Report) -> KeptHeads:
    """Those that a verification has just reached."""
    assert report.finished_at is not None
    heads = {partition: Head(position, report.heads[partition]) for partition, position in report.positions.items()}
    reads = {partition: Head(*head) for partition, head in report.read_heads.items()}
    return KeptHeads(report.log_id, report.topic, report.finished_at, heads, reads)


def heads_document(kept: KeptHeads) -> dict[str, Any]:
    """What is written of them, for a file or for whoever asks."""
    return {
        "format": FORMAT,
        "log_id": kept.log_id,
        "topic": kept.topic,
        "taken_at": kept.taken_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "partitions": _rows(kept.heads),
        "reads": _rows(kept.reads),
    }


def _rows(heads: Mapping[int, Head]) -> list[dict[str, Any]]:
    return [
        {"partition": partition, "position": head.position, "hash": head.hash.hex()}
        for partition, head in sorted(heads.items())
    ]


def _read_rows(rows: Any) -> dict[int, Head]:
    return {int(one["partition"]): Head(int(one["position"]), bytes.fromhex(one["hash"])) for one in rows}


def write_heads(path: Path, kept: KeptHeads) -> None:
    """A new file: what was kept before is never written over. Raises FileExistsError and other OSErrors."""
    with path.open("x", encoding="utf-8") as file:
        file.write(json.dumps(heads_document(kept), indent=1) + "\n")


def read_heads(path: Path) -> KeptHeads:
    """What was written. Raises HeadsUnreadable."""
    try:
        content = json.loads(path.read_text("utf-8"))
        if content["format"] != FORMAT:
            raise HeadsUnreadable(path, f"its format is {content['format']!r}, and this program reads {FORMAT!r}")
        heads, reads = _read_rows(content["partitions"]), _read_rows(content.get("reads", ()))
        taken_at = datetime.fromisoformat(content["taken_at"])
        return KeptHeads(str(content["log_id"]), str(content["topic"]), taken_at, heads, reads)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise HeadsUnreadable(path, f"it cannot be read ({type(error).__name__})") from None


def check_same_log(kept: KeptHeads, report: Report) -> bool:
    """Whether the heads are of this log and of partitions that it still has; a finding where they are not."""
    if kept.log_id != report.log_id:
        report.found(
            "another_log",
            report.topic,
            f"The heads were kept of the log {kept.log_id} (topic {kept.topic}), and this is {report.log_id}.",
        )
        return False
    return True


def miss_partitions(kept: Mapping[int, Head], there: Collection[int], report: Report, of: str = "partition") -> None:
    """A finding for each head whose partition is not there any more."""
    for partition in sorted(kept.keys() - there):
        AgainstHead(kept[partition], partition, report, of).finish(0)


class AgainstHead:
    """Holds one partition against the head that was kept of it; None when none was. ``of`` says what is in it."""

    def __init__(self, kept: Head | None, partition: int, report: Report, of: str = "partition") -> None:
        self._kept, self._place, self._report = kept, f"{of} {partition}", report

    def see(self, position: int, hash_: bytes) -> None:
        """The log's next event."""
        kept = self._kept
        if kept is not None and position == kept.position and hash_ != kept.hash:
            self._report.found(
                "head_differs",
                f"{self._place} position {position}",
                f"Its hash is {hash_.hex()} and was {kept.hash.hex()} when the heads were kept: this event or one "
                "before it was changed since.",
            )

    def finish(self, position: int) -> None:
        """The log has no more that can be read."""
        kept = self._kept
        if kept is not None and position < kept.position:
            self._report.found(
                "cut_off",
                self._place,
                f"It reaches position {position}, and had reached {kept.position} when the heads were kept: "
                f"{kept.position - position} events at its end are gone or cannot be read.",
            )
