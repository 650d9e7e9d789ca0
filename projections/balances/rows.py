"""What a batch of events changes in the balances, added up for each case, payment and account that it touches.

Amounts are the sums of the events' own postings, so that an event which moves money can be new and is not forgotten.
They add up, so the batch may be folded into one row for each; what is set (stage, status, outcome) is what came last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from domain.case.claim.amending import ClaimAmended
from domain.case.claim.receiving import ClaimReceived
from domain.case.manager.assigning import CaseManagerAssigned
from domain.case.stages.state import Stage, stage_after
from domain.kernel.ledger import CLIENT_FUNDS, Account, Posting, covered
from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from domain.payment.matching.matching import PaymentMatched
from domain.payment.matching.transferring import PaymentTransferred
from domain.payment.receipt.receiving import ReceiptFields
from domain.payment.refund.state import refund_status_after
from domain.payment.state import PaymentStatus, goes_back_minor, status_after
from domain.payment.suggestion.assigning import SuspenseAssigned
from domain.payment.suggestion.rejecting import SuggestionRejected
from domain.payment.suggestion.suggesting import MatchSuggested
from projections.balances.amounts import COLUMN_OF
from projections.balances.movements import (
    NOTHING_MOVED,
    PLACED,
    CaseMovement,
    Movements,
    case_status_after,
    minor_of,
    suggestions_more,
    why_there,
)

SETTING: frozenset[type[Event]] = frozenset({ClaimReceived, ClaimAmended, CaseManagerAssigned})
BANK = Account.BANK_CLIENT_FUNDS
OF_THE_BANK = ("bank_file", "deposit", "bank_account")


@dataclass(slots=True)
class CaseChange:
    """What a batch changes on one case: differences, and what was set last. ``claim`` when it is new.

    ``has_manager``: somebody was given the case, of ``team`` where that was told.
    """

    case_id: UUID
    partition: int
    position: int = 0
    claim: ClaimReceived | None = None
    received_at: datetime | None = None
    due_date: date | None = None
    stage: str | None = None
    status: str | None = None
    outcome: str | None = None
    has_manager: bool = False
    team: str | None = None
    closed_at: datetime | None = None
    cases: int = 0
    open_cases: int = 0
    payments: int = 0
    minor: dict[Account, int] = field(default_factory=lambda: dict.fromkeys(COLUMN_OF.values(), 0))

    def set(self, event: Event, at: datetime) -> None:
        """What an event of ``SETTING`` says that is no sum."""
        if isinstance(event, CaseManagerAssigned):
            self.has_manager, self.team = True, event.team
        if isinstance(event, ClaimReceived | ClaimAmended):
            self.due_date = event.due_date or self.due_date
        if isinstance(event, ClaimReceived):
            self.claim, self.received_at = event, at
            self.cases += 1

    def move(self, event: Event, stage: Stage, at: datetime) -> None:
        """The case is at this stage from now on, and with some of them open or closed."""
        self.stage = stage.value
        if (status := case_status_after(event, stage)) is None:
            return
        self.status, self.outcome = status
        self.closed_at = at if self.status == "closed" else None
        self.open_cases += -1 if self.status == "closed" else 1

    def post(self, minor: Sequence[int]) -> None:
        """Add what postings move, as ``minor_of`` gives it."""
        for account, moved in zip(self.minor, minor, strict=True):
            if moved:
                self.minor[account] += moved


@dataclass(slots=True)
class PaymentChange:
    """Where a batch leaves one payment. ``receipt`` when it is new; ``was_placed`` when its money went somewhere in it:
    nobody looks after it from then on. ``case_ids`` are those that it is for, while it is matched."""

    payment_id: UUID
    partition: int
    position: int
    status: str
    reason: str | None
    since: datetime
    receipt: ReceiptFields | None
    received_at: datetime
    was_placed: bool
    case_ids: tuple[UUID, ...]

    @property
    def value_date(self) -> date | None:
        """The bank's value date, when the payment is new."""
        return self.receipt.value_date if self.receipt else None


@dataclass(slots=True)
class AccountChange:
    """What a batch posts to one account: the sum, debit positive, and how many lines."""

    balance_minor: int = 0
    postings: int = 0


class CollectedPart(NamedTuple):
    """What one event collected on a case, part by part in minor units; below zero what it gave back.

    ``is_direct``: it was paid to the creditor. It counts from ``value_date``, the bank's day.
    """

    position: int
    case_id: UUID
    currency: str
    value_date: date
    is_direct: bool
    principal_minor: int
    interest_minor: int
    fees_minor: int
    court_costs_minor: int
    payment_id: UUID | None


COLLECTING = {Account.COLLECTED: False, Account.PAID_TO_CREDITOR: True}
"""Where a part of a debt goes that was paid; whether it was paid to the creditor."""


@dataclass(slots=True)
class CareChange:
    """What people and the matcher did for money in suspense: who looks after it, and how many suggestions more wait;
    and how much more of it goes back to who paid."""

    owner: str | None = None
    suggestions: int = 0
    goes_back_minor: int = 0


@dataclass(slots=True)
class BalanceRows:
    """What a batch changes, of one partition."""

    partition: int
    cases: dict[UUID, CaseChange] = field(default_factory=dict)
    payments: dict[UUID, PaymentChange] = field(default_factory=dict)
    care: dict[UUID, CareChange] = field(default_factory=dict)
    accounts: dict[tuple[str, str], AccountChange] = field(default_factory=dict)
    funds: dict[tuple[UUID | str, str, str], int] = field(default_factory=dict)
    creditors: list[RecordedEvent] = field(default_factory=list)
    bank: list[RecordedEvent] = field(default_factory=list)
    refunds: list[RecordedEvent] = field(default_factory=list)
    collected: list[CollectedPart] = field(default_factory=list)
    movements: Movements = field(default_factory=Movements)

    def fold(self, recorded: RecordedEvent) -> None:
        """Fold one event in, by its facts: its postings, the stage or status that it sets, and what began with it."""
        postings = recorded.event.postings()
        if postings:
            self._post(postings)
            self.movements.ledger.append((recorded, postings))
        if recorded.aggregate_kind == "case":
            self._fold_case(recorded, postings)
        elif recorded.aggregate_kind == "payment":
            self._fold_payment(recorded)
            self.movements.add_of_payment(recorded)
            if not isinstance(recorded.event, ReceiptFields) and any(one.account is BANK for one in postings):
                self.bank.append(recorded)
        elif recorded.aggregate_kind == "creditor":
            self.creditors.append(recorded)
            self.movements.date(recorded)
            event: Any = recorded.event
            for posting in postings:
                self._hold(event.creditor_id, posting)
        elif recorded.aggregate_kind in OF_THE_BANK:
            self.bank.append(recorded)

    def _fold_case(self, recorded: RecordedEvent, postings: Sequence[Posting]) -> None:
        event, stage = recorded.event, stage_after(recorded.event)
        sets = type(event) in SETTING
        if not postings and stage is None and not sets:
            return
        case = self._case(recorded)
        if sets:
            case.set(event, recorded.occurred_at)
        if stage is not None:
            case.move(event, stage, recorded.occurred_at)
        minor = minor_of(postings) if postings else NOTHING_MOVED
        if postings:
            case.post(minor)
        cleared = 0
        collecting = None
        for posting in postings:
            account = posting.account
            if account in COLLECTING:
                collecting = account
            elif account is Account.ALLOCATION_CLEARING:
                cleared += posting.amount_minor
            if account in CLIENT_FUNDS:
                self._hold(recorded.aggregate_id, posting)
        payments = (cleared > 0) - (cleared < 0)  # out of clearing: an allocation; into it: one reversed
        case.payments += payments
        self.movements.add_of_case(CaseMovement(recorded, minor, payments, stage))
        if collecting is not None:
            self._collect(recorded, postings, collecting)

    def _collect(self, recorded: RecordedEvent, postings: Sequence[Posting], account: Account) -> None:
        event = recorded.event
        day = getattr(event, "value_date", None) or event.effective_on() or recorded.occurred_at.date()
        place = (recorded.position, recorded.aggregate_id, postings[0].currency, day, COLLECTING[account])
        parts = covered(postings, account)
        self.collected.append(
            CollectedPart(
                *place,
                parts["principal"],
                parts["interest"],
                parts["fees"],
                parts["court_costs"],
                getattr(event, "payment_id", None),
            )
        )

    def _fold_payment(self, recorded: RecordedEvent) -> None:
        status = status_after(recorded.event)
        if status is None:
            self._care(recorded)
        else:
            self._place(recorded, status)
        if refund_status_after(recorded.event) is not None:
            self.refunds.append(recorded)
        if minor := goes_back_minor(recorded.event):
            self.care.setdefault(recorded.aggregate_id, CareChange()).goes_back_minor += minor

    def _place(self, recorded: RecordedEvent, status: PaymentStatus) -> None:
        event, before = recorded.event, self.payments.get(recorded.aggregate_id)
        is_placed = status in PLACED
        if is_placed and (care := self.care.pop(recorded.aggregate_id, None)) and care.goes_back_minor:
            self.care[recorded.aggregate_id] = CareChange(goes_back_minor=care.goes_back_minor)
        receipt = event if isinstance(event, ReceiptFields) else before.receipt if before else None
        why = why_there(event)
        portions = event.portions if isinstance(event, PaymentMatched | PaymentTransferred) else ()
        self.payments[recorded.aggregate_id] = PaymentChange(
            recorded.aggregate_id, self.partition, recorded.position, status.value, why, recorded.occurred_at, receipt,
            before.received_at if before else recorded.occurred_at,
            is_placed or (before is not None and before.was_placed),
            tuple(one.case_id for one in portions),
        )  # fmt: skip

    def _care(self, recorded: RecordedEvent) -> None:
        event = recorded.event
        if not isinstance(event, SuspenseAssigned | MatchSuggested | SuggestionRejected):
            return
        care = self.care.setdefault(recorded.aggregate_id, CareChange())
        if isinstance(event, SuspenseAssigned):
            care.owner = event.owner
        else:
            care.suggestions += suggestions_more(event)

    def _case(self, recorded: RecordedEvent) -> CaseChange:
        change = self.cases.get(recorded.aggregate_id)
        if change is None:
            change = self.cases[recorded.aggregate_id] = CaseChange(recorded.aggregate_id, self.partition)
        change.position = recorded.position
        return change

    def _hold(self, whose: UUID | str, posting: Posting) -> None:
        """What moves on the client account because of a case, by its id, or of a creditor, by its own."""
        account, currency, amount_minor = posting
        key = (whose, currency, account._value_)
        self.funds[key] = self.funds.get(key, 0) + amount_minor

    def _post(self, postings: Sequence[Posting]) -> None:
        accounts = self.accounts
        for account, currency, amount_minor in postings:
            key = (currency, account._value_)  # ``.value`` is a slow property
            change = accounts.get(key)
            if change is None:
                change = accounts[key] = AccountChange()
            change.balance_minor += amount_minor
            change.postings += 1


def rows_of(events: Sequence[RecordedEvent]) -> BalanceRows:
    """What events of one partition change."""
    rows = BalanceRows(events[0].partition)
    for recorded in events:
        rows.fold(recorded)
    return rows
