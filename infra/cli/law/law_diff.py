"""``caseledger law diff``: what is otherwise on one day than on another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.cli.failures import CannotBeUsed
from infra.cli.law.law_words import JURISDICTION, RULE, known_jurisdiction, known_rule, session_with_law
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.table import if_roomy, table, text, whole
from infra.cli.times import read_day

if TYPE_CHECKING:
    from datetime import date

    from rich.console import RenderableType

    from domain.law.comparing import LawChange
    from domain.law.table import LawRow, RuleTable


def diff(
    context: typer.Context,
    at: Annotated[
        list[str], typer.Option("--at", metavar="DAY", help="A day to compare. Give it twice: --at DAY1 --at DAY2.")
    ],
    jurisdiction: Annotated[str | None, JURISDICTION] = None,
    rule: Annotated[str | None, RULE] = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Show what changed in the law between two days: rows that begin, end, or take another's place, by their day.

    Every step between the days is shown, not only how things stand on both. What is renewed has the value that it had.
    Decisions of the first day keep their rows: a change of law never reaches back. It needs no server.

    Example: caseledger law diff --at 2026-01-01 --at 2026-07-01 --jurisdiction NO
    """
    from domain.law.comparing import changes_between

    session = session_with_law(context)
    if len(at) != 2:
        raise CannotBeUsed("--at: give it twice, for the two days to compare: --at 2026-01-01 --at 2026-07-01.")
    first, second = sorted(read_day(one, "--at") for one in at)
    where, name = known_jurisdiction(jurisdiction), known_rule(rule)
    found = [
        (of, change)
        for of, change in changes_between(first, second)
        if where in (None, change.row.jurisdiction) and name in (None, of.rule)
    ]
    tell(
        session.screen,
        answer_as,
        lambda: {"from": first, "to": second, "changes": [_document(of, change) for of, change in found]},
        lambda: [_table(found, first, second)],
        listed="changes",
    )


def _document(of: RuleTable[Any], change: LawChange) -> dict[str, Any]:
    row = change.row
    return {
        "on": change.on,
        "change": change.kind,
        "jurisdiction": row.jurisdiction,
        "rule": row.rule,
        "what": of.what,
        "applies_to": row.applies_to,
        "before": _printed(change.before),
        "after": _printed(change.after),
        "rule_before": change.before and change.before.rule_id,
        "rule_after": change.after and change.after.rule_id,
        "law": row.law,
        "source": row.source,
        "tag": row.tag,
    }


def _printed(row: LawRow[Any] | None) -> str | None:
    return row.printed if row else None


def _table(found: list[tuple[RuleTable[Any], LawChange]], first: date, second: date) -> RenderableType:
    columns = [
        whole("on"), whole("where"), text("what", at_least=20), text("before"), text("after"),
        text("applies to", at_least=20), if_roomy(text("law", at_least=20)),
    ]  # fmt: skip
    rows = [
        (str(change.on), change.row.jurisdiction, f"{of.what} {change.kind}", _printed(change.before),
         _printed(change.after), change.row.applies_to, change.row.law)
        for of, change in found
    ]  # fmt: skip
    return table(f"Law and policy, from {first} to {second}", columns, rows)
