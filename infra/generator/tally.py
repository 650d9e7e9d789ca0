"""What became of generated cases: counted from what was played, and from what a ledger answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from domain.case.closure.closing import CaseClosed
from infra.generator.mix import ENDINGS, TROUBLES, WHOLE
from infra.generator.playing import Played
from infra.generator.plot import Plot
from infra.messages.replies import CommandAnswered


@dataclass(slots=True)
class Mix:
    """Counts of cases by how they were drawn and how they ended; a case that is opened again counts as it ended last.

    ``outcome_of`` is of the cases under way, by number, and ``ended`` counts those that are over. ``commands`` and
    ``events`` are all there were. ``refused`` counts refusals that no story wanted, by code;
    ``meant`` those that it did.
    """

    cases: int = 0
    drawn: Counter[str] = field(default_factory=Counter)
    by_jurisdiction: Counter[str] = field(default_factory=Counter)
    outcome_of: dict[int, str] = field(default_factory=dict)
    ended: Counter[str] = field(default_factory=Counter)
    commands: int = 0
    events: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    meant: Counter[str] = field(default_factory=Counter)

    def draw(self, plot: Plot) -> None:
        """One more case."""
        self.cases += 1
        self.drawn[plot.ending] += 1
        self.drawn.update(str(one) for one in plot.troubles)
        self.by_jurisdiction[plot.creditor.jurisdiction] += 1

    def take(self, number: int, played: Played) -> None:
        """What happened in a case."""
        self.commands += 1
        self.events += len(played.events)
        if played.refusal is not None:
            as_meant = played.refusal.code == played.refused_with
            (self.meant if as_meant else self.refused)[played.refusal.code] += 1
        for event in played.events:
            if isinstance(event, CaseClosed):
                self.outcome_of[number] = str(event.outcome)

    def over(self, number: int) -> None:
        """Nothing more will happen in a case."""
        if (outcome := self.outcome_of.pop(number, None)) is not None:
            self.ended[outcome] += 1

    def add(self, other: Mix) -> None:
        """What somebody else counted, of other cases."""
        self.cases, self.commands, self.events = (
            self.cases + other.cases,
            self.commands + other.commands,
            self.events + other.events,
        )
        self.outcome_of |= other.outcome_of
        for name in ("drawn", "by_jurisdiction", "ended", "refused", "meant"):
            getattr(self, name).update(getattr(other, name))

    def add_again(self, other: Mix) -> None:
        """The same once more, of cases that went alike: whatever will still happen in them, nobody counts it here."""
        self.add(replace(other, outcome_of={}, ended=other.ended + Counter(other.outcome_of.values())))

    @property
    def outcomes(self) -> Counter[str]:
        """How cases ended; those that did not are ``open``."""
        ended = self.ended + Counter(self.outcome_of.values())
        return ended + Counter({"open": self.cases - ended.total()})

    def shares(self) -> Iterator[tuple[str, int, int]]:
        """What there is to draw: its name, how many of ``WHOLE`` cases it is to come to, and to how many it came."""
        for name, wanted in (*ENDINGS.items(), *TROUBLES.items()):
            yield name, wanted, self.drawn[name]

    def as_json(self) -> dict[str, Any]:
        """Documented in docs/command-line.md."""
        return {
            "cases": self.cases,
            "commands": self.commands,
            "events": self.events,
            "mix": [
                {"what": name, "wanted_percent": wanted * 100 / WHOLE, "cases": drawn}
                for name, wanted, drawn in self.shares()
            ],
            "outcomes": dict(sorted(self.outcomes.items())),
            "jurisdictions": dict(sorted(self.by_jurisdiction.items())),
            "refused_as_meant": dict(sorted(self.meant.items())),
            "refused": dict(sorted(self.refused.items())),
        }


@dataclass(slots=True)
class Sent:
    """How the ledger answered. ``differ`` counts, by code, answers of refusals that the core does not give."""

    carried_out: int = 0
    had_before: int = 0
    refused_alike: int = 0
    differ: Counter[str] = field(default_factory=Counter)
    positions: dict[int, int] = field(default_factory=dict)

    def take(self, answer: CommandAnswered, expected: str | None) -> None:
        """One more answer."""
        if answer.accepted:
            self.had_before += answer.repeated
            self.carried_out += not answer.repeated
            reached = self.positions.get(answer.partition, 0)
            self.positions[answer.partition] = max(reached, answer.position)
        elif answer.code == expected:
            self.refused_alike += 1
        else:
            self.differ[answer.code] += 1

    def as_json(self) -> dict[str, Any]:
        """Documented in docs/command-line.md."""
        return {
            "carried_out": self.carried_out,
            "had_before": self.had_before,
            "refused_alike": self.refused_alike,
            "differ": dict(sorted(self.differ.items())),
            "positions": {str(partition): position for partition, position in sorted(self.positions.items())},
        }
