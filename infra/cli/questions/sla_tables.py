"""The board of service levels, and the clocks of a list one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType

from infra.cli.questions.labels import Labels, amount, called, label_fields
from infra.cli.questions.questions import documents
from infra.cli.render.paging import Page
from infra.cli.render.table import Column, extra, if_roomy, moment, number, table, text, whole
from infra.cli.render.words import counted
from infra.cli.times import Zone

if TYPE_CHECKING:
    from projections.sla.queries import BoardLine, ClockStatus

STATES = ("met", "running", "paused", "breached", "superseded")
STYLE = {
    "met": "green",
    "running": "cyan",
    "paused": "blue",
    "breached": "bold red",
    "superseded": "dim",
}
TITLES = {"breached": "Breached", "at_risk": "At risk"}

Group = tuple[str, str | None, str | None, str | None, str | None, str | None]
"""What a row of the board is of: clock, creditor's id, creditor, portfolio, month and team."""


def board_table(
    lines: Sequence[BoardLine], title: str, name: str | None = None, by: str = "clock", risk_days: int | None = None
) -> RenderableType:
    """One row for each clock (or the one called ``name``) and what it is split by, one column for each state.

    ``risk_days``: a column shows how many of those that run fall due within these days.
    """
    from projections.sla.clocks import CLOCKS

    counts = {(_group(line), line.state): line.count for line in lines}
    risks = {_group(line): line.at_risk for line in lines if line.state == "running"}
    promises = {clock.name: clock.source for clock in CLOCKS if name in (None, clock.name)}
    unsplit: list[Group] = [(clock, None, None, None, None, None) for clock in promises]
    groups = unsplit if by == "clock" else list(dict.fromkeys(map(_group, lines)))
    rows = [
        (*_of(group, by), *(counts.get((group, state)) for state in STATES),
         *(() if risk_days is None else (risks.get(group) or None,)), promises[group[0]])
        for group in groups
    ]  # fmt: skip
    columns = [
        whole("clock"), *_of_columns(by),
        *(number(state, style=STYLE[state]) for state in STATES),
        *(() if risk_days is None else (number("at risk", style="yellow"),)),
        if_roomy(text("what it promises", at_least=40)),
    ]  # fmt: skip
    within = "" if risk_days is None else counted(risk_days, "day")
    risk = within and f"At risk: of those that run, what falls due within {within}."
    return table(title, columns, rows, caption=risk)


def clock_table(listed: str, page: Page[ClockStatus], zone: Zone, names: Labels) -> RenderableType:
    """The clocks of a list, one by one. ``listed`` is ``breached`` or ``at_risk``."""
    columns = [
        text("case or payment", at_least=16), number("amount"), whole("clock"),
        moment("was due" if listed == "breached" else "is due"), moment("ended"),
        if_roomy(moment("started")), extra("id"),
    ]  # fmt: skip
    rows = [
        (called(one.aggregate_id, names), amount(one.aggregate_id, names), one.clock, zone.minute(one.due_at),
         zone.minute(one.ended_at) or "still runs", zone.minute(one.started_at), str(one.aggregate_id))
        for one in page.rows
    ]  # fmt: skip
    caption = " ".join(filter(None, (zone.caption, "Amount: still owed, or of the payment.", page.note)))
    return table(TITLES[listed], columns, rows, caption=caption)


def list_fields(listed: str | None, page: Page[ClockStatus] | None, names: Labels) -> dict[str, Any]:
    """The list for a document; ``breached`` is null where no list was asked for."""
    if page is None or listed is None:
        return {"breached": None}
    rows = [{**documents([one])[0], **label_fields(one.aggregate_id, names)} for one in page.rows]
    return {listed: rows, **page.fields()}


def _group(line: BoardLine) -> Group:
    return line.clock, line.creditor_id, line.creditor, line.portfolio, line.month, line.team


def _of(group: Group, by: str) -> tuple[str, ...]:
    clock, _, creditor, portfolio, month, team = group
    split: dict[str, tuple[str, ...]] = {"creditor": (creditor or "no case yet",), "month": (month or "",)}
    split["team"] = (team or "no team",)
    split["portfolio"] = (creditor or "no case yet", portfolio or "")
    return clock, *split.get(by, ())


def _of_columns(by: str) -> tuple[Column, ...]:
    columns: dict[str, tuple[Column, ...]] = {
        "creditor": (text("creditor"),),
        "portfolio": (text("creditor"), text("portfolio")),
    }
    columns["team"] = (whole("team"),)
    columns["month"] = (whole("due in"),)
    return columns.get(by, ())
