"""A statement for paper, as marked text: the customer's answer to "what do I owe, and why?"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from domain.kernel.money import money_text
from infra.statement.statement import COLUMNS, PARTS, part_name

if TYPE_CHECKING:
    from domain.law.rule_text import RuleText
    from infra.statement.spans import Span
    from infra.statement.statement import Statement, StatementLine


def statement_paper(statement: Statement, checked: str) -> str:
    """Headings, each event with its parts, rules and days of interest, the sums of the parts, and the check."""
    return "\n".join(
        [
            *_heading(statement),
            *(text for line in statement.lines for text in _event(line, statement.currency)),
            *_parts(statement),
            *_came_up(statement),
            "",
            checked,
        ]
    )


def _heading(statement: Statement) -> Iterator[str]:
    claim = statement.claim
    yield f"# What is owed, and why, on {statement.came_up.day}"
    yield ""
    yield f"Creditor\t{claim.creditor_name}"
    yield f"Reference\t{claim.creditor_reference}"
    yield f"Was due\t{claim.due_date} ({claim.jurisdiction})"
    yield f"Payment reference\t{claim.payment_reference}"
    if statement.part_of:
        yield f"One plan over several cases\tpaid with the reference {statement.part_of.reference}"
    yield f"Case\t{statement.case_id}"
    yield ""
    yield "## Event by event"


def _event(line: StatementLine, currency: str) -> Iterator[str]:
    yield ""
    yield f"{line.day}: {line.recorded.event.sentence()} (position {line.recorded.position})"
    changes = [f"{part_name(part)} {money_text(minor, currency)}" for part, minor in line.changes.items() if minor]
    yield f"{', '.join(changes) or 'No part of the debt changed'}. Owed then: {money_text(line.owed_minor, currency)}."
    yield from _spans(line.spans, currency)
    yield from (f"By {rule}: {_says(said)}" if said else f"By {rule}" for rule, said in line.rules)


def _says(rule: RuleText) -> str:
    return f"{rule.what}, {rule.value_in_words or 'as it says'} ({rule.law})"


def _spans(spans: Sequence[Span], currency: str) -> Iterator[str]:
    if spans:
        yield "From\tUntil\tDays\tOn\tA year\tOf days\tExactly"
    for one in spans:
        yield "\t".join(
            (
                str(one.first), str(one.until), str(one.days), money_text(one.base_minor, currency), str(one.rate),
                str(one.days_in_year or ""), one.exact_text(currency),
            )
        )  # fmt: skip


def _parts(statement: Statement) -> Iterator[str]:
    used = [name for name in COLUMNS if any(statement.parts[part][name] for part in PARTS)]
    yield ""
    yield "## Part by part"
    yield "\t".join(("", *(part_name(name) for name in used), "owed"))
    for part in PARTS:
        if any(statement.parts[part].values()):
            minors = [*(statement.parts[part][name] for name in used), statement.owed[part]]
            yield "\t".join((part_name(part), *(money_text(minor, statement.currency) for minor in minors)))
    sums = [sum(statement.parts[part][name] for part in PARTS) for name in used]
    amounts = (money_text(minor, statement.currency) for minor in (*sums, statement.owed_minor))
    yield "\t".join(("in all", *amounts))
    if statement.owed_back_minor:
        yield ""
        yield f"Paid beyond the debt, and owed back: {money_text(statement.owed_back_minor, statement.currency)}."


def _came_up(statement: Statement) -> Iterator[str]:
    interest, currency = statement.came_up, statement.currency
    if interest.refused:
        yield from ("", f"Late interest to {interest.day}: {interest.refused}")
    if interest.amount_minor:
        yield from ("", f"## Late interest to {interest.day}, not added to the debt yet")
        yield from _spans(interest.spans, currency)
        yield f"{money_text(interest.amount_minor, currency)} by {', '.join(interest.rules)}."
        yield f"Owed on {interest.day} with it: {money_text(statement.owed_with_interest_minor, currency)}."
