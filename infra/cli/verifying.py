"""``caseledger verify``: whether the log, the index, the read models and the books agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from infra.cli.exit_codes import ExitCode
from infra.cli.options import AsJson
from infra.cli.progress import counting
from infra.cli.session import session_of
from infra.cli.table import number, table, text, whole

if TYPE_CHECKING:
    from rich.console import RenderableType

    from infra.audit.report import Report


def verify(context: typer.Context, as_json: AsJson = False) -> None:
    """Read the whole log and check everything against it: numbers, hashes, books, index and read models.

    Keep the heads that it prints: whoever changes one event later must change every head after it. Ends with exit code
    1 when anything is not as it must be.
    """
    from infra.audit.verify import verify as verify_log
    from infra.history import LogHistory

    session = session_of(context)
    with LogHistory(session.served) as history:
        total = sum(history.last_positions().values())
    seen: dict[int, int] = {}
    with counting(session.screen, "events", total) as counter:

        def advance(partition: int, position: int) -> None:
            counter.advance(position - seen.get(partition, 0))
            seen[partition] = position

        report = verify_log(session.settings, advance)
    if as_json:
        session.screen.document(_document(report))
    else:
        session.screen.show(*_screens(report))
    raise typer.Exit(ExitCode.DONE if report.sound else ExitCode.FAULT)


def _screens(report: Report) -> list[RenderableType]:
    heads = table(
        "The log, partition by partition",
        [number("partition"), number("events"), whole("head (hash of the last event)")],
        [(partition, position, report.heads[partition].hex()) for partition, position in report.positions.items()],
        caption=f"Checked: {', '.join(report.checks)}.",
    )
    counted = f"{report.events:,} events of {report.aggregates:,} cases and payments"
    if report.sound:
        return [heads, f"[bold green]Sound.[/] {counted}: everything is as it must be."]
    findings = table(
        "Not as it must be",
        [whole("code", style="bold red"), text("where"), text("what")],
        [(finding.code, finding.where, finding.sentence) for finding in report.findings],
    )
    return [heads, findings, f"[bold red]{len(report.findings)} findings[/] in {counted}."]


def _document(report: Report) -> dict[str, Any]:
    return {
        "sound": report.sound,
        "events": report.events,
        "aggregates": report.aggregates,
        "partitions": [
            {"partition": partition, "position": position, "head": report.heads[partition]}
            for partition, position in report.positions.items()
        ],
        "checks": report.checks,
        "findings": [
            {"code": finding.code, "where": finding.where, "sentence": finding.sentence} for finding in report.findings
        ],
        "finished_at": report.finished_at,
    }
