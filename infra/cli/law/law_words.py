"""Rules as the commands on the law show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from infra.cli.questions.names import known_word
from infra.cli.session import Session, session_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.law.rule_text import RuleText

JURISDICTION = typer.Option("--jurisdiction", metavar="CODE", help="Of this jurisdiction only, such as SE or NO.")
RULE = typer.Option("--rule", metavar="NAME", help="Of this rule only, such as reminder_fee.")


def session_with_law(context: typer.Context) -> Session:
    """The session, and the law in force by its settings. Raises SettingsError."""
    session = session_of(context)
    session.settings  # noqa: B018  reading them puts in force what they say
    return session


def rule_document(text: RuleText) -> dict[str, Any]:
    """Documented in docs/command-line.md."""
    return {
        "rule": text.rule_id,
        "what": text.what,
        "value": text.value,
        "valid_from": text.valid_from,
        "valid_to": text.valid_to,
        "in_force": bool(text.valid_from) or not text.is_dated,
        "applies_to": text.applies_to,
        "law": text.law,
        "source": text.source,
        "tag": text.tag,
        "how_sure": text.how_sure,
        "note": text.note,
    }


def known_jurisdiction(given: str | None) -> str | None:
    """The code that was meant; None for all. Raises CannotBeUsed."""
    from domain.law.all_tables import ALL_TABLES

    found = {row.jurisdiction for table in ALL_TABLES for row in table.rows}
    found |= {row.jurisdiction for table in ALL_TABLES for row in table.pending}
    return known_word(given, sorted(found), "--jurisdiction") if given else None


def known_rule(given: str | None) -> str | None:
    """The name of a table that was meant; None for all. Raises CannotBeUsed."""
    from domain.law.all_tables import ALL_TABLES

    return known_word(given, [table.rule for table in ALL_TABLES], "--rule") if given else None


def rows_of(jurisdiction: str | None, rule: str | None) -> Iterable[RuleText]:
    """The dated rows, and those not yet in force, of one jurisdiction and one rule, or of all."""
    from domain.law.rule_text import all_rules

    for text in all_rules():
        if text.is_dated:
            where, name = text.rule_id.split(".")[:2]
            if jurisdiction in (None, where) and rule in (None, name):
                yield text
