"""What a batch of events changes in the balances, added up for each case, payment and account that it touches.

Amounts add up, so the batch may be folded into one row for each; what is set (status, status) is what came last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from domain.case.allocation.allocating import AllocationReversed, PaymentAllocated
from domain.case.claim.receiving import ClaimReceived
from domain.case.closure.closing import CaseClosed, CaseReopened
from domain.case.contacts.contact import ContactMade
from domain.case.deadlines.deadline import DeadlineMet, DeadlineMissed, DeadlineSet
from domain.case.plans.agreeing import PlanAgreed
from domain.kernel.aggregate import Event
from domain.kernel.ledger import postings
from domain.kernel.recorded import RecordedEvent
from domain.payment.matching.matching import PaymentMatched, PaymentPutInSuspense
from domain.payment.receipt.receiving import PaymentReceived
from domain.payment.reversal.reversing import PaymentReversed
from projections.kit.event_table import EventTable


@dataclass(slots=True)
class CaseChange:
    """What a batch changes on one case: differences, and what was set last. ``claim`` when it is new."""

    case_id: UUID
    partition: int
    position: int = 0
    claim: ClaimReceived | None = None
    received_at: datetime | None = None
    status: str | None = None
    outcome: str | None = None
    closed_at: datetime | None = None
    cases: int = 0
    open_cases: int = 0
    payments: int = 0
    claimed_minor: int = 0
    principal_minor: int = 0
    interest_minor: int = 0
    fees_minor: int = 0
    paid_minor: int = 0
    overpaid_minor: int = 0
    written_off_minor: int = 0


@dataclass(slots=True)
class PaymentChange:
    """Where a batch leaves one payment. ``receipt`` when it is new."""

    payment_id: UUID
    partition: int
    position: int
    status: str
    reason: str | None
    since: datetime
    receipt: PaymentReceived | None

    @property
    def value_date(self) -> date | None:
        """The bank's value date, when the payment is new."""
        return self.receipt.value_date if self.receipt else None


@dataclass(slots=True)
class AccountChange:
    """What a batch posts to one account: the sum, debit positive, and how many lines."""

    balance_minor: int = 0
    postings: int = 0


@dataclass(slots=True)
class BalanceRows:
    """What a batch changes, of one partition."""

    partition: int
    cases: dict[UUID, CaseChange] = field(default_factory=dict)
    payments: dict[UUID, PaymentChange] = field(default_factory=dict)
    accounts: dict[tuple[str, str], AccountChange] = field(default_factory=dict)

    def case(self, recorded: RecordedEvent) -> CaseChange:
        """The change of the case that the event is of."""
        change = self.cases.get(recorded.aggregate_id)
        if change is None:
            change = self.cases[recorded.aggregate_id] = CaseChange(recorded.aggregate_id, self.partition)
        change.position = recorded.position
        return change

    def stands(self, recorded: RecordedEvent, status: str, reason: str | None, since: datetime) -> None:
        """The payment that the event is of stands there now."""
        before = self.payments.get(recorded.aggregate_id)
        receipt = before.receipt if before else None
        self.payments[recorded.aggregate_id] = PaymentChange(
            recorded.aggregate_id, self.partition, recorded.position, status, reason, since, receipt
        )

    def post(self, event: Event) -> None:
        """Add the event's postings to the accounts."""
        for posting in postings(event):
            key = (posting.currency, posting.account._value_)  # ``.value`` is a slow property
            account = self.accounts.get(key)
            if account is None:
                account = self.accounts[key] = AccountChange()
            account.balance_minor += posting.amount_minor
            account.postings += 1


def rows_of(events: Sequence[RecordedEvent]) -> BalanceRows:
    """What events of one partition change. Raises CannotFold for an event that nobody thought of.

    Every event is posted, by the ledger's own rules: none can move money and be forgotten here.
    """
    rows = BalanceRows(events[0].partition)
    TABLE.apply(rows, events)
    for recorded in events:
        rows.post(recorded.event)
    return rows


TABLE: EventTable[BalanceRows] = EventTable("balances")
TABLE.ignore(ContactMade, DeadlineSet, DeadlineMet, DeadlineMissed, PlanAgreed)


@TABLE.on(ClaimReceived)
def claim_received(rows: BalanceRows, recorded: RecordedEvent, event: ClaimReceived) -> None:
    """A case opens, owing what the claim says."""
    case = rows.case(recorded)
    case.claim, case.received_at, case.status = event, recorded.occurred_at, "open"
    case.cases += 1
    case.open_cases += 1
    case.claimed_minor += event.principal_minor + event.interest_minor + event.fees_minor
    case.principal_minor += event.principal_minor
    case.interest_minor += event.interest_minor
    case.fees_minor += event.fees_minor


@TABLE.on(PaymentAllocated)
def payment_allocated(rows: BalanceRows, recorded: RecordedEvent, event: PaymentAllocated) -> None:
    """Less is owed; what was not owed is owed back."""
    _lay(rows.case(recorded), event, 1)


@TABLE.on(AllocationReversed)
def allocation_reversed(rows: BalanceRows, recorded: RecordedEvent, event: AllocationReversed) -> None:
    """It is owed again."""
    _lay(rows.case(recorded), event, -1)


def _lay(case: CaseChange, parts: PaymentAllocated | AllocationReversed, sign: int) -> None:
    """Lay the parts of a payment on the case, or with ``sign`` -1 take them off again."""
    case.payments += sign
    case.paid_minor += sign * parts.amount_minor
    case.overpaid_minor += sign * parts.overpaid_minor
    case.principal_minor -= sign * parts.principal_minor
    case.interest_minor -= sign * parts.interest_minor
    case.fees_minor -= sign * parts.fees_minor


@TABLE.on(CaseClosed)
def case_closed(rows: BalanceRows, recorded: RecordedEvent, event: CaseClosed) -> None:
    """The case ended; what was still owed is written off."""
    case = rows.case(recorded)
    case.status, case.outcome, case.closed_at = "closed", event.outcome, recorded.occurred_at
    case.open_cases -= 1
    case.principal_minor -= event.principal_written_off_minor
    case.interest_minor -= event.interest_written_off_minor
    case.fees_minor -= event.fees_written_off_minor
    case.written_off_minor += (
        event.principal_written_off_minor + event.interest_written_off_minor + event.fees_written_off_minor
    )


@TABLE.on(CaseReopened)
def case_reopened(rows: BalanceRows, recorded: RecordedEvent, event: CaseReopened) -> None:
    """It goes on where it stood."""
    case = rows.case(recorded)
    case.status, case.outcome, case.closed_at = "open", None, None
    case.open_cases += 1


@TABLE.on(PaymentReceived)
def payment_received(rows: BalanceRows, recorded: RecordedEvent, event: PaymentReceived) -> None:
    """Money came in, and is not placed yet."""
    rows.payments[recorded.aggregate_id] = PaymentChange(
        recorded.aggregate_id, rows.partition, recorded.position, "received", None, recorded.occurred_at, event
    )


@TABLE.on(PaymentPutInSuspense)
def payment_put_in_suspense(rows: BalanceRows, recorded: RecordedEvent, event: PaymentPutInSuspense) -> None:
    """It found no case."""
    rows.stands(recorded, "suspense", event.reason, recorded.occurred_at)


@TABLE.on(PaymentMatched)
def payment_matched(rows: BalanceRows, recorded: RecordedEvent, event: PaymentMatched) -> None:
    """It found its cases."""
    rows.stands(recorded, "matched", event.method, recorded.occurred_at)


@TABLE.on(PaymentReversed)
def payment_reversed(rows: BalanceRows, recorded: RecordedEvent, event: PaymentReversed) -> None:
    """Its money has left again."""
    rows.stands(recorded, "reversed", event.reason, recorded.occurred_at)
