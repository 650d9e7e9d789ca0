"""The legal side of a case: the slice ``legal`` of its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.kernel.aggregate import Slice


class Forum(StrEnum):
    """Where a legal action is brought. The courts of ``HEARS_BOTH`` decide what is disputed; the others do not."""

    PAYMENT_ORDER = "payment_order"
    SUMMARY_CLAIM = "summary_claim"
    CONCILIATION_BOARD = "conciliation_board"
    DISTRICT_COURT = "district_court"


HEARS_BOTH = frozenset({Forum.CONCILIATION_BOARD, Forum.DISTRICT_COURT})
"""Courts and boards that hear both sides: a disputed claim can be brought there."""


@dataclass(frozen=True, slots=True)
class Legal:
    """The latest legal action. ``actions`` counts them from 1; 0 when there was none.

    ``forum`` is where it was brought. ``contested_as`` is the number of the dispute that came when the debtor contested
    it, 0 while nobody has and when it is over. ``title_on`` is the day of the latest title, None without one, and
    ``costs_awarded_minor`` the costs that it awards, None until this action has come to one.
    ``reviews`` counts the days on which somebody looks at a monitored case again, and ``review`` is the
    one that is due next, 0 while it is not monitored.
    """

    actions: int = 0
    started_on: date | None = None
    forum: str = ""
    contested_as: int = 0
    title_on: date | None = None
    costs_awarded_minor: int | None = None
    reviews: int = 0
    review: int = 0


LEGAL: Slice[Legal] = Slice(Legal())
