"""The commands of many cases as one stream, in the order in which they happened.

Memory grows with the cases that are under way at a time, and not with all there are: the day on which each claim comes
is known before anything else of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from uuid import UUID

from domain.creditor.contract.agreeing import AgreeContract
from domain.creditor.contract.state import FeesGoTo, RemittanceInterval
from domain.creditor.registration.registering import RegisterCreditor
from domain.kernel.identity import creditor_uuid
from domain.kernel.message import Command
from domain.kernel.quick_uuid import uuid_of_name
from domain.kernel.recorded import Actor
from infra.generator.creditors import CREDITORS, InventedCreditor
from infra.generator.playing import GENERATED, Played, play
from infra.generator.plot import Portfolio, arrival, plot_of
from infra.messages.commands import CommandEnvelope

TERMS_SINCE = date(2020, 1, 1)
EARLIEST_ZONE = timedelta(hours=3)
"""A working day begins at most so long before it does in UTC."""
_UnderWay = tuple[datetime, int, int, Played, Iterator[Played]]
"""A case: what happens in it next and when, its number, how many things happened before, and what comes after that."""


def creditors_come() -> Iterator[tuple[CommandEnvelope, Command]]:
    """What registers the creditors and agrees on their terms: the same whatever the seed, so that it happens once."""
    for one in CREDITORS:
        yield _of_creditor(one, RegisterCreditor(one.creditor_id, one.name, None, one.jurisdiction))
        terms = AgreeContract(TERMS_SINCE, 1_000, 2_500, RemittanceInterval.MONTHLY, FeesGoTo.AGENCY)
        yield _of_creditor(one, terms)


def _of_creditor(one: InventedCreditor, command: Command) -> tuple[CommandEnvelope, Command]:
    target: UUID = creditor_uuid(one.creditor_id)
    identifier = uuid_of_name(GENERATED, f"{one.creditor_id}/{type(command).__name__}")
    at = datetime.combine(TERMS_SINCE, time(9), UTC)
    return CommandEnvelope(identifier, target, at, Actor("user", "intake"), target), command


def in_order(portfolio: Portfolio, cases: int, first: int = 1) -> Iterator[tuple[int, Played]]:
    """What happens in so many cases from number ``first`` on, each with its case's number; of one instant, the case of
    the lower number before the other."""
    coming = sorted((arrival(portfolio, number), number) for number in range(first, first + cases))
    under_way: list[_UnderWay] = []
    for day, number in coming:
        begins = datetime.combine(day, time(0), UTC) - EARLIEST_ZONE
        yield from _until(begins, under_way)
        _push(under_way, number, 0, play(plot_of(portfolio, number)))
    yield from _until(None, under_way)


def _until(at: datetime | None, under_way: list[_UnderWay]) -> Iterator[tuple[int, Played]]:
    while under_way and (at is None or under_way[0][0] < at):
        _, number, step, played, rest = heappop(under_way)
        yield number, played
        _push(under_way, number, step + 1, rest)


def _push(under_way: list[_UnderWay], number: int, step: int, rest: Iterator[Played]) -> None:
    if (played := next(rest, None)) is not None:
        heappush(under_way, (played.envelope.occurred_at, number, step, played, rest))
