"""What a check of the log found, as tables for a person and as a document for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.cli.render.screen import styled
from infra.cli.render.table import number, table, text, whole
from infra.cli.render.words import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from infra.audit.report import Report

AGGREGATES = ("case, payment, creditor or person", "cases, payments, creditors and persons")


def report_screens(report: Report) -> list[RenderableType]:
    """The heads, then one sentence when it is sound, else the findings."""
    heads = table(
        "The log, partition by partition",
        [number("partition"), number("events"), whole("head (hash of the last event)")],
        [(partition, position, report.heads[partition].hex()) for partition, position in report.positions.items()],
        caption=f"Checked: {', '.join(report.checks)}.",
    )
    looked_at = f"{counted(report.events, 'event')} of {counted(report.aggregates, *AGGREGATES)}"
    looked_at += f" and {counted(report.reads, 'read')}"
    limits = limits_of(report)
    if report.sound:
        sound = styled(("Sound.", "bold green"), f" {looked_at}: nothing that was checked is other than it must be.")
        return [heads, sound, *limits]
    return [
        heads,
        findings_table("Not as it must be", report),
        styled((counted(len(report.findings), "finding"), "bold red"), f" in {looked_at}."),
        *limits,
    ]


def findings_table(title: str, report: Report) -> RenderableType:
    """What was found, a row each."""
    rows = [(finding.code, finding.where, finding.message) for finding in report.findings]
    return table(title, [whole("code", style="bold red"), text("where"), text("what")], rows)


def findings_document(report: Report) -> list[dict[str, str]]:
    """The same for ``--json``."""
    return [{"code": finding.code, "where": finding.where, "message": finding.message} for finding in report.findings]


def limits_of(report: Report) -> list[RenderableType]:
    """What nobody can know from it."""
    return [styled(("Not known. ", "yellow"), limit) for limit in report.limits]


def report_document(report: Report) -> dict[str, Any]:
    """The same for ``--json``."""
    return {
        "sound": report.sound,
        "events": report.events,
        "aggregates": report.aggregates,
        "reads": report.reads,
        "partitions": [
            {"partition": partition, "position": position, "head": report.heads[partition]}
            for partition, position in report.positions.items()
        ],
        "checks": report.checks,
        "not_known": report.limits,
        "findings": findings_document(report),
        "finished_at": report.finished_at,
    }
