"""What ``caseledger generate`` says: the mix, how cases ended, and what the ledger answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.cli.render.table import facts, number, table, text, whole

if TYPE_CHECKING:
    from rich.console import RenderableType

    from infra.generator.bulk.generating import BulkWritten
    from infra.generator.tally import Mix, Sent


def shown(mix: Mix, sent: Sent | None, seed: int) -> list[RenderableType]:
    """For people."""
    parts = _of_mix(mix, seed)
    return [*parts, "A dry run: nothing was sent."] if sent is None else [*parts, *_answered(sent)]


def shown_in_bulk(written: BulkWritten, seed: int, *, dry_run: bool) -> list[RenderableType]:
    """For people: a log that was written in bulk, or would be."""
    size = f"{written.events:,} events with the creditors' own, {written.bytes:,} bytes"
    last = f"A dry run: the log would have {size}." if dry_run else f"Written to the log: {size}."
    return [*_of_mix(written.mix, seed), last]


def _of_mix(mix: Mix, seed: int) -> list[RenderableType]:
    parts = [
        _drawn(mix, seed),
        table("How they ended", [whole("outcome"), number("cases")], mix.outcomes.most_common()),
    ]
    return [*parts, _refused(mix)] if mix.meant or mix.refused else parts


def _drawn(mix: Mix, seed: int) -> RenderableType:
    from infra.generator.mix import WHOLE

    rows = [
        (name, f"{wanted * 100 / WHOLE:g} %", f"{drawn * 100 / max(mix.cases, 1):.1f} %", f"{drawn:,}")
        for name, wanted, drawn in mix.shares()
    ]
    title = f"{mix.cases:,} cases of seed {seed}: {mix.commands:,} commands, {mix.events:,} events"
    return table(title, [whole("what"), number("wanted"), number("drawn"), number("cases")], rows)


def _refused(mix: Mix) -> RenderableType:
    as_meant = [(code, count, "as the story wants it") for code, count in mix.meant.items()]
    otherwise = [(code, count, "") for code, count in mix.refused.items()]
    return table("Refused by the core", [whole("code"), number("times"), text("")], [*as_meant, *otherwise])


def _answered(sent: Sent) -> list[RenderableType]:
    told = {
        "carried out": sent.carried_out,
        "had before": sent.had_before,
        "refused as by the core": sent.refused_alike,
        "answered otherwise": sum(sent.differ.values()),
    }
    parts: list[RenderableType] = [facts("What the ledger answered", [(name, f"{n:,}") for name, n in told.items()])]
    if sent.differ:
        codes = ", ".join(f"{code} ({count:,})" for code, count in sent.differ.most_common())
        parts.append(f"Otherwise than the core, which decides each command on its day: {codes}.")
    return parts
