"""What became of a file, told to the person who sent it in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from domain.kernel.money import Money
from infra.cli.render.formats import Format, tell
from infra.cli.render.screen import Screen, styled
from infra.cli.render.table import facts, number, table, text, whole
from infra.cli.render.words import counted

if TYPE_CHECKING:
    from infra.cli.intake.import_files import FileOutcome
    from infra.cli.intake.placing import Placed
    from infra.intake.importing.tally import Tally


def report(
    screen: Screen, what: str, file: Path, tally: Tally, *, dry_run: bool, answer_as: Format = Format.TABLE
) -> None:
    """``what`` is claim or payment."""
    tell(
        screen,
        answer_as,
        lambda: {"file": str(file), "of": f"{what}s", "dry_run": dry_run, **tally.as_json()},
        lambda: _shown(what, file, tally, dry_run),
    )


def report_payments(
    screen: Screen, outcomes: list[FileOutcome], *, dry_run: bool, answer_as: Format = Format.TABLE
) -> None:
    """One document for one file; of several, a list of them."""
    documents = [one.as_json(dry_run) for one in outcomes]
    tell(
        screen,
        answer_as,
        lambda: documents[0] if len(documents) == 1 else {"files": documents},
        lambda: [part for one in outcomes for part in _file_shown(one, dry_run)],
        listed="files",
    )


def _file_shown(outcome: FileOutcome, dry_run: bool) -> list[RenderableType]:
    if outcome.rejected is not None:
        return [styled((outcome.path.name, "bold red"), f": nothing of it was taken in. {outcome.rejected}")]
    parts = _shown("payment", outcome.path, outcome.tally, dry_run)
    if outcome.placed is not None:
        parts.append(_placed_facts(outcome.placed))
    return [*parts, _tried_table(outcome)] if dry_run else parts


def _placed_facts(placed: Placed) -> RenderableType:
    """What the policies made of the payments."""
    rows = [("matched to cases", placed.matched), ("in suspense", placed.suspense)]
    rows += [("taken back or explained", placed.reversed_or_explained)] if placed.reversed_or_explained else []
    rows += [("still under way", placed.under_way)] if placed.under_way else []
    shown = facts("Where the money stands", [(name, Text(f"{count:>7,}")) for name, count in rows])
    if placed.is_final:
        return shown
    return Group(shown, "This may still change: the policies are at work. `caseledger suspense` shows what waits.")


def _tried_table(outcome: FileOutcome) -> RenderableType:
    """What would become of each line."""
    more = outcome.tally.lines - len(outcome.tried)
    amounts = [one.amount_minor and str(Money(one.amount_minor, one.currency or "")) for one in outcome.tried]
    counts = ", ".join(f"{counted(count, becomes, becomes)}" for becomes, count in outcome.would.items())
    return table(
        "What would become of each line",
        [number("line"), whole("becomes"), number("amount"), text("cases"), text("by"), text("references"),
         text("rules kept", style="dim"), text("why", style="yellow")],
        [
            (one.line, one.becomes, amount or "",
             ", ".join(f"{case.creditor_id}/{case.creditor_reference}" for case in one.cases), one.step,
             ", ".join(one.references), ", ".join(filter(None, one.rules)), one.reason)
            for one, amount in zip(outcome.tried, amounts, strict=True)
        ],
        caption=" ".join(filter(None, (counts, f"and {more:,} more lines" if more > 0 else ""))),
    )  # fmt: skip


def _shown(what: str, file: Path, tally: Tally, dry_run: bool) -> list[RenderableType]:
    parts: list[RenderableType] = [_counts(what, file, tally, dry_run)]
    if tally.refused:
        parts += [refused_table(tally), *_where(tally, dry_run)]
    if tally.other_terms:
        parts.append(
            f"{tally.other_terms:,} of the claims received before came with another day to pay by: it was ignored, and "
            "the one that was given first counts. Another deadline is set with `caseledger case deadline`."
        )
    if tally.references_issued:
        claims = counted(tally.references_issued, "claim")
        parts.append(
            f"{claims} came without a payment reference, and each {'would get' if dry_run else 'has'} one of ours: "
            "`caseledger case show CREDITOR/REFERENCE` shows it."
        )
    if tally.added_nothing:
        parts.append(f"The ledger has had these lines before: sent again, {file.name} added nothing.")
    return parts


def refused_table(tally: Tally) -> RenderableType:
    """The first refused lines."""
    more = tally.refused - len(tally.first_refused)
    return table(
        "Not taken in",
        [whole("line"), whole("field"), whole("code", style="yellow"), text("reason")],
        [(str(one.line_number), one.field, one.code, one.reason) for one in tally.first_refused],
        caption=f"and {more:,} more" if more else "",
    )


def _counts(what: str, file: Path, tally: Tally, dry_run: bool) -> RenderableType:
    sums = ", ".join(str(Money(minor, currency)) for currency, minor in sorted(tally.received_minor.items()))
    worth = f"   {sums}" if sums else ""
    rows: list[tuple[str, Text]] = [
        ("would be sent" if dry_run else "received", Text(f"{tally.received:>7,}{worth}", style="green"))
    ]
    if not dry_run:
        rows.append(("received before", Text(f"{tally.received_before:>7,}")))
    rows.append(("not taken in", Text(f"{tally.refused:>7,}", style="yellow" if tally.refused else "")))
    title = f"{file.name}: {counted(tally.lines, what)}" + (
        " (dry run: nothing was sent or written)" if dry_run else ""
    )
    return facts(title, rows)


def _where(tally: Tally, dry_run: bool) -> list[RenderableType]:
    if dry_run:
        return ["A real run keeps them in a file, with their reasons, and goes on with the others."]
    kept: list[RenderableType] = [f"Kept with their reasons in {tally.refused_file}"]
    if tally.to_correct_file:
        kept.append(f"Correct them in {tally.to_correct_file} and import that file.")
    return kept
