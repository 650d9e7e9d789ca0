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
    """What was added, in the order in which it was. ``until`` is the first day for which nothing was added yet; None
    when nothing was at all."""

    posted: tuple[Posted, ...] = ()
    until: date | None = None

    def after(self, one: Posted) -> Interest:
        """With one more."""
        return _with_the_end_of((*self.posted, one))

    def beyond(self, day: date) -> tuple[Posted, ...]:
        """What was added for ``day`` or later, whole."""
        if self.until is None or self.until <= day:
            return ()
        return tuple(one for one in self.posted if one.until > day)

    def without_days_from(self, day: date) -> Interest:
        """Without all that was added for ``day`` or later."""
        return _with_the_end_of(tuple(one for one in self.posted if one.until <= day))


def _with_the_end_of(posted: tuple[Posted, ...]) -> Interest:
    return Interest(posted, max([one.until for one in posted], default=None))


INTEREST: Slice[Interest] = Slice(Interest())
