"""How things stand or stood: what a question of the balances begins with, now and of another time."""

from __future__ import annotations

from collections.abc import Mapping

from psycopg2.extensions import connection

from projections.balances.amounts import AMOUNTS
from projections.kit.named_sql import statements
from projections.kit.reading import Row, ask
from projections.kit.then import Then
from projections.sla.queries import CLOCKS_THEN

_MOVED = ("case", "payment", "ledger", "refund", "remittance", "difference", "approval")
STATUS: Mapping[str, str] = {
    **statements(__package__, "status.sql", amount=AMOUNTS, movement=_MOVED),
    **statements(__package__, "payouts_then.sql"),
    "clocks_then": f", {CLOCKS_THEN}",
}
"""``now``, or ``had_come`` with what a question asks of."""


def ask_status(
    opened: connection, statement: str, parameters: Mapping[str, object], row: type[Row], then: Then | None, *stood: str
) -> list[Row]:
    """A statement on how things stand, or, of another time, on how what ``stood`` names did."""
    if then is None:
        return ask(opened, f"{STATUS['now']}\n{statement}", parameters, row)
    before = "\n".join(STATUS[one] for one in ("had_come", *stood))
    return ask(opened, f"{before}\n{statement}", {**parameters, **then.parameters()}, row)
