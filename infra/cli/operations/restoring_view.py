"""What a drill found of a restored log, as tables for a person and as a document for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.cli.intake.report_tables import findings_document, findings_table, limits_of
from infra.cli.render.screen import styled
from infra.cli.render.table import number, table, text, whole
from infra.cli.render.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from infra.audit.restored.restored import RestoredLog

GONE_SHOWN_MAX = 20


def restored_screens(restored: RestoredLog) -> list[RenderableType]:
    """Each partition beside its kept head, then what is missing, or one sentence that nothing is."""
    return [_partitions(restored), *_missing(restored), *limits_of(restored.report)]


def _partitions(restored: RestoredLog) -> RenderableType:
    report, heads = restored.report, restored.kept.heads
    rows = [
        (partition, position, heads[partition].position if partition in heads else None, report.heads[partition].hex())
        for partition, position in report.positions.items()
    ]
    return table(
        "The restored log, partition by partition",
        [number("partition"), number("ends at"), number("head was at"), whole("hash of its last event")],
        rows,
        caption=f"Checked: {', '.join(report.checks)}.",
    )


def _missing(restored: RestoredLog) -> Iterator[RenderableType]:
    report = restored.report
    kept = f"the heads kept at {restored.kept.taken_at:%Y-%m-%d %H:%M:%S} UTC"
    looked_at = f"{counted(report.events, 'event')}, {counted(restored.texts, 'sealed text')} opened and "
    looked_at += counted(report.reads, "read")
    if report.sound:
        yield styled(("Complete.", "bold green"), f" {looked_at}: all that {kept} say is here.")
        return
    yield findings_table("Missing, or not as it must be", report)
    if restored.gone:
        yield _gone(restored)
    yield styled((counted(len(report.findings), "finding"), "bold red"), f" in {looked_at}, against {kept}.")


def _gone(restored: RestoredLog) -> RenderableType:
    shown = restored.gone[:GONE_SHOWN_MAX]
    more = len(restored.gone) - len(shown)
    return table(
        "Accepted, and gone",
        [whole("command"), number("partition"), number("position"), text("known from"), text("waits for the writer")],
        [(str(one.id), one.partition, one.position, one.known_from, "yes" if one.waits else "no") for one in shown],
        caption=f"{more:,} more: --json lists all." if more else "",
    )


def restored_document(restored: RestoredLog) -> dict[str, Any]:
    """The same for ``--json``."""
    report, heads = restored.report, restored.kept.heads
    return {
        "complete": report.sound,
        "events": report.events,
        "texts_opened": restored.texts,
        "reads": report.reads,
        "partitions": [
            {
                "partition": partition,
                "position": position,
                "kept_position": heads[partition].position if partition in heads else None,
                "head": report.heads[partition],
            }
            for partition, position in report.positions.items()
        ],
        "checks": report.checks,
        "not_known": report.limits,
        "findings": findings_document(report),
        "gone": [
            {
                "command_id": one.id,
                "partition": one.partition,
                "position": one.position,
                "known_from": one.known_from,
                "waits": one.waits,
            }
            for one in restored.gone
        ],
        "finished_at": report.finished_at,
    }
