"""docs/rules.md: every row of law and policy, and every rule beside the tables, with its source."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import domain.catalogue  # noqa: F401  # every theme has named its rules then
from domain.law.all_tables import ALL_TABLES
from domain.law.page import COUNTRIES, markdown_table
from domain.law.rule_text import RuleText, all_rules


def rules_page() -> str:
    """Markdown: a table for each rule of each jurisdiction, then the rules that are no dated rows."""
    rules = list(all_rules())
    beside = [one for one in rules if not one.is_dated]
    dated = [one for one in rules if one.is_dated]
    return "\n".join([*_opening(), *_dated(dated), *_beside(beside)])


def _opening() -> Iterator[str]:
    yield from (
        "# The rules, row by row",
        "",
        "Printed from the code by `make docs`. `caseledger law explain RULE` says the same of one, and which decisions",
        "ask it; what is missing stands in [law.md](law.md). A row without a first day is enacted and not in force.",
        "",
    )


def _dated(rules: list[RuleText]) -> Iterator[str]:
    order = {code: number for number, code in enumerate(COUNTRIES)}
    rules.sort(key=lambda one: (order[_where(one)], _name(one)))
    whats = {table.rule: table.what for table in ALL_TABLES}
    for where, of_country in groupby(rules, _where):
        yield from (f"## {COUNTRIES[where]}", "")
        for name, rows in groupby(of_country, _name):
            yield from (f"### {where}: {whats[name]} (`{name}`)", "")
            yield from markdown_table(
                ("from", "to", "value", "applies to", "law", "source", "tag"), (_row(one) for one in rows)
            )


def _where(one: RuleText) -> str:
    return one.rule_id.split(".")[0]


def _name(one: RuleText) -> str:
    return one.rule_id.split(".")[1]


def _row(one: RuleText) -> tuple[str, ...]:
    first = str(one.valid_from) if one.valid_from else "not in force"
    return (first, str(one.valid_to or ""), one.value_in_words, one.applies_to, one.law, one.source, one.tag)


def _beside(rules: list[RuleText]) -> Iterator[str]:
    yield from ("## Rules that are no dated rows", "")
    rows = [(f"`{one.rule_id}`", one.what, one.value, one.applies_to, one.law) for one in rules]
    yield from markdown_table(("rule", "what it says", "guard", "applies to", "law or policy"), rows)
