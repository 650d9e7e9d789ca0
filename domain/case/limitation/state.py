"""What began the limitation period anew: the slice ``limitation`` of a case's state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.kernel.aggregate import Slice
from domain.law.codes import Interruption


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A new period begins ``on`` a day. For what takes time, such as a trial, it had to begin by ``since``: on that day
    the claim must not have been time-barred yet. Elsewhere the two days are one."""

    cause: Interruption
    on: date
    since: date


@dataclass(frozen=True, slots=True)
class Limitation:
    """What interrupted it, beside the payments and the letters, which stand in their own slices."""

    interrupted: tuple[Interrupted, ...] = ()

    def with_one(self, cause: Interruption, on: date, since: date | None = None) -> Limitation:
        """With one more."""
        return Limitation((*self.interrupted, Interrupted(cause, on, since or on)))

    def before_court(self) -> tuple[Limitation, date | None]:
        """Without the latest court action, and the day on which that had begun (None: there is none)."""
        ours = [one for one in self.interrupted if one.cause is Interruption.COURT_ACTION]
        if not ours:
            return self, None
        return Limitation(tuple(one for one in self.interrupted if one is not ours[-1])), ours[-1].since


LIMITATION: Slice[Limitation] = Slice(Limitation())
