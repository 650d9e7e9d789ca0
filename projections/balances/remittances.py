"""What can be asked of remittances: what each creditor is owed, and what it was paid out. Amounts are minor units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg2.extensions import connection

from domain.creditor.contract.state import CommissionIs, FeesGoTo, RemittanceInterval, Terms
from domain.creditor.remittance.reckoning import CollectedSum, RemittedSum, reckoned
from domain.creditor.remittance.state import LogSpan
from projections.balances.payout_answers import CollectedLine, RemittanceRow, ToRemit
from projections.balances.queries import contract_terms
from projections.balances.status import STATUS, ask_status
from projections.kit.named_sql import statements
from projections.kit.reading import ask
from projections.kit.then import Then

_SQL = statements(__package__, "remittances.sql")


@dataclass(frozen=True, slots=True)
class Due:
    """What a remittance in one currency would be of."""

    spans: tuple[LogSpan, ...]
    sums: tuple[CollectedSum, ...]
    oldest: date
    """The bank's day of the oldest money in it."""


def due_to(opened: connection, creditor_id: str) -> dict[str, Due]:
    """By currency, what was collected for a creditor since its last remittance. To be asked in one snapshot."""
    spans, sums = (_by_currency(opened, name, creditor_id) for name in ("spans", "sums"))
    return {
        currency: Due(
            tuple(LogSpan(*row[:3]) for row in rows),
            tuple(CollectedSum(*row) for row in sums[currency] if row[0] is not None),
            min(row[3] for row in rows),
        )
        for currency, rows in spans.items()
    }


def reckoning_of(opened: connection, creditor_id: str, sums: Sequence[CollectedSum]) -> list[RemittedSum]:
    """What the creditor's terms make of sums: what a remittance of them would say."""
    agreed = {
        row.valid_from: Terms(
            row.valid_from,
            row.commission_basis_points,
            row.vat_basis_points,
            RemittanceInterval(row.remittance),
            FeesGoTo(row.fees_go_to),
            CommissionIs(row.commission_is),
        )
        for row in contract_terms(opened, creditor_id)
    }
    return [reckoned(one, agreed[one.terms_from]) for one in sums]


def to_remit(opened: connection, creditor_id: str | None = None, then: Then | None = None) -> list[ToRemit]:
    """What is in no remittance yet, by creditor and currency; or was in none at another time."""
    stood = ("remittances_then", "collected_then")
    return ask_status(opened, _waiting("to_remit"), {"creditor_id": creditor_id}, ToRemit, then, *stood)


def remittances(opened: connection, creditor_id: str | None = None, then: Then | None = None) -> list[RemittanceRow]:
    """All remittances, the newest first, as they stand or stood."""
    asked = {"creditor_id": creditor_id}
    return ask_status(opened, _SQL["remittances"], asked, RemittanceRow, then, "remittances_then")


def lines_of(opened: connection, creditor_id: str, currency: str, spans: Sequence[LogSpan]) -> list[CollectedLine]:
    """What lies in these spans, by the bank's day."""
    places = {
        "partitions": [span.partition for span in spans],
        "afters": [span.after for span in spans],
        "throughs": [span.through for span in spans],
    }
    return ask(opened, _SQL["lines"], {"creditor_id": creditor_id, "currency": currency, **places}, CollectedLine)


def _by_currency(opened: connection, name: str, creditor_id: str) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    with opened.cursor() as cursor:
        cursor.execute(f"{STATUS['now']}\n{_waiting(name)}", {"creditor_id": creditor_id})
        for currency, *row in cursor:
            found.setdefault(currency, []).append(tuple(row))
    return found


def _waiting(name: str) -> str:
    return f"{_SQL['waiting']}\n{_SQL[name]}"
