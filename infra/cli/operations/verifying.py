"""``caseledger verify``: whether the log, the index, the read models and the books agree."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from infra.cli.exit_codes import ExitCode
from infra.cli.failures import CannotBeUsed
from infra.cli.intake.report_tables import report_document, report_screens
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.progress import by_partition, counting
from infra.cli.session import session_of


def verify(
    context: typer.Context,
    against: Annotated[
        Path | None,
        typer.Option(metavar="FILE", exists=True, dir_okay=False, readable=True,
                     help="Heads kept from an earlier run: the log must still hold all that it held then."),
    ] = None,
    heads: Annotated[
        Path | None,
        typer.Option(metavar="FILE", dir_okay=False,
                     help="Keep the heads in this new file: position and hash of each partition's last event."),
    ] = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:  # fmt: skip
    """Read the whole log and check everything against it: numbers, hashes, books, index and read models.

    It says what it checked, and what cannot be known from the log alone. Whoever changes one event later must change
    every head after it, and whoever removes the last ones leaves a log that ends too early: keep the heads outside the
    system with --heads, and hold the next run against them with --against. Ends with exit code 1 when anything is not
    as it must be; no heads are written then.
    """
    from infra.audit.heads import heads_of, read_heads, write_heads
    from infra.audit.history import LogHistory
    from infra.audit.verify import verify as verify_log

    if heads is not None and heads.exists():
        raise CannotBeUsed(f"--heads: {heads} is there already. What was kept is not written over: name a new file.")
    kept = read_heads(against) if against else None
    session = session_of(context)
    with LogHistory(session.served) as history:
        total = history.count()
    with counting(session.screen, "events", total) as counter:
        report = verify_log(session.settings, by_partition(counter), against=kept)
    tell(
        session.screen,
        answer_as,
        lambda: report_document(report),
        lambda: report_screens(report),
        listed="partitions" if report.sound else "findings",
    )
    if heads is not None and report.sound:
        try:
            write_heads(heads, heads_of(report))
        except OSError as error:
            raise CannotBeUsed(f"--heads: {heads} cannot be written: {error.strerror}.") from None
        session.screen.step(f"Kept the heads in {heads}")
    raise typer.Exit(ExitCode.DONE if report.sound else ExitCode.FAULT)
