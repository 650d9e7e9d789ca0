"""What a question is narrowed to: a creditor, one of its portfolios, and a period of months."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from domain.kernel.directory import CreditorEntry
from infra.cli.creditor.resolve import creditor_meant
from infra.cli.failures import CannotBeUsed
from infra.cli.questions.names import known_name
from infra.cli.times import Zone, read_day
from infra.creditors.names import CreditorNames

if TYPE_CHECKING:
    from projections.balances.answers import CreditorName

OfCreditor = Annotated[
    str | None, typer.Option("--creditor", metavar="CREDITOR", help="Cases of this creditor only, by id or name.")
]
OfPortfolio = Annotated[
    str | None, typer.Option("--portfolio", metavar="NAME", help="Cases of this portfolio only.")
]  # fmt: skip
OfTeam = Annotated[
    str | None,
    typer.Option("--team", metavar="CODE", help="Cases whose manager works in this team only (`case manager --team`)."),
]
FromMonth = Annotated[
    str | None, typer.Option("--from", metavar="MONTH", help="From this month on, such as 2026-03.")
]  # fmt: skip
ToMonth = Annotated[str | None, typer.Option("--to", metavar="MONTH", help="Up to the end of this month.")]


def chosen(names: list[CreditorName], creditor: str | None, portfolio: str | None) -> tuple[str | None, str | None]:
    """The creditor's id and the portfolio as they are on file. Raises NotFound for a name that nobody has."""
    if creditor:
        creditor = creditor_meant(names_in(names), creditor, "--creditor").creditor_id
        names = [one for one in names if one.creditor_id == creditor]
    if portfolio:
        portfolio = known_name(portfolio, {one.portfolio: None for one in names if one.portfolio}, "--portfolio")
    return creditor, portfolio


def names_in(names: list[CreditorName]) -> CreditorNames:
    """The creditors that the read model knows."""
    known = {one.creditor_id: (one.creditor, tuple(one.former_names or ())) for one in names}
    return CreditorNames(CreditorEntry(creditor_id, *called) for creditor_id, called in known.items())


def period(zone: Zone, since: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    """The first instant of the month ``since``, and the first after the month ``until``. Raises CannotBeUsed."""
    begins = _month(since, "--from") if since else None
    last = _month(until, "--to") if until else None
    if begins and last and last < begins:
        raise CannotBeUsed("--to: this month is before that of --from.")
    return zone.begins(begins) if begins else None, zone.begins(_next_month(last)) if last else None


def _month(text: str, option: str) -> date:
    """Its first day."""
    try:
        return read_day(f"{text.strip()}-01", option)
    except CannotBeUsed:
        raise CannotBeUsed(f"{option}: this is no month. Write it like 2026-03.") from None


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
