"""What each event moved, with its times; and the one bank's day of all that its command did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from domain.case.claim.amending import ClaimAmended
from domain.case.claim.receiving import ClaimReceived
from domain.case.manager.assigning import CaseManagerAssigned
from domain.case.stages.state import Stage, stage_after
from domain.kernel.ledger import Posting
from domain.kernel.message import Event
from domain.payment.receipt.receiving import ReceiptFields
from domain.payment.state import PaymentStatus, goes_back_minor, status_after
from domain.payment.suggestion.assigning import SuspenseAssigned
from domain.payment.suggestion.rejecting import SuggestionRejected
from domain.payment.suggestion.suggesting import MatchSuggested
from infra.audit.checker.event import Seen
from infra.audit.checker.models.payout_movements import KEYS, payout_rows
from infra.audit.checker.models.rows import Row, Table

COLUMNS = {
    "claims_handed_over": ("claimed_minor", -1),
    "added_since_handover": ("added_minor", -1),
    "debtor_receivable_principal": ("principal_minor", 1),
    "debtor_receivable_interest": ("interest_minor", 1),
    "debtor_receivable_fees": ("fees_minor", 1),
    "debtor_receivable_court_costs": ("court_costs_minor", 1),
    "collected": ("collected_minor", 1),
    "paid_to_creditor": ("paid_to_creditor_minor", 1),
    "written_off": ("written_off_minor", 1),
    "refund_payable": ("owed_back_minor", -1),
}
"""Where a case's row shows what stands on an account, and with which sign."""
_GONE = (PaymentStatus.MATCHED, PaymentStatus.REVERSED, PaymentStatus.EXPLAINED, PaymentStatus.REFUND)


def moved_by(postings: Iterable[Posting]) -> dict[str, int]:
    """What postings add to each column of a case's row; also to ``payments``: out of clearing a payment is allocated,
    into it one is reversed."""
    found = {**dict.fromkeys((column for column, _ in COLUMNS.values()), 0), "payments": 0}
    cleared = 0
    for posting in postings:
        if str(posting.account) in COLUMNS:
            column, sign = COLUMNS[str(posting.account)]
            found[column] += sign * posting.amount_minor
        elif posting.account == "allocation_clearing":
            cleared += posting.amount_minor
    return found | {"payments": 1 if cleared > 0 else -1 if cleared < 0 else 0}


def status_after_event(event: Event, stage: Stage | None) -> dict[str, str | None]:
    """``status`` and ``outcome`` of a case from an event on that says them; else nothing."""
    if stage in (Stage.CLOSED, Stage.REJECTED):
        return {"status": "closed", "outcome": getattr(event, "outcome", str(stage))}
    if type(event).__name__ in ("ClaimReceived", "CaseReopened"):
        return {"status": "open", "outcome": None}
    return {}


class MovementTables:
    """The tables of movements, event by event."""

    def __init__(self) -> None:
        self.cases, self.payments = Table(("case_id", "position")), Table(("payment_id", "position"))
        self.ledger = Table(("partition", "position", "line"))
        self.approvals = Table(("aggregate_id", "kind", "which", "position"))
        self.payouts = {name: Table(keys) for name, keys in KEYS.items()}
        self._of_command: dict[tuple[UUID, UUID], list[Row]] = defaultdict(list)
        self._days: dict[tuple[UUID, UUID], date] = {}

    def fold(self, seen: Seen, approvals: Iterable[Row]) -> None:
        """The next event of its aggregate, of whichever kind, and what it said of ``approvals``."""
        command = (seen.aggregate_id, seen.causation_id)
        if seen.kind == "case":
            self._add(command, self.cases, _of_case(seen))
        elif seen.kind == "payment":
            self._add(command, self.payments, _of_payment(seen))
        for row in _of_ledger(seen):
            self._add(command, self.ledger, row)
        for table, row in payout_rows(seen, _times(seen)):
            self._add(command, self.payouts[table], row)
        for row in approvals:
            self._add(command, self.approvals, {**_times(seen), **row})
        if (day := seen.event.effective_on()) is not None:
            self._days[command] = day
        for row in self._of_command.get(command, ()):
            row["bank_day"] = self._days.get(command)

    def _add(self, command: tuple[UUID, UUID], table: Table, row: dict[str, Any] | None) -> None:
        if row is not None:
            self._of_command[command].append(table.put(**row))


def _times(seen: Seen) -> dict[str, Any]:
    times = {"occurred_at": seen.occurred_at, "recorded_at": seen.recorded_at, "bank_day": None}
    return {"partition": seen.partition, "position": seen.position, **times}


def _of_case(seen: Seen) -> dict[str, Any] | None:
    event, postings, stage = seen.event, seen.event.postings(), stage_after(seen.event)
    says = isinstance(event, ClaimReceived | ClaimAmended | CaseManagerAssigned)
    if not postings and stage is None and not says:
        return None
    row: dict[str, Any] = {"case_id": seen.aggregate_id, **_times(seen), "is_claim": isinstance(event, ClaimReceived)}
    row |= moved_by(postings) | {"stage": None if stage is None else str(stage), "status": None, "outcome": None}
    row |= status_after_event(event, stage)
    row["due_date"] = event.due_date if isinstance(event, ClaimReceived | ClaimAmended) else None
    given = isinstance(event, CaseManagerAssigned)
    return {**row, "has_manager": given, "team": event.team if isinstance(event, CaseManagerAssigned) else None}


def _of_payment(seen: Seen) -> dict[str, Any] | None:
    event, status = seen.event, status_after(seen.event)
    owner = event.owner if isinstance(event, SuspenseAssigned) else None
    suggestions = 1 if isinstance(event, MatchSuggested) else -1 if isinstance(event, SuggestionRejected) else 0
    back = goes_back_minor(event)
    if status is None and owner is None and not suggestions and not back and event.effective_on() is None:
        return None
    why = getattr(event, "reason", None) or getattr(event, "method", None)
    says = {"status": None if status is None else str(status), "reason": None if status is None else why}
    says |= {"owner": owner, "is_placed": status in _GONE, "is_receipt": isinstance(event, ReceiptFields)}
    return {
        "payment_id": seen.aggregate_id,
        **_times(seen),
        **says,
        "suggestions": suggestions,
        "goes_back_minor": back,
    }


def _of_ledger(seen: Seen) -> Iterator[dict[str, Any]]:
    lines = list(seen.event.postings())
    for number in range(len(lines) // 2):
        debit, credit = lines[2 * number], lines[2 * number + 1]
        assert (debit.currency, debit.amount_minor) == (credit.currency, -credit.amount_minor), type(seen.event)
        accounts = {"debit": str(debit.account), "credit": str(credit.account)}
        amount = {"currency": debit.currency, "amount_minor": debit.amount_minor}
        yield {"aggregate_id": seen.aggregate_id, **_times(seen), "line": number + 1, **amount, **accounts}
