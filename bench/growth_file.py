"""What ``python -m bench.growth`` has measured so far: written after each stage, so that a run may be interrupted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

RESULTS = Path(__file__).parent / "growth.json"
Figures = dict[str, float]


class Place(NamedTuple):
    """Where something was measured: in a log of so many partitions that held so many events."""

    partitions: int
    events: int


@dataclass
class Growth:
    """Figures by place and stage, and the machine that they are from."""

    machine: Mapping[str, object] = field(default_factory=dict)
    measured: dict[Place, dict[str, Figures]] = field(default_factory=dict)
    when: str = ""

    def lacks(self, place: Place, stage: str) -> bool:
        """Whether this stage has not been measured there yet."""
        return stage not in self.measured.get(place, {})

    def add(self, place: Place, stage: str, figures: Figures) -> None:
        """Keep a stage's figures, with the four digits that a measurement is worth."""
        self.measured.setdefault(place, {})[stage] = {name: float(f"{value:.4g}") for name, value in figures.items()}
        self.when = datetime.now(UTC).isoformat(timespec="seconds")

    def figures(self, place: Place) -> Figures:
        """All figures of a place, whichever stage they are from."""
        return {name: value for stage in self.measured[place].values() for name, value in stage.items()}

    def by_events(self) -> dict[int, Figures]:
        """The series over the size of the log, least first: at the number of partitions that has the most sizes."""
        partitions = self.series().partitions
        return {place.events: self.figures(place) for place in sorted(self.measured) if place.partitions == partitions}

    def by_partitions(self) -> dict[int, Figures]:
        """The series over partitions, least first: at the size of the log that has the most numbers of partitions."""
        events = self.series().events
        return {place.partitions: self.figures(place) for place in sorted(self.measured) if place.events == events}

    def series(self) -> Place:
        """The partitions of the series over sizes, and the events of the series over partitions."""
        partitions = max(self.measured, key=lambda place: (self._sizes(place.partitions), place.partitions)).partitions
        events = max(self.measured, key=lambda place: (self._widths(place.events), place.events)).events
        return Place(partitions, events)

    @property
    def fingerprint(self) -> str:
        """Tells one set of figures from another."""
        figures = [(place, sorted(stages.items())) for place, stages in sorted(self.measured.items())]
        return sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()[:16]

    def save(self, path: Path = RESULTS) -> None:
        """Write it, wholly or not at all."""
        points = [
            {"partitions": place.partitions, "events": place.events, "stages": stages}
            for place, stages in sorted(self.measured.items())
        ]
        content = {"when": self.when, "machine": self.machine, "points": points}
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(content, indent=2) + "\n")
        beside.replace(path)

    @classmethod
    def load(cls, path: Path = RESULTS) -> Growth:
        """What was saved; nothing measured when the file is not there. Raises ValueError when it cannot be read."""
        if not path.exists():
            return cls()
        content = json.loads(path.read_text())
        measured = {Place(each["partitions"], each["events"]): each["stages"] for each in content["points"]}
        return cls(content["machine"], measured, content["when"])

    def _sizes(self, partitions: int) -> int:
        return sum(place.partitions == partitions for place in self.measured)

    def _widths(self, events: int) -> int:
        return sum(place.events == events for place in self.measured)
