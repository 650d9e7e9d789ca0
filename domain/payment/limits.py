"""Amounts of payments up to which something may be done: policy rows, one for each country."""

from __future__ import annotations

from datetime import datetime

from domain.kernel.calendar import local_day
from domain.kernel.money import Money
from domain.kernel.refusal import Refusal
from domain.law.table import LawRow, RuleTable


def least_limit(table: RuleTable[Money], currency: str, at: datetime) -> LawRow[Money] | None:
    """The least amount in ``currency`` that is in force anywhere at ``at`` (UTC): a payment has no country yet. None
    without a row."""
    rows = [
        row for row in table.rows if row.value.currency == currency and row.in_force_on(local_day(at, row.jurisdiction))
    ]
    return min(rows, key=lambda row: row.value.minor, default=None)


def least_in_force(table: RuleTable[Money], currency: str, at: datetime) -> LawRow[Money] | Refusal:
    """The same where nothing is decided without a row."""
    return least_limit(table, currency, at) or Refusal(
        "rule_missing",
        f"No {table.what} is on file in {currency}: it needs a dated row with its source first.",
        f"{currency}.{table.rule}",
    )
