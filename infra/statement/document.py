"""A statement for programs, and the sentence that says whether it adds up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from infra.statement.statement import PARTS, Statement, StatementLine


def in_words(wrong: Sequence[str], ledgers: Sequence[str]) -> str:
    """What was held against the lines, and what that showed."""
    if wrong:
        return f"It does not add up. {'; '.join(wrong)}."
    return (
        f"Checked: line by line and part by part it adds up to the ledger exactly, as {' and '.join(ledgers)} have it."
    )


def statement_document(made: Statement, ledgers: Sequence[str], wrong: Sequence[str]) -> dict[str, Any]:
    """Documented in docs/command-line.md."""
    return {
        "case_id": made.case_id,
        "creditor": made.claim.creditor_name,
        "creditor_reference": made.claim.creditor_reference,
        "jurisdiction": made.claim.jurisdiction,
        "currency": made.currency,
        "lines": [line_document(line, made.currency) for line in made.lines],
        "parts": {
            part: {f"{name}_minor": minor for name, minor in {**made.parts[part], "owed": made.owed[part]}.items()}
            for part in PARTS
        },
        "combined_plan": made.part_of and made.part_of.combined_plan,
        "owed_minor": made.owed_minor,
        "owed_back_minor": made.owed_back_minor,
        "late_interest": made.came_up.as_json(made.currency),
        "owed_with_interest_minor": made.owed_with_interest_minor,
        "adds_up": not wrong,
        "checked_against": list(ledgers),
        "differences": list(wrong),
        "reflects": {
            "partition": made.last.partition, "position": made.last.position, "version": made.last.version
        },
    }  # fmt: skip


def line_document(line: StatementLine, currency: str) -> dict[str, Any]:
    """Documented in docs/command-line.md."""
    return {
        "day": line.day,
        "partition": line.recorded.partition,
        "position": line.recorded.position,
        "version": line.recorded.version,
        "type": type(line.recorded.event).__name__,
        "summary": line.recorded.event.sentence(),
        "changes": {f"{part}_minor": minor for part, minor in line.changes.items()},
        "change_minor": line.change_minor,
        "owed": {**{f"{part}_minor": minor for part, minor in line.owed.items()}, "total_minor": line.owed_minor},
        "beside": {f"{account}_minor": minor for account, minor in line.beside.items()},
        "rules": [
            {
                "rule": rule,
                "value": text and text.value_in_words,
                "law": text and text.law,
                "source": text and text.source,
            }
            for rule, text in line.rules
        ],
        "interest": [span.as_json(currency) for span in line.spans],
    }
