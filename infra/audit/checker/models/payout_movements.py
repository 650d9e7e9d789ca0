"""What each event said of a refund, a remittance or a difference to the bank."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.bank_account.assigning import DifferenceAssigned
from domain.bank_account.explaining import DifferenceExplained
from domain.bank_account.reconciling import (
    DifferenceCleared,
    ReconciliationDifferenceChanged,
    ReconciliationDifferenceFound,
)
from domain.creditor.remittance.state import remittance_status_after
from domain.payment.refund.state import refund_status_after
from infra.audit.checker.event import Seen
from infra.audit.checker.models.rows import Row

KEYS = {
    "refund_movement": ("payment_id", "number", "position"),
    "remittance_movement": ("creditor_id", "number", "position"),
    "difference_movement": ("account_id", "number", "position"),
}
_FIGURES = (
    *("first_date", "reports", "previous_closing_minor", "opening_minor", "closing_minor"),
    *("bank_minor", "ledger_minor"),
)


def payout_rows(seen: Seen, times: Row) -> Iterator[tuple[str, Row]]:
    """The rows of one event, each with the name of its table; ``times`` are its place and its times."""
    event: Any = seen.event
    name = type(event).__name__
    if (refund := refund_status_after(event)) is not None:
        row = {"payment_id": seen.aggregate_id, "number": event.number, "status": str(refund)}
        yield "refund_movement", {**times, **row, "begins": name == "RefundProposed"}
    if (remittance := remittance_status_after(event)) is not None:
        row = {"creditor_id": event.creditor_id, "number": event.number, "status": str(remittance)}
        begins = name in ("RemittancePrepared", "OwnSharePrepared", "LossProposed")
        iban = "" if name == "LossProposed" else getattr(event, "iban", None)
        yield "remittance_movement", {**times, **row, "begins": begins, "iban": iban}
    if (difference := _of_difference(event)) is not None:
        yield "difference_movement", {**times, "account_id": seen.aggregate_id, "number": event.number, **difference}


def _of_difference(event: Any) -> Row | None:
    row: Row = {"begins": False, "status": None, "sets_owner": True, "owner": None, "reason": None}
    row |= dict.fromkeys(_FIGURES)
    match event:
        case ReconciliationDifferenceFound() | ReconciliationDifferenceChanged():
            begins = isinstance(event, ReconciliationDifferenceFound)
            row |= {"begins": begins, "status": "open" if begins else None, "sets_owner": begins}
            return row | {name: getattr(event, name) for name in _FIGURES}
        case DifferenceAssigned():
            return row | {"owner": event.owner}
        case DifferenceExplained():
            return row | {"status": "explained", "reason": event.reason}
        case DifferenceCleared():
            return row | {"status": "cleared"}
    return None
