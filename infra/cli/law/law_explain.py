"""``caseledger law explain``: what a rule says, who says so, how sure that is, and which decisions ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.cli.failures import NotFound
from infra.cli.law.law_words import rule_document, session_with_law
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.table import facts

if TYPE_CHECKING:
    from rich.console import RenderableType

    from domain.law.rule_text import RuleText


def explain(
    context: typer.Context,
    rule: Annotated[
        str,
        typer.Argument(metavar="RULE", help="A rule's id, or how it begins: SE.reminder_fee, reminder_fee, hold, SE."),
    ],
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Explain a rule: what it says, from when until when, to whom it applies, by which law or policy, and its source.

    Every event that rests on a rule names it, and so does every refusal with a rule: give that id here. A rule without
    a row is explained too: what needs it is refused (`rule_missing`) instead of guessed. It needs no server.

    Example: caseledger law explain SE.reminder_fee.2013-03-16
    """
    import domain.catalogue  # noqa: F401  # every theme has named its rules then
    from domain.law.rule_text import rules_below, table_asked

    session = session_with_law(context)
    found = rules_below(rule)
    if not found and table_asked(rule) is None:
        raise NotFound(
            f"No rule is called {rule!r}. `caseledger law list` shows the rows; a refusal "
            "names its rule behind its code."
        )
    missing = None if found else _missing(rule)
    tell(
        session.screen,
        answer_as,
        lambda: {"asked": rule, "missing": missing, "rules": [_document(text) for text in found]},
        lambda: [_shown(text) for text in found] or [str(missing)],
        listed="rules",
    )


def _missing(asked: str) -> str:
    from domain.law.rule_text import table_asked

    table = table_asked(asked)
    assert table is not None
    where = ", ".join(sorted(table.jurisdictions)) or "nowhere"
    return (
        f"{asked}: no {table.what} is on file there. On file for: {where}. What needs it is refused (rule_missing), as "
        "no rule is ever guessed; a dated row with its source has to be added first (docs/law.md)."
    )


def _asked_by(text: RuleText) -> list[str]:
    from domain.rule_usage import decisions_asking

    return [command.__name__ for command in decisions_asking(text.rule_id)]


def _document(text: RuleText) -> dict[str, Any]:
    return {**rule_document(text), "asked_by": _asked_by(text)}


def _shown(text: RuleText) -> RenderableType:
    said = [
        ("what", text.what),
        ("value", text.value_in_words),
        ("holds", text.period),
        ("applies to", text.applies_to),
        ("law", text.law),
        ("source", text.source),
        ("how sure", f"{text.tag}: {text.how_sure}" if text.tag else text.how_sure),
        ("note", text.note),
        ("asked by", ", ".join(_asked_by(text)) or "no decision yet"),
    ]
    return facts(text.rule_id, [(name, words) for name, words in said if words])
