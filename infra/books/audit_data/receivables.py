"""The tables of receivables: what debtors owe at the end of a period, what they paid in it, and what else moved it.

That debt is the creditors', and in no book of the agency; an auditor follows money through it all the same. A debtor is
the id of a person, a claim the id of its case, a business unit the id of its creditor: no name stands in a table.

What debtors owed before, with the adjustments (the claim itself is the first) and less what was applied, is what they
owe after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from domain.case.claim.receiving import ClaimReceived
from domain.case.state import CASE
from domain.kernel.ledger import RECEIVABLES, Account, Posting
from domain.kernel.recorded import RecordedEvent
from domain.payment.state import PAYMENT
from infra.books.audit_data.table_files import TableFiles, amount, indicator, period_code
from infra.books.chart import CHART
from infra.books.period import BookedOn, Period

_OWED = frozenset(RECEIVABLES.values())
_PAID = (Account.COLLECTED, Account.PAID_TO_CREDITOR)


@dataclass(slots=True)
class _Claim:
    """A case's claim, and what is owed of it at the end of the period, in minor units."""

    claim: ClaimReceived
    booked_on: date
    owed: int = 0


def write_receivables(files: TableFiles, events: Iterable[RecordedEvent], period: Period, booked_on: BookedOn) -> None:
    """``events`` come partition after partition, so that the claims of one are held at a time."""
    for _, of_one in groupby(events, lambda event: event.partition):
        claims: dict[UUID, _Claim] = {}
        for event in of_one:
            day = booked_on(event) if event.event.postings() else None
            if day and isinstance(event.event, ClaimReceived):
                claims[event.aggregate_id] = _Claim(event.event, day)
            if day is None or day > period.last:
                continue
            if event.aggregate_kind == CASE.name:
                _of_a_case(files, event, day, claims[event.aggregate_id], is_in_period=day >= period.first)
            elif event.aggregate_kind == PAYMENT.name and day >= period.first:
                _received(files, event, day)
        for case_id, one in claims.items():
            _open(files, case_id, one)


def _of_a_case(files: TableFiles, event: RecordedEvent, day: date, one: _Claim, *, is_in_period: bool) -> None:
    for debit, credit in _pairs(event.event.postings()):
        if debit.account not in _OWED and credit.account not in _OWED:
            continue
        moved = debit.amount_minor if debit.account in _OWED else credit.amount_minor
        one.owed += moved
        if is_in_period:
            write = _applied if debit.account in _PAID or credit.account in _PAID else _adjusted
            write(files, event, day, one.claim, debit, credit, moved)


def _pairs(postings: Iterable[Posting]) -> Iterator[tuple[Posting, Posting]]:
    """The postings two by two, as ``transfer`` makes them: what is debited, and what is credited."""
    found = iter(postings)
    for one, other in zip(found, found, strict=True):
        yield (one, other) if one.amount_minor > 0 else (other, one)


def _open(files: TableFiles, case_id: UUID, one: _Claim) -> None:
    if not one.owed:
        return
    claim = one.claim
    handed_over = claim.principal_minor + claim.interest_minor + claim.fees_minor
    files.row(
        "AR_Open_Accounts_Receivable",
        Customer_Account_ID=str(claim.person_id),
        Transaction_ID=str(case_id),
        Transaction_Date=one.booked_on,
        Transaction_Due_Date=claim.due_date,
        Original_Balance=amount(handed_over, claim.currency),
        Remaining_Balance=amount(one.owed, claim.currency),
        Currency_Code=claim.currency,
        Amount_Credit_Debit_Indicator=indicator(one.owed),
        Business_Unit_Code=claim.creditor_id,
    )


def _received(files: TableFiles, event: RecordedEvent, day: date) -> None:
    payer = getattr(event.event, "person_id", None)
    for posting in event.event.postings():
        if posting.account is not Account.BANK_CLIENT_FUNDS:
            continue
        files.row(
            "AR_Cash_Received",
            Receipt_ID=str(event.aggregate_id),
            Customer_Account_ID=str(payer) if payer else "",
            Receipt_Date=event.event.effective_on() or day,
            Receipt_Fiscal_Year=day.year,
            Receipt_Period=period_code(day),
            Reference_Number=_place(event),
            Amount=amount(posting.amount_minor, posting.currency),
            Currency_Code=posting.currency,
            Amount_Credit_Debit_Indicator=indicator(posting.amount_minor),
            Receipt_Type=type(event.event).__name__,
            Created_User_ID=event.actor.id,
            Created_Date=event.recorded_at.date(),
        )


def _applied(
    files: TableFiles,
    event: RecordedEvent,
    day: date,
    claim: ClaimReceived,
    debit: Posting,
    credit: Posting,
    moved: int,
) -> None:
    payment = getattr(event.event, "payment_id", None)
    files.row(
        "AR_Cash_Application",
        AR_Application_ID=_place(event),
        AR_Application_Date=event.event.effective_on() or day,
        AR_Application_Fiscal_Year=day.year,
        AR_Application_Period=period_code(day),
        Customer_Account_ID=str(claim.person_id),
        Receipt_ID=str(payment) if payment else "",
        Transaction_ID=str(event.aggregate_id),
        Amount=amount(moved, debit.currency),
        Currency_Code=debit.currency,
        Amount_Credit_Debit_Indicator=indicator(moved),
        GL_Debit_Account_Number=_number(debit.account),
        GL_Credit_Account_Number=_number(credit.account),
        Business_Unit_Code=claim.creditor_id,
        Created_User_ID=event.actor.id,
        Created_Date=event.recorded_at.date(),
    )


def _adjusted(
    files: TableFiles,
    event: RecordedEvent,
    day: date,
    claim: ClaimReceived,
    debit: Posting,
    credit: Posting,
    moved: int,
) -> None:
    files.row(
        "AR_Adjustments",
        Adjustment_ID=_place(event),
        Adjustment_Type=type(event.event).__name__,
        Transaction_ID=str(event.aggregate_id),
        Adjustment_Date=event.event.effective_on() or day,
        Adjustment_Fiscal_Year=day.year,
        Adjustment_Period=period_code(day),
        Customer_Account_ID=str(claim.person_id),
        Amount=amount(moved, debit.currency),
        Currency_Code=debit.currency,
        Amount_Credit_Debit_Indicator=indicator(moved),
        GL_Debit_Account_Number=_number(debit.account),
        GL_Credit_Account_Number=_number(credit.account),
        Business_Unit_Code=claim.creditor_id,
        Created_User_ID=event.actor.id,
        Created_Date=event.recorded_at.date(),
    )


def _place(event: RecordedEvent) -> str:
    return f"P{event.partition}-{event.position}"


def _number(account: Account) -> str:
    """As the chart has it; an account of cases is in no chart and has its name in the ledger."""
    return CHART[account].number if account in CHART else str(account)
