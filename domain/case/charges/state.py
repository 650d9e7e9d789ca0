"""The late interest of a case: the slice ``interest`` of its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from domain.kernel.aggregate import Slice


class Posted(NamedTuple):
    """Late interest that was added to the debt, for the days from ``first`` up to and without ``until``."""

    first: date
    until: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Interest:
    """What was added, in the order in which it was."""

    posted: tuple[Posted, ...] = ()

    @property
    def until(self) -> date | None:
        """The first day for which nothing was added yet; None when nothing was at all."""
        return max((one.until for one in self.posted), default=None)

    def after(self, one: Posted) -> Interest:
        """With one more."""
        return Interest((*self.posted, one))

    def beyond(self, day: date) -> tuple[Posted, ...]:
        """What was added for ``day`` or later, whole."""
        return tuple(one for one in self.posted if one.until > day)

    def without_days_from(self, day: date) -> Interest:
        """Without all that was added for ``day`` or later."""
        return Interest(tuple(one for one in self.posted if one.until <= day))


INTEREST: Slice[Interest] = Slice(Interest())
