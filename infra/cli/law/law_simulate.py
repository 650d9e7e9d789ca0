"""``caseledger law simulate``: what changed rows of law would have made of the decisions in the log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.cli.failures import CannotBeUsed
from infra.cli.law.law_words import session_with_law
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.progress import counting
from infra.cli.render.table import facts, moment, table, text, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from domain.law.other_rows import OtherRows
    from infra.audit.simulation import Differs, RestingBlock, Simulation
    from infra.cli.times import Zone

SHOWN = 50
"""Rows of a table for people; the other formats have all."""


def simulate(
    context: typer.Context,
    rows: Annotated[
        Path,
        typer.Option("--rows", metavar="FILE", exists=True, dir_okay=False, readable=True,
                     help="Changed rows, with the columns of the law files (domain/law/*.csv)."),
    ],
    answer_as: AnswerAs = Format.TABLE,
) -> None:  # fmt: skip
    """Say what changed rows of law would have blocked, or decided otherwise, over the whole log. Nothing is written.

    A row of FILE with the id of one on file takes its place; any other holds from its first to its last day, and rows
    of the same jurisdiction, rule and scope give way on these days. Every decision that asks a changed rule is taken
    again on the case as it then stood, from what its events record, by the rows on file and by the changed ones.

    Each decision is judged by itself: what would have followed is not made up. Decisions that the events do not record
    well enough are counted. Of an act that was blocked by a changed rule it is said that it was, and by which rule.

    Example: caseledger law simulate --rows longer_grace.csv --format csv
    """
    from infra.audit.history import LogHistory
    from infra.audit.simulation import Simulation

    session = session_with_law(context)
    simulation = Simulation(_changed(rows))
    with LogHistory(session.served) as history, counting(session.screen, "events", history.count()) as counter:
        for partition in history.partitions:
            before = simulation.events
            simulation.follow(history.events_from(partition))
            counter.advance(simulation.events - before)
    tell(
        session.screen,
        answer_as,
        lambda: _document(simulation),
        lambda: [_summary(simulation), _differs(simulation.differs, session.zone), *_blocks(simulation, session.zone)],
        listed="decisions",
    )


def _changed(rows: Path) -> OtherRows:
    from domain.law.file import LawFileError
    from domain.law.other_rows import other_rows

    try:
        return other_rows(rows)
    except (LawFileError, UnicodeDecodeError) as error:
        raise CannotBeUsed(f"--rows: {error}") from None


def _document(simulation: Simulation) -> dict[str, Any]:
    """Documented in docs/command-line.md."""
    return {
        "rules": sorted(table.rule for table in simulation.changed),
        "events": simulation.events,
        "judged": simulation.judged,
        "as_before": simulation.judged - len(simulation.differs),
        "not_compared": dict(simulation.not_compared),
        "decisions": [
            {
                **_place(one),
                "command": one.command,
                "effect": "blocked" if one.otherwise.is_blocked else "otherwise",
                "code": one.otherwise.refusal and one.otherwise.refusal.code,
                "rules_before": list(one.otherwise.rules_before),
                "rules_after": list(one.otherwise.rules_after),
                "differences": list(one.otherwise.differences),
            }
            for one in simulation.differs
        ],
        "blocked_then": [{**_place(one), "action": one.action, "rule": one.rule} for one in simulation.blocks],
    }


def _place(one: Differs | RestingBlock) -> dict[str, Any]:
    return {
        "aggregate_id": one.aggregate_id, "partition": one.partition, "position": one.position,
        "occurred_at": one.occurred_at,
    }  # fmt: skip


def _summary(simulation: Simulation) -> RenderableType:
    blocked = sum(one.otherwise.is_blocked for one in simulation.differs)
    not_compared = ", ".join(f"{count:,} that begin with {name}" for name, count in simulation.not_compared.items())
    return facts(
        "Simulated: " + ", ".join(sorted(table.rule for table in simulation.changed)),
        [
            ("events read", simulation.events),
            ("decisions that ask these rules", simulation.judged),
            ("the same", simulation.judged - len(simulation.differs)),
            ("otherwise", len(simulation.differs) - blocked),
            ("blocked", blocked),
            ("not recorded well enough", not_compared),
        ],
    )


def _differs(found: Sequence[Differs], zone: Zone) -> RenderableType:
    columns = [
        whole("case"), whole("at"), moment("happened"), whole("command"), text("rules"), text("what", at_least=30),
    ]  # fmt: skip
    rows = [
        (
            str(one.aggregate_id), f"{one.partition}/{one.position}", zone.minute(one.occurred_at), one.command,
            f"{', '.join(one.otherwise.rules_before)} → {', '.join(one.otherwise.rules_after)}",
            ("blocked: " if one.otherwise.is_blocked else "") + "; ".join(one.otherwise.differences),
        )
        for one in found[:SHOWN]
    ]  # fmt: skip
    return table("What would have been otherwise", columns, rows, caption=_more(len(found), zone))


def _blocks(simulation: Simulation, zone: Zone) -> list[RenderableType]:
    found = simulation.blocks
    if not found:
        return []
    columns = [whole("case"), whole("at"), moment("happened"), whole("command"), text("blocked by")]
    rows = [
        (str(one.aggregate_id), f"{one.partition}/{one.position}", zone.minute(one.occurred_at), one.action, one.rule)
        for one in found[:SHOWN]
    ]
    return [table("Blocked then by a rule that changes", columns, rows, caption=_more(len(found), zone))]


def _more(count: int, zone: Zone) -> str:
    more = f" {SHOWN} of {count:,}; --format csv has all." if count > SHOWN else ""
    return f"{zone.caption}{more}"
