"""What became of refunds, remittances and differences to the bank, event by event with its times (`movements`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from psycopg2.extensions import cursor
from psycopg2.extras import execute_values

from domain.bank_account.assigning import DifferenceAssigned
from domain.bank_account.explaining import DifferenceExplained
from domain.bank_account.reconciling import DifferenceCleared, DifferenceFields, ReconciliationDifferenceFound
from domain.creditor.remittance.losing import LossProposed
from domain.creditor.remittance.own_share import OwnSharePrepared
from domain.creditor.remittance.preparing import RemittancePrepared
from domain.creditor.remittance.state import remittance_status_after
from domain.kernel.recorded import RecordedEvent
from domain.payment.refund.proposing import RefundProposed
from domain.payment.refund.state import refund_status_after
from projections.balances.movements import Movements
from projections.balances.rows import BalanceRows
from projections.kit.named_sql import statements

_SQL = statements(__package__, "payout_movements.sql")
PREPARED = (RemittancePrepared, OwnSharePrepared, LossProposed)
"""Begin a remittance, whichever kind."""
_STATUS_OF = {
    ReconciliationDifferenceFound: "open",
    DifferenceExplained: "explained",
    DifferenceCleared: "cleared",
}


def fold_payout_movements(cursor: cursor, rows: BalanceRows) -> None:
    """Add those of a batch to those that are there; its commands are dated by then."""
    _add(cursor, "refund", _of_refunds(rows.refunds, rows.movements))
    _add(cursor, "remittance", _of_remittances(rows.creditors, rows.movements))
    _add(cursor, "difference", _of_differences(rows.bank, rows.movements))


def _add(cursor: cursor, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    if added := list(rows):
        execute_values(cursor, _SQL[table], added, page_size=len(added))


def _times(recorded: RecordedEvent, movements: Movements) -> tuple[Any, ...]:
    times = (recorded.occurred_at, recorded.recorded_at, movements.day_of(recorded))
    return recorded.partition, recorded.position, *times


def _of_refunds(events: Iterable[RecordedEvent], movements: Movements) -> Iterator[tuple[Any, ...]]:
    for recorded in events:
        event: Any = recorded.event
        place = (recorded.aggregate_id.hex, event.number, *_times(recorded, movements))
        yield *place, isinstance(event, RefundProposed), str(refund_status_after(event))


def _of_remittances(events: Iterable[RecordedEvent], movements: Movements) -> Iterator[tuple[Any, ...]]:
    for recorded in events:
        event: Any = recorded.event
        begins = isinstance(event, PREPARED)
        if status := remittance_status_after(event):
            place = (event.creditor_id, event.number, *_times(recorded, movements))
            iban = "" if isinstance(event, LossProposed) else getattr(event, "iban", None)
            yield *place, begins, str(status), iban


def _of_differences(events: Iterable[RecordedEvent], movements: Movements) -> Iterator[tuple[Any, ...]]:
    for recorded in events:
        event: Any = recorded.event
        if isinstance(event, DifferenceFields | DifferenceAssigned | DifferenceExplained | DifferenceCleared):
            place = (recorded.aggregate_id.hex, event.number, *_times(recorded, movements))
            status, begins = _STATUS_OF.get(type(event)), isinstance(event, ReconciliationDifferenceFound)
            owner = (isinstance(event, DifferenceAssigned) or status is not None, getattr(event, "owner", None))
            yield *place, begins, status, *owner, getattr(event, "reason", None), *_figures(event)


def _figures(event: Any) -> tuple[Any, ...]:
    if not isinstance(event, DifferenceFields):
        return (None,) * 7
    statement = (event.previous_closing_minor, event.opening_minor, event.closing_minor)
    return event.first_date, event.reports, *statement, event.bank_minor, event.ledger_minor
