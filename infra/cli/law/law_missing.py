"""``caseledger law missing``: which rules a claim would need, and no row says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.cli.law.law_words import JURISDICTION, session_with_law
from infra.cli.questions.names import known_word
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.table import table, text, whole
from infra.cli.times import read_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rich.console import RenderableType


def missing(
    context: typer.Context,
    at: Annotated[str | None, typer.Option("--at", metavar="DAY", help="On this day. Default: today.")] = None,
    jurisdiction: Annotated[str | None, JURISDICTION] = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """List the rules that a claim needs in its life and that have no row in force on a day. It needs no server.

    Needed when the claim comes: without one of these it is refused at once. Needed later: the one act that asks for it
    is refused, and names it. Nothing is guessed from another day or another country.

    Example: caseledger law missing --at 2026-11-25 --jurisdiction DE
    """
    from domain.kernel.calendar import ZONES
    from domain.law.completeness import closed_days

    session = session_with_law(context)
    day = read_day(at, "--at") if at else session.zone.day(session.clock.now())
    where = [known_word(jurisdiction, list(ZONES), "--jurisdiction")] if jurisdiction else list(ZONES)
    lacking = list(_lacking(where, day))
    gaps = list(closed_days(where))
    tell(
        session.screen,
        answer_as,
        lambda: {"at": day, "missing": lacking, "days_between_rows": gaps},
        lambda: [_table(lacking, day), _gaps(gaps)],
        listed="missing",
    )


def _lacking(where: list[str], day: date) -> Iterator[dict[str, Any]]:
    from domain.law.completeness import NEEDED_LATER, NEEDED_TODAY, state_of

    for when, needs in (("when the claim comes", NEEDED_TODAY), ("later", NEEDED_LATER)):
        for need in needs:
            for jurisdiction in where:
                if (state := state_of(need, jurisdiction, day)) != "on file":
                    rules = sorted({table.rule for way in need.ways for table in way})
                    yield {
                        "jurisdiction": jurisdiction, "needed": when, "what": need.what, "state": state, "rules": rules,
                    }  # fmt: skip


def _table(lacking: list[dict[str, Any]], day: date) -> RenderableType:
    columns = [whole("where"), whole("needed"), text("what", at_least=24), text("state"), text("rows that would do")]
    rows = [
        (one["jurisdiction"], one["needed"], one["what"], one["state"], ", ".join(one["rules"]) or "no table yet")
        for one in lacking
    ]
    return table(f"Missing on {day}", columns, rows)


def _gaps(gaps: list[dict[str, Any]]) -> RenderableType:
    columns = [whole("where"), text("rule"), text("for"), whole("first"), whole("last")]
    rows = [(one["jurisdiction"], one["rule"], one["scope"], str(one["first"]), str(one["last"])) for one in gaps]
    return table("Days between two rows that no row covers", columns, rows)
