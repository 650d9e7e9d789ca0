"""A statement on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from domain.kernel.money import money_text
from domain.law.rule_text import rule_text
from infra.cli.case.case_render import part_in_words
from infra.cli.render.table import Cell, Column, facts, number, table, text, whole
from infra.statement.statement import COLUMNS, PARTS, part_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.law.rule_text import RuleText
    from infra.statement.spans import Span
    from infra.statement.statement import Statement, StatementLine


def statement_screens(statement: Statement, when: str) -> list[RenderableType]:
    """Whose debt, event by event, part by part, and the rules."""
    return [
        _heading(statement, when),
        _lines(statement),
        *(_spans(line, statement.currency) for line in statement.lines if line.spans),
        parts_table(statement),
        *_came_up(statement),
        rules_table(statement),
    ]


def _came_up(statement: Statement) -> list[RenderableType]:
    interest, currency = statement.came_up, statement.currency
    if interest.refused:
        return [Text(f"Late interest to {interest.day}: {interest.refused}", style="yellow")]
    if not interest.amount_minor:
        return []
    return [
        spans_table(interest.spans, f"Late interest to {interest.day}, not added to the debt yet", currency),
        Text(
            f"{money_text(interest.amount_minor, currency)} by {', '.join(interest.rules)}; with it "
            f"{money_text(statement.owed_with_interest_minor, currency)} is owed on {interest.day}."
        ),
        "",
    ]


def _heading(statement: Statement, when: str) -> RenderableType:
    claim = statement.claim
    return facts(
        f"What is owed, and why: {claim.creditor_name} / {claim.creditor_reference}{when}",
        [
            ("case", str(statement.case_id)),
            ("debtor", claim.debtor_name),
            ("for", claim.description),
            ("was due", f"{claim.due_date} ({claim.jurisdiction})"),
            ("pays with", claim.payment_reference),
            *([("or by the plan", part_in_words(statement.part_of))] if statement.part_of else []),
            ("owed", Text(money_text(statement.owed_minor, statement.currency), style="bold")),
        ],
    )


def _lines(statement: Statement) -> RenderableType:
    shown = [part for part in PARTS if any(line.changes[part] for line in statement.lines)]
    columns = [
        whole("counts from"), number("at"), text("what happened", at_least=30),
        *(number(part_name(part)) for part in shown), number("owed then", style="bold"),
    ]  # fmt: skip
    rows: list[Sequence[Cell]] = [
        (
            str(line.day), line.recorded.position, _told(line),
            *(_plain(line.changes[part], statement.currency) for part in shown),
            _plain(line.owed_minor, statement.currency),
        )
        for line in statement.lines
    ]  # fmt: skip
    caption = f"Amounts in {statement.currency}; at: the position in partition {statement.last.partition} of the log."
    return table("Event by event", columns, rows, caption=caption)


def _told(line: StatementLine) -> str:
    rules = "; ".join(f"{rule}: {_says(said)}" if said else rule for rule, said in line.rules)
    return line.recorded.event.sentence() + (f" [{rules}]" if rules else "")


def _says(rule: RuleText) -> str:
    return rule.value_in_words or rule.what


def _plain(minor: int, currency: str) -> str:
    return money_text(minor, currency).removesuffix(f" {currency}") if minor else ""


def _spans(line: StatementLine, currency: str) -> RenderableType:
    return spans_table(line.spans, f"Interest at position {line.recorded.position}", currency)


def spans_table(spans: Sequence[Span], title: str, currency: str) -> RenderableType:
    """Each stretch of days with its rate, its base and what it bears."""
    columns = [
        whole("from"), whole("until"), number("days"), number("on"), number("a year"), number("of days"),
        number("exactly"),
    ]  # fmt: skip
    rows = [
        (str(one.first), str(one.until), one.days, money_text(one.base_minor, currency), str(one.rate),
         one.days_in_year, one.exact_text(currency))
        for one in spans
    ]  # fmt: skip
    return table(title, columns, rows, caption="Until: the first day that is not counted. Only the sum is rounded.")


def parts_table(statement: Statement) -> RenderableType:
    """What each part of the debt became: the rows add up to what is owed."""
    used = [name for name in COLUMNS if any(statement.parts[part][name] for part in PARTS)]
    shown = [part for part in PARTS if any(statement.parts[part].values())]
    columns: list[Column] = [whole(""), *(number(part_name(name)) for name in used), number("owed", style="bold")]
    rows = [_row(part_name(part), [statement.parts[part][name] for name in used], statement) for part in shown]
    total = _row("in all", [sum(statement.parts[part][name] for part in PARTS) for name in used], statement)
    back = statement.owed_back_minor
    caption = f"Paid beyond the debt, and owed back: {money_text(back, statement.currency)}" if back else ""
    return table("Part by part", columns, rows, total, caption)


def _row(name: str, minors: Sequence[int], statement: Statement) -> tuple[Cell, ...]:
    currency = statement.currency
    return (name, *(_plain(minor, currency) for minor in minors), money_text(sum(minors), currency))


def rules_table(statement: Statement) -> RenderableType:
    """Every rule that a line rests on, with its law and source."""
    named = {rule: said for line in statement.lines for rule, said in line.rules}
    named |= {rule: rule_text(rule) for rule in statement.came_up.rules}
    rows = [
        (rule, said.value_in_words, said.law, said.source) if said else (rule, "", "not on file any more", "")
        for rule, said in named.items()
    ]
    return table("Rules", [text("rule"), text("says"), text("law"), text("source", at_least=20)], rows)
