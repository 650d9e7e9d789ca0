"""What a case stood at after some of its events: folded as the read model folds them, without the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.kernel.recorded import RecordedEvent
from projections.balances.amounts import COLUMN_OF
from projections.balances.answers import CaseBalance
from projections.balances.rows import rows_of


def balance_after(events: Sequence[RecordedEvent]) -> CaseBalance:
    """Of the events of one case, of which the first is its claim's. The creditor is named as the claim names it."""
    change = rows_of(events).cases[events[0].aggregate_id]
    claim = change.claim
    assert claim is not None, "the first event is the claim's"
    minors: Mapping[str, Any] = {name: change.minor[account] for name, account in COLUMN_OF.items()}
    return CaseBalance(
        case_id=change.case_id,
        creditor_id=claim.creditor_id,
        creditor=claim.creditor_name,
        creditor_reference=claim.creditor_reference,
        portfolio=claim.portfolio,
        jurisdiction=claim.jurisdiction,
        currency=claim.currency,
        payment_reference=claim.payment_reference,
        status=change.status or "",
        outcome=change.outcome,
        payments=change.payments,
        received_at=events[0].occurred_at,
        closed_at=change.closed_at,
        partition=change.partition,
        position=change.position,
        **minors,
    )
