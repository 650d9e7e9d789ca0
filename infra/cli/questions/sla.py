"""``caseledger sla``: which promises were kept, which run, and which were broken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import RenderableType

from infra.cli.options import AsJson, Limit, Wait
from infra.cli.questions.questions import asked, documents, reflects, reflects_line
from infra.cli.render.table import if_roomy, moment, number, table, text, whole
from infra.cli.session import session_of
from infra.cli.times import Zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import connection

    from projections.sla.queries import BoardLine, ClockStanding

MODEL = "sla"
STATES = ("met", "running", "paused", "breached", "superseded")
STYLE = {"met": "green", "running": "cyan", "paused": "blue", "breached": "bold red", "superseded": "dim"}


def sla(
    context: typer.Context,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="How they stand at this time. Default: now.")
    ] = None,
    breached: Annotated[bool, typer.Option("--breached", help="List the broken ones, due longest ago first.")] = False,
    clock: Annotated[str | None, typer.Option(metavar="NAME", help="With --breached: this clock only.")] = None,
    limit: Limit = 20,
    wait: Wait = False,
    as_json: AsJson = False,
) -> None:
    """Show the board of service levels: how many clocks of each kind were met, run, or were breached.

    A clock that runs past its due time counts as breached from that moment on.
    """
    from projections.sla.queries import board
    from projections.sla.queries import breached as ask_breached

    session = session_of(context)
    instant = session.zone.read(at, "--at") if at else session.clock.now()

    def ask(opened: connection) -> tuple[list[BoardLine], list[ClockStanding]]:
        listed = ask_breached(opened, instant, clock, limit=limit) if breached else []
        return board(opened, instant), listed

    answer = asked(session, ask, wait=wait)
    lines, listed = answer.value
    if as_json:
        session.screen.document(
            {"at": instant, "board": documents(lines), "breached": documents(listed) if breached else None,
             "reflects": reflects(answer, MODEL)}
        )  # fmt: skip
        return
    session.screen.show(board_table(lines, f"Service levels at {session.zone.show(instant)}"))
    if breached:
        session.screen.show(breached_table(listed, session.zone))
    session.screen.show(reflects_line(answer, MODEL))


def board_table(lines: Sequence[BoardLine], title: str) -> RenderableType:
    """One row for each clock, one column for each state."""
    from projections.sla.clocks import CLOCKS

    counts = {(line.clock, line.state): line.count for line in lines}
    rows = [(clock.name, *(counts.get((clock.name, state)) for state in STATES), clock.source) for clock in CLOCKS]
    columns = [
        whole("clock"),
        *(number(state, style=STYLE[state]) for state in STATES),
        if_roomy(text("what it promises")),
    ]
    return table(title, columns, rows)


def breached_table(listed: Sequence[ClockStanding], zone: Zone) -> RenderableType:
    """The broken promises, one by one."""
    columns = [
        text("clock", at_least=24), whole("case or payment"), if_roomy(moment("started")), moment("was due"),
        moment("ended"),
    ]  # fmt: skip
    rows = [
        (one.clock, str(one.aggregate_id), zone.minute(one.started_at), zone.minute(one.due_at),
         zone.minute(one.ended_at) or "still runs")
        for one in listed
    ]  # fmt: skip
    return table("Breached, due longest ago first", columns, rows, caption=zone.caption)
