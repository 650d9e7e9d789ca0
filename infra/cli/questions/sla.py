"""``caseledger sla``: which promises were kept, which run, which are at risk, and which were broken."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from infra.cli.failures import CannotBeUsed
from infra.cli.options import Wait
from infra.cli.questions.chosen import FromMonth, OfCreditor, OfPortfolio, OfTeam, ToMonth, chosen, period
from infra.cli.questions.labels import Labels
from infra.cli.questions.names import known_word
from infra.cli.questions.questions import asked, documents, reflects, reflects_line
from infra.cli.questions.sla_tables import board_table, clock_table, list_fields
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.paging import After, Limit, NewestFirst, Page, cursor, read_cursor
from infra.cli.session import Session, session_of
from infra.cli.then import KnownAt, then_asked
from infra.cli.times import Zone
from projections.kit.then import Then

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from projections.sla.queries import BoardLine, ClockChoice, ClockStatus

MODEL = "sla"


class By(StrEnum):
    """By what the board is split, beside the clock."""

    CLOCK = "clock"
    TEAM = "team"
    CREDITOR = "creditor"
    PORTFOLIO = "portfolio"
    MONTH = "month"


def sla(
    context: typer.Context,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIME", help="How they stood or will stand at this time (a day: its beginning)."),
    ] = None,
    known_at: KnownAt = None,
    by: Annotated[By, typer.Option("--by", help="Split by this too; a month is the one in which they are due.")] = (
        By.CLOCK
    ),
    clock: Annotated[str | None, typer.Option(metavar="NAME", help="This clock only, such as first_contact.")] = None,
    creditor: OfCreditor = None,
    portfolio: OfPortfolio = None,
    team: OfTeam = None,
    since: FromMonth = None,
    until: ToMonth = None,
    risk_days: Annotated[
        int, typer.Option(min=1, max=365, metavar="DAYS", help="At risk is what runs and falls due within these days.")
    ] = 3,
    breached: Annotated[bool, typer.Option("--breached", help="List the broken ones, due longest ago first.")] = False,
    at_risk: Annotated[bool, typer.Option("--at-risk", help="List those at risk, the next to fall due first.")] = False,
    limit: Limit = 20,
    after: After = None,
    newest_first: NewestFirst = False,
    wait: Wait = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Show the board of service levels: how many clocks of each kind were met, run, are at risk, or were breached.

    A clock that runs past its due time counts as breached from that moment on. At a time in the past, the board shows
    how they stood then; with --known-at, as far as was on record by then. At a time in the future, how they will stand
    if nothing happens. Teams are those of now.
    --from and --to: those that fall due in these months. The lists name each case.

    Example: caseledger sla --by creditor --from 2026-01 --to 2026-03 --format csv
    """
    session = session_of(context)
    listed = _listed(breached, at_risk, after)
    now, known = session.clock.now(), then_asked(session, None, known_at)
    asked_at = session.zone.read(at, "--at") if at else None
    happened_by = asked_at if asked_at and asked_at < now else None
    recorded_by = known.recorded_by if known else None
    question = _Question(
        at=asked_at or recorded_by or now,
        now=now,
        then=Then(happened_by, recorded_by, session.settings.zone) if happened_by or recorded_by else None,
        risk_days=risk_days,
        by=by,
        choice=_choice(session, clock, team, since, until),
        listed=listed,
        limit=limit,
        after=read_cursor(after, datetime, UUID, str, int),
        newest_first=newest_first,
    )
    answer = asked(session, lambda opened: question.ask(opened, session, creditor, portfolio), wait=wait)
    lines, page, names = answer.value
    tell(
        session.screen,
        answer_as,
        lambda: {"at": question.at, "known_at": recorded_by, "risk_until": question.risk_until, "by": by,
                 "board": documents(lines), **list_fields(listed, page, names), "reflects": reflects(answer, MODEL)},
        lambda: [
            board_table(lines, f"Service levels {question.title(session.zone)}", question.choice.clock, by, risk_days),
            *([clock_table(listed, page, session.zone, names)] if page and listed else []),
            reflects_line(answer, MODEL),
        ],
        listed=listed or "board",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Question:
    at: datetime
    now: datetime
    then: Then | None
    risk_days: int
    by: By
    choice: ClockChoice
    listed: str | None
    limit: int
    after: tuple[datetime, UUID, str, int] | None
    newest_first: bool

    @property
    def risk_until(self) -> datetime:
        return self.at + timedelta(days=self.risk_days)

    def ask(
        self, opened: connection, session: Session, creditor: str | None, portfolio: str | None
    ) -> tuple[list[BoardLine], Page[ClockStatus] | None, Labels]:
        from projections.balances.queries import creditor_names, labels
        from projections.sla.queries import board

        which = self.choice
        if creditor or portfolio:
            creditor_id, called = chosen(creditor_names(opened), creditor, portfolio)
            which = replace(which, creditor_id=creditor_id, portfolio=called)
        lines = board(opened, self.at, which, by=self.by.value, risk_until=self.risk_until,
                      zone=session.settings.zone, then=self.then)  # fmt: skip
        if self.listed is None:
            return lines, None, {}
        if self.listed == "breached":
            total = sum(line.count for line in lines if line.state == "breached")
        else:
            total = sum(line.at_risk for line in lines)
        page = self._page(opened, which, total)
        return lines, page, labels(opened, {one.aggregate_id for one in page.rows})

    def _page(self, opened: connection, which: ClockChoice, total: int) -> Page[ClockStatus]:
        from projections.sla import queries

        if self.listed == "breached":
            found = queries.breached(opened, self.at, which, limit=self.limit + 1, after=self.after,
                                     newest_first=self.newest_first, then=self.then)  # fmt: skip
        else:
            found = queries.at_risk(opened, self.at, self.risk_until, which, limit=self.limit + 1, after=self.after,
                                    newest_first=self.newest_first, then=self.then)  # fmt: skip
        rows = found[: self.limit]
        if len(found) <= self.limit:
            return Page(rows, None, total)
        last = rows[-1]
        return Page(rows, cursor(last.due_at, last.aggregate_id, last.clock, last.number), total)

    def title(self, zone: Zone) -> str:
        """As of when."""
        if self.then and self.then.recorded_by:
            return f"as they stood at {zone.show(self.at)}, as known at {zone.show(self.then.recorded_by)}"
        if self.at < self.now:
            return f"as they stood at {zone.show(self.at)}"
        if self.at > self.now:
            return f"as they will stand at {zone.show(self.at)} if nothing happens until then"
        return f"at {zone.show(self.at)}"


def _listed(breached: bool, at_risk: bool, after: str | None) -> str | None:
    """The field of the answer that names clocks one by one. Raises CannotBeUsed."""
    if breached and at_risk:
        raise CannotBeUsed("--at-risk: ask for one list at a time; --breached is the other.")
    if after and not (breached or at_risk):
        raise CannotBeUsed("--after: only the lists of --breached and --at-risk have pages.")
    return "breached" if breached else "at_risk" if at_risk else None


def _choice(session: Session, clock: str | None, team: str | None, since: str | None, until: str | None) -> ClockChoice:
    from projections.sla.clocks import CLOCKS
    from projections.sla.queries import ClockChoice

    begins, ends = period(session.zone, since, until)
    name = known_word(clock, [one.name for one in CLOCKS], "--clock") if clock else None
    return ClockChoice(clock=name, team=team, due_after=begins, due_until=ends)
