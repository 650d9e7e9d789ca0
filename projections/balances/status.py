"""How things stand or stood: what a question of the balances begins with, now and of another time."""

from __future__ import annotations

from projections.balances.amounts import AMOUNTS
from projections.kit.named_sql import statements

STATUS = statements(__package__, "status.sql", amount=AMOUNTS, movement=("case", "payment", "ledger"))
"""``now``, or ``had_come`` with what a question asks of."""
