"""A run over a very large log: which parts are done and what they took, kept in a folder with the log itself."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.scale_file import keep

FILE = "run.json"


class OtherRun(Exception):
    """The folder has something else than a run of this size."""


@dataclass(slots=True)
class ScaleRun:
    """``cases`` told from ``stories`` (None: each its own) in ``partitions``; ``done`` names finished parts."""

    cases: int
    stories: int | None
    partitions: int
    done: list[str] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)

    @classmethod
    def begun(cls, folder: Path, cases: int, stories: int | None, partitions: int) -> ScaleRun:
        """The run of this folder, or a new one in a folder without anything. Raises OtherRun."""
        kept = folder / FILE
        if not kept.exists():
            return cls(cases, stories, partitions)._begin(folder)
        found = cls(**json.loads(kept.read_text("utf-8")))
        if (found.cases, found.stories, found.partitions) != (cases, stories, partitions):
            raise OtherRun(
                f"{folder} has a log of {found.cases:,} cases of {found.stories or found.cases:,} stories in "
                f"{found.partitions} partitions. Go on with that, or name another --folder."
            )
        return found

    def _begin(self, folder: Path) -> ScaleRun:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise OtherRun(f"{folder} has other things in it. Name a new --folder.")
        self._save(folder)
        return self

    def _save(self, folder: Path) -> None:
        (folder / FILE).write_text(json.dumps(asdict(self), indent=2) + "\n", "utf-8")

    def lacking(self, parts: Iterable[str]) -> list[str]:
        """Those that are still to be done."""
        return [part for part in parts if part not in self.done]

    def finish(self, folder: Path, part: str) -> None:
        """The part is done: keep that, and the figures where the pages are made from."""
        self.done.append(part)
        self._save(folder)
        keep(self.cases, self.figures)
