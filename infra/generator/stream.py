"""The commands of many cases as one stream, in the order in which they happened.

Memory grows with the cases that are under way at a time, and not with all there are: the day on which each claim comes
is known before anything else of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from typing import Protocol, TypeVar

from infra.generator.playing import Play, Played
from infra.generator.plot import Plot, Portfolio, arrival, plot_of
from infra.generator.shared_debtors import SharedDebtors

EARLIEST_ZONE = timedelta(hours=3)
"""A working day begins at most so long before it does in UTC."""


class Timed(Protocol):
    """Something that happens at a time."""

    @property
    def at(self) -> datetime: ...


Step = TypeVar("Step", bound=Timed)
_UnderWay = tuple[datetime, int, int, Step, Iterator[Step]]
"""A case: what happens in it next and when, its number, how many things happened before, and what comes after that."""


def in_order(portfolio: Portfolio, cases: int, first: int = 1) -> Iterator[tuple[int, Played]]:
    """What happens in so many cases from number ``first`` on, each with its case's number; of one instant, the case of
    the lower number before the other."""
    persons = SharedDebtors()
    coming: list[tuple[date, int]] = []
    for number in range(first, first + cases):
        day, debtor = arrival(portfolio, number)
        coming.append((day, number))
        persons.expect(debtor)
    return told_in_order(portfolio, sorted(coming), persons, lambda plot: Play(plot, persons.states).run())


def told_in_order(
    portfolio: Portfolio,
    coming: Iterable[tuple[date, int]],
    persons: SharedDebtors,
    tell: Callable[[Plot], Iterator[Step]],
) -> Iterator[tuple[int, Step]]:
    """The steps of these cases, that come on these days (in order), as ``tell`` gives them."""
    under_way: list[_UnderWay[Step]] = []
    for day, number in coming:
        begins = datetime.combine(day, time(0), UTC) - EARLIEST_ZONE
        yield from _until(begins, under_way)
        _push(under_way, number, 0, _told(plot_of(portfolio, number), persons, tell))
    yield from _until(None, under_way)


def _told(plot: Plot, persons: SharedDebtors, tell: Callable[[Plot], Iterator[Step]]) -> Iterator[Step]:
    yield from tell(plot)
    persons.over(plot)


def _until(at: datetime | None, under_way: list[_UnderWay[Step]]) -> Iterator[tuple[int, Step]]:
    while under_way and (at is None or under_way[0][0] < at):
        _, number, count, step, rest = heappop(under_way)
        yield number, step
        _push(under_way, number, count + 1, rest)


def _push(under_way: list[_UnderWay[Step]], number: int, count: int, rest: Iterator[Step]) -> None:
    if (step := next(rest, None)) is not None:
        heappush(under_way, (step.at, number, count, step, rest))
