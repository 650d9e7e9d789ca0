"""What goes back to who paid it: the refunds, and what of them can be asked. Amounts are minor units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg2.extensions import connection, cursor

from domain.kernel.recorded import RecordedEvent
from domain.payment.refund.proposing import RefundProposed
from domain.payment.refund.state import refund_status_after
from projections.balances.payout_answers import OverpaidCase, RefundAgain, RefundRow
from projections.balances.status import ask_status
from projections.kit.model import CannotFold
from projections.kit.named_sql import statements
from projections.kit.then import Then

_SQL = statements(__package__, "refunds.sql")


def fold_refunds(cursor: cursor, events: Sequence[RecordedEvent]) -> None:
    """Fold the events of refunds, in their order."""
    for recorded in events:
        event: Any = recorded.event
        status = refund_status_after(event)
        row = {"payment_id": str(recorded.aggregate_id), "number": event.number, "status": status and str(status)}
        row |= {"at": recorded.occurred_at}
        statement = "change"
        if isinstance(event, RefundProposed):
            statement, row = "propose", row | _proposed(event) | {"partition": recorded.partition}
        cursor.execute(_SQL[statement], row)
        if cursor.rowcount != 1:
            raise CannotFold(f"{statement} found no refund {event.number} of this payment: it was never proposed here")


def _proposed(event: RefundProposed) -> dict[str, Any]:
    said = {name: getattr(event, name) for name in ("currency", "amount_minor", "proposed_by")}
    return said | {"reason": str(event.reason), "from_case": event.from_case and str(event.from_case)}


def refunds(opened: connection, *, only_under_way: bool, then: Then | None = None) -> list[RefundRow]:
    """Refunds, those that came to stand as they do last first: all, or those that are neither paid nor cancelled; or
    were, at another time."""
    asked = {"only_under_way": only_under_way}
    return ask_status(opened, _SQL["refunds"], asked, RefundRow, then, "refunds_then")


def overpaid_cases(opened: connection, then: Then | None = None) -> list[OverpaidCase]:
    """What cases owe back to who paid it, or did."""
    return ask_status(opened, _SQL["overpaid"], {}, OverpaidCase, then, "cases_then", "clocks_then")


def to_refund_again(opened: connection, then: Then | None = None) -> list[RefundAgain]:
    """Payments that owe back what was in a refund that was cancelled, or did."""
    return ask_status(opened, _SQL["refund_again"], {}, RefundAgain, then, "clocks_then")
