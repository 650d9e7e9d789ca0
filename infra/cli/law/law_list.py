"""``caseledger law list``: the rows on file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.law.law_words import (
    JURISDICTION,
    RULE,
    known_jurisdiction,
    known_rule,
    rows_of,
    rule_document,
    session_with_law,
)
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.paging import After, Limit, NewestFirst, Page, page_of
from infra.cli.render.table import if_roomy, table, text, whole
from infra.cli.times import read_day
from infra.runtime.settings import NORWAY_NEW_ACT_FROM

if TYPE_CHECKING:
    from rich.console import RenderableType

    from domain.law.rule_text import RuleText
    from infra.cli.session import Session


def list_(
    context: typer.Context,
    jurisdiction: Annotated[str | None, JURISDICTION] = None,
    rule: Annotated[str | None, RULE] = None,
    at: Annotated[str | None, typer.Option("--at", metavar="DAY", help="Only what is in force on this day.")] = None,
    limit: Limit = 100,
    after: After = None,
    newest_first: NewestFirst = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """List the rows of law and policy that the program decides by, oldest first. It needs no server.

    A row holds from its first day to its last, both within; a day outside every row is refused, never guessed. The tag
    says how sure a row is (V, V2, D), or that it is the agency's own policy (P).

    Norway's new act waits for its day. CASELEDGER_NORWAY_NEW_ACT_FROM=2027-01-01 puts its rows in force from then on,
    for every worker and command that has it.

    Example: caseledger law list --jurisdiction SE --at 2026-03-01
    """
    session = session_with_law(context)
    day = read_day(at, "--at") if at else None
    rows = [one for one in rows_of(known_jurisdiction(jurisdiction), known_rule(rule)) if _holds(one, day)]
    rows.sort(key=lambda one: (one.valid_from or date.max, one.rule_id), reverse=newest_first)
    page = page_of(rows, lambda one: one.rule_id, limit, after)
    tell(
        session.screen,
        answer_as,
        lambda: {
            "at": day,
            "norway_new_act_from": session.settings.norway_new_act_from,
            "rows": [rule_document(one) for one in page.rows],
            **page.fields(),
        },
        lambda: [_table(page, f"Law and policy in force on {day}" if day else "Law and policy on file", session)],
        listed="rows",
    )  # fmt: skip


def _holds(one: RuleText, day: date | None) -> bool:
    if day is None:
        return True
    return one.valid_from is not None and one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)


def _last_day(one: RuleText) -> str:
    return str(one.valid_to or ("" if one.valid_from else "not in force"))


def _configured(first_day: date | None) -> str:
    return f"Norway's new act holds from {first_day}: {NORWAY_NEW_ACT_FROM} says so." if first_day else ""


def _table(page: Page[RuleText], title: str, session: Session) -> RenderableType:
    columns = [
        text("rule", at_least=24), text("value"), whole("to"), whole("tag"), text("law", at_least=24),
        if_roomy(text("applies to", at_least=20)), if_roomy(text("source", at_least=20)),
    ]  # fmt: skip
    rows = [
        (one.rule_id, one.value_in_words, _last_day(one), one.tag, one.law, one.applies_to, one.source)
        for one in page.rows
    ]  # fmt: skip
    first = "The day in a rule's id is its first; no last day: no end is known."
    caption = " ".join(filter(None, (first, _configured(session.settings.norway_new_act_from), page.note)))
    return table(title, columns, rows, caption=caption)
