"""``caseledger sla``: which promises were kept, which run, and which were broken."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer
from rich.console import RenderableType

from infra.cli.failures import CannotBeUsed
from infra.cli.options import Wait
from infra.cli.questions.labels import Labels, amount, called, label_fields
from infra.cli.questions.names import known_word
from infra.cli.questions.questions import asked, documents, reflects, reflects_line
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.paging import After, Limit, NewestFirst, Page, cursor, read_cursor
from infra.cli.render.table import extra, if_roomy, moment, number, table, text, whole
from infra.cli.session import session_of
from infra.cli.times import Zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import connection

    from projections.sla.queries import BoardLine, ClockStatus

MODEL = "sla"
NOT_KNOWN = "not_known"
"""``projections.sla.queries.NOT_KNOWN``."""
STATES = ("met", "running", "paused", "breached", "superseded")
STYLE = {
    "met": "green",
    "running": "cyan",
    "paused": "blue",
    "breached": "bold red",
    "superseded": "dim",
    NOT_KNOWN: "yellow",
}


def sla(
    context: typer.Context,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIME", help="How they stood or will stand at this time (a day: its beginning)."),
    ] = None,
    breached: Annotated[bool, typer.Option("--breached", help="List the broken ones, due longest ago first.")] = False,
    clock: Annotated[str | None, typer.Option(metavar="NAME", help="This clock only, such as first_contact.")] = None,
    limit: Limit = 20,
    after: After = None,
    newest_first: NewestFirst = False,
    wait: Wait = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Show the board of service levels: how many clocks of each kind were met, run, or were breached.

    A clock that runs past its due time counts as breached from that moment on. At a time in the past, the board shows
    how they stood then, as far as is on record now; at one in the future, how they will if nothing happens.
    """
    from projections.balances.queries import labels
    from projections.sla.clocks import CLOCKS
    from projections.sla.queries import board
    from projections.sla.queries import breached as ask_breached

    session = session_of(context)
    now = session.clock.now()
    instant = session.zone.read(at, "--at") if at else now
    name = known_word(clock, [one.name for one in CLOCKS], "--clock") if clock else None
    place = read_cursor(after, datetime, UUID, str, int)
    if place and not breached:
        raise CannotBeUsed("--after: only the list of --breached has pages.")

    def ask(opened: connection) -> tuple[list[BoardLine], Page[ClockStatus] | None, Labels]:
        lines = board(opened, instant, in_past=instant < now)
        lines = [line for line in lines if name in (None, line.clock)]
        if not breached:
            return lines, None, {}
        found = ask_breached(opened, instant, name, limit=limit + 1, after=place, newest_first=newest_first,
                             in_past=instant < now)  # fmt: skip
        page = _page(found, limit, sum(line.count for line in lines if line.state == "breached"))
        return lines, page, labels(opened, {one.aggregate_id for one in page.rows})

    answer = asked(session, ask, wait=wait)
    lines, page, names = answer.value
    tell(
        session.screen,
        answer_as,
        lambda: {"at": instant, "board": documents(lines), **_breached_fields(page, names),
                 "reflects": reflects(answer, MODEL)},
        lambda: [
            board_table(lines, f"Service levels {_at(instant, now, session.zone)}", name),
            *([breached_table(page, session.zone, names)] if page else []),
            reflects_line(answer, MODEL),
        ],
        listed="breached" if breached else "board",
    )  # fmt: skip


def _page(found: list[ClockStatus], limit: int, total: int) -> Page[ClockStatus]:
    rows = found[:limit]
    if len(found) <= limit:
        return Page(rows, None, total)
    last = rows[-1]
    return Page(rows, cursor(last.due_at, last.aggregate_id, last.clock, last.number), total)


def _breached_fields(page: Page[ClockStatus] | None, names: Labels) -> dict[str, Any]:
    if page is None:
        return {"breached": None}
    rows = [{**documents([one])[0], **label_fields(one.aggregate_id, names)} for one in page.rows]
    return {"breached": rows, **page.fields()}


def _at(instant: datetime, now: datetime, zone: Zone) -> str:
    if instant < now:
        return f"as they stood at {zone.show(instant)}"
    if instant > now:
        return f"as they will stand at {zone.show(instant)} if nothing happens until then"
    return f"at {zone.show(instant)}"


def board_table(lines: Sequence[BoardLine], title: str, name: str | None = None) -> RenderableType:
    """One row for each clock (or the one called ``name``), one column for each state."""
    from projections.sla.clocks import CLOCKS

    counts = {(line.clock, line.state): line.count for line in lines}
    not_known = [NOT_KNOWN] if any(line.state == NOT_KNOWN for line in lines) else []
    states = [*STATES, *not_known]
    rows = [
        (clock.name, *(counts.get((clock.name, state)) for state in states), clock.source)
        for clock in CLOCKS
        if name in (None, clock.name)
    ]
    columns = [
        whole("clock"),
        *(number(state.replace("_", " "), style=STYLE[state]) for state in states),
        if_roomy(text("what it promises", at_least=40)),
    ]
    caption = "Not known: had ended by then and was opened again since." if not_known else ""
    return table(title, columns, rows, caption=caption)


def breached_table(page: Page[ClockStatus], zone: Zone, names: Labels) -> RenderableType:
    """The broken promises, one by one."""
    columns = [
        text("case or payment", at_least=16), number("amount"), whole("clock"), moment("was due"), moment("ended"),
        if_roomy(moment("started")), extra("id"),
    ]  # fmt: skip
    rows = [
        (called(one.aggregate_id, names), amount(one.aggregate_id, names), one.clock, zone.minute(one.due_at),
         zone.minute(one.ended_at) or "still runs", zone.minute(one.started_at), str(one.aggregate_id))
        for one in page.rows
    ]  # fmt: skip
    caption = " ".join(filter(None, (zone.caption, "Amount: still owed, or of the payment.", page.note)))
    return table("Breached", columns, rows, caption=caption)
