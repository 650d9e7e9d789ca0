"""``caseledger verify``: whether the log, the index, the read models and the books agree."""

from __future__ import annotations

import typer

from infra.cli.exit_codes import ExitCode
from infra.cli.intake.report_tables import report_document, report_screens
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.progress import counting
from infra.cli.session import session_of


def verify(context: typer.Context, answer_as: AnswerAs = Format.TABLE) -> None:
    """Read the whole log and check everything against it: numbers, hashes, books, index and read models.

    Keep the heads that it prints: whoever changes one event later must change every head after it. Ends with exit code
    1 when anything is not as it must be.
    """
    from infra.audit.history import LogHistory
    from infra.audit.verify import verify as verify_log

    session = session_of(context)
    with LogHistory(session.served) as history:
        total = history.count()
    seen: dict[int, int] = {}
    with counting(session.screen, "events", total) as counter:

        def advance(partition: int, position: int) -> None:
            counter.advance(position - seen.get(partition, 0))
            seen[partition] = position

        report = verify_log(session.settings, advance)
    tell(
        session.screen,
        answer_as,
        lambda: report_document(report),
        lambda: report_screens(report),
        listed="partitions" if report.sound else "findings",
    )
    raise typer.Exit(ExitCode.DONE if report.sound else ExitCode.FAULT)
