"""What became of the lines of a file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from infra.intake.importing.received_ids import ReceivedIds
from infra.intake.refused.refused_line import RefusedLine
from infra.messages.replies import CommandAnswered

SHOWN_MAX = 20
"""Refused lines that are shown and kept in memory; all of them are in the file of refused lines."""


@dataclass(slots=True)
class Tally:
    """Counts by outcome. ``received_minor`` sums, by currency, what the lines that are new are worth in minor units;
    ``positions`` is the last position in each partition that an answer named. Of the lines received before, those in
    ``other_terms`` came with another day to pay by, which was ignored. Of the claims that are new,
    ``references_issued`` were given a payment reference of ours. ``ids`` are those of what was received, now or
    before."""

    received: int = 0
    received_before: int = 0
    other_terms: int = 0
    references_issued: int = 0
    refused: int = 0
    received_minor: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    first_refused: list[RefusedLine] = field(default_factory=list)
    positions: dict[int, int] = field(default_factory=dict)
    ids: ReceivedIds = field(default_factory=ReceivedIds)
    refused_file: Path | None = None
    to_correct_file: Path | None = None

    @property
    def lines(self) -> int:
        """All that were read."""
        return self.received + self.received_before + self.refused

    @property
    def added_nothing(self) -> bool:
        """Whether every line that can be received had been received before: the file was sent twice."""
        return self.received_before > 0 and self.received == 0

    def accept(self, answer: CommandAnswered, currency: str, amount_minor: int) -> None:
        """A line was received, now or before."""
        if answer.repeated:
            self.received_before += 1
        else:
            self.received += 1
            self.received_minor[currency] += amount_minor
        self.ids.add(answer.aggregate_id)
        self.reach(answer)

    def reach(self, answer: CommandAnswered) -> None:
        """The ledger has come to a position."""
        reached = self.positions.get(answer.partition, 0)
        self.positions[answer.partition] = max(reached, answer.position)

    def had_before(self, aggregate_id: UUID, *, on_other_terms: bool) -> None:
        """A line was received before; with other terms, a claim with another day to pay by than it would get now."""
        self.ids.add(aggregate_id)
        self.received_before += 1
        self.other_terms += on_other_terms

    def would_receive(self, currency: str, amount_minor: int) -> None:
        """A line that was only tried."""
        self.received += 1
        self.received_minor[currency] += amount_minor

    def refuse(self, line: RefusedLine) -> None:
        """A line was not taken in."""
        self.refused += 1
        self.codes[line.code] += 1
        if len(self.first_refused) < SHOWN_MAX:
            self.first_refused.append(line)

    def as_json(self) -> dict[str, Any]:
        """Documented in docs/command-line.md."""
        return {
            "lines": self.lines,
            "received": self.received,
            "received_before": self.received_before,
            "pay_within_ignored": self.other_terms,
            "references_issued": self.references_issued,
            "refused": self.refused,
            "refused_by_code": dict(sorted(self.codes.items())),
            "received_amounts": [
                {"currency": currency, "minor": minor} for currency, minor in sorted(self.received_minor.items())
            ],
            "first_refused": [
                {"line": one.line_number, "field": one.field, "code": one.code, "reason": one.reason}
                for one in self.first_refused
            ],
            "refused_file": self.refused_file,
            "to_correct_file": self.to_correct_file,
            "positions": {str(partition): position for partition, position in sorted(self.positions.items())},
        }
