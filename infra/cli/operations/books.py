"""What the commands of ``caseledger ledger`` have in common: the period that is asked about, and the books open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from domain.books.period_name import PERIOD_ADVICE, PERIOD_SHAPE, days_of
from infra.cli.failures import CannotBeUsed
from infra.cli.render.progress import counting
from infra.cli.session import Session
from infra.cli.times import read_day

if TYPE_CHECKING:
    from infra.books.log_books import LogBooks
    from infra.books.period import Period

PeriodGiven = Annotated[
    str, typer.Argument(metavar="PERIOD", help="A month, a quarter or a year: 2026-03, 2026-Q1, 2026.")
]
PeriodWanted = Annotated[
    str | None, typer.Option("--period", metavar="PERIOD", help="In place of --from and --to: 2026-03, 2026-Q1, 2026.")
]
From = Annotated[str | None, typer.Option("--from", metavar="DAY", help="The first day of the period.")]
To = Annotated[str | None, typer.Option("--to", metavar="DAY", help="The last day of the period; today if not given.")]


def named_period(name: str) -> str:
    """The name as it was typed. Raises CannotBeUsed where it names no period."""
    if not re.fullmatch(PERIOD_SHAPE, name):
        raise CannotBeUsed(f"PERIOD: {PERIOD_ADVICE}")
    return name


def period_asked(session: Session, period: str | None, first: str | None, last: str | None) -> Period:
    """The days that were asked for, by name or by the first and last. Raises CannotBeUsed."""
    from infra.books.period import Period

    if (period is None) == (first is None) or (period and last):
        raise CannotBeUsed("Say which days: --period, or --from and, where it does not end today, --to.")
    if period is not None:
        return Period(*days_of(named_period(period)))
    assert first is not None
    today = session.zone.day(session.clock.now())
    asked = Period(read_day(first, "--from"), read_day(last, "--to") if last else today)
    if asked.first > asked.last:
        raise CannotBeUsed("--to: the period ends before it begins.")
    return asked


@contextmanager
def open_books(session: Session, readings: int = 1) -> Iterator[LogBooks]:
    """The books of the log, with a bar for so many readings of all of it."""
    from infra.audit.history import LogHistory
    from infra.books.log_books import LogBooks

    with LogHistory(session.served) as log, counting(session.screen, "events", readings * log.count()) as counter:
        yield LogBooks(log, session.zone.day, counter.advance)
