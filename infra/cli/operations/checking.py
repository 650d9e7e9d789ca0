"""``caseledger check``: whether clients, the log and the read models can all be telling the truth at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.exit_codes import ExitCode
from infra.cli.intake.report_tables import report_document, report_screens
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.progress import counting
from infra.cli.render.table import number, table
from infra.cli.session import session_of
from infra.cli.typed import a_file

if TYPE_CHECKING:
    from rich.console import RenderableType

    from infra.audit.checker import CheckReport

COUNTED = ("commands", "accepted", "refused", "unknown", "unknown_done", "repeats", "rows")
"""What of the report says how much was looked at."""


def check(
    context: typer.Context,
    history: Annotated[
        Path | None,
        typer.Argument(
            metavar="HISTORY",
            callback=a_file,
            exists=True,
            dir_okay=False,
            readable=True,
            help="What clients sent and were answered, as JSON lines (docs/faults.md says how). Default: the topics of "
            "commands and answers, for as long as they are kept.",
        ),
    ] = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Hold what clients were told against the log and the read models: nothing lost, doubled, reordered or altered.

    A model of its own decides every command again, in plain Python and without the writer's or the projector's code,
    so it takes longer than verify. It may run beside a system at work. Ends with exit code 1 when it found anything.
    """
    from infra.audit.checker import check as check_all
    from infra.audit.history import LogHistory

    session = session_of(context)
    with LogHistory(session.served) as log:
        total = log.count()
    with counting(session.screen, "events", total) as counter:
        report = check_all(history, session.settings, lambda what, count: counter.reach(count, max(count, total)))
    counts = {name: getattr(report, name) for name in COUNTED}
    tell(
        session.screen,
        answer_as,
        lambda: {**report_document(report), **counts, "found": dict(report.counts)},
        lambda: [_counted(report), *report_screens(report)],
        listed="partitions" if report.sound else "findings",
    )
    raise typer.Exit(ExitCode.DONE if report.sound else ExitCode.FAULT)


def _counted(report: CheckReport) -> RenderableType:
    """How much was looked at."""
    names = ("commands", "accepted", "refused", "never answered", "of these done", "answered again", "read model rows")
    amounts = [getattr(report, name) for name in COUNTED]
    return table("What clients were told", [number(name) for name in names], [amounts])
