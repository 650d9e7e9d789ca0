"""What one of the processes that play a portfolio has to do, and where in the log that belongs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from infra.generator.bulk.encoding import Encoded
from infra.generator.plot import Portfolio


class StreamPlace(NamedTuple):
    """Where in the log something belongs: wave, time, number of the case."""

    wave: int
    at: datetime
    case: int


Stream = Iterator[tuple[StreamPlace, Encoded]]
"""What goes into the log, in the order in which it stands there."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one of ``players`` plays of a portfolio's first ``cases``, up to ``until``, for a log of ``partitions``."""

    portfolio: Portfolio
    cases: int
    until: datetime
    number: int
    players: int
    log: str
    partitions: int
    wrapping: Path

    def has(self, debtor_number: int) -> bool:
        """Whether the cases of this debtor are played here: all cases of somebody are, in the same process."""
        return debtor_number % self.players == self.number

    @property
    def tellings(self) -> int:
        """How often the whole portfolio of stories is told; 0 where none of them is told twice as a whole."""
        times = self.cases // (self.portfolio.stories or self.cases)
        return times if times > 1 else 0
