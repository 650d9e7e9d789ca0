"""What each case, portfolio, payment and account of the ledger stands at."""

from __future__ import annotations

from collections.abc import Iterable

from domain.case.allocation.allocating import AllocationReversed, PaymentAllocated
from domain.case.claim.receiving import ClaimReceived
from domain.case.closure.closing import CaseClosed, CaseReopened
from domain.kernel.ledger import postings
from domain.payment.matching.matching import PaymentMatched, PaymentPutInSuspense
from domain.payment.receipt.receiving import PaymentReceived
from domain.payment.reversal.reversing import PaymentReversed
from infra.audit.checker.event import Seen
from infra.audit.checker.models.rows import Row, Rows, Table

_SUMMED = (
    *("claimed_minor", "principal_minor", "interest_minor", "fees_minor", "paid_minor", "overpaid_minor"),
    *("written_off_minor", "payments"),
)


def balances(events: Iterable[Seen]) -> Rows:
    """The four tables."""
    cases, payments = Table(("case_id",)), Table(("payment_id",))
    accounts = Table(("currency", "account", "partition"))
    for seen in events:
        _fold_case(cases, seen)
        _fold_payment(payments, seen)
        for posting in postings(seen.event):
            zero = {"balance_minor": 0, "postings": 0}
            account = accounts.at(
                partition=seen.partition, currency=posting.currency, account=str(posting.account), **zero
            )
            account["balance_minor"] += posting.amount_minor
            account["postings"] += 1
    tables = {"case_balance": cases, "portfolio_balance": _portfolios(cases)}
    return {**tables, "payment": payments, "ledger_account": accounts}


def _fold_case(cases: Table, seen: Seen) -> None:
    event = seen.event
    if isinstance(event, ClaimReceived):
        _open(cases, seen, event)
    elif isinstance(event, PaymentAllocated | AllocationReversed):
        sign = 1 if isinstance(event, PaymentAllocated) else -1
        case = _changed(cases, seen)
        case["payments"] += sign
        case["paid_minor"] += sign * event.amount_minor
        case["overpaid_minor"] += sign * event.overpaid_minor
        for part in ("principal_minor", "interest_minor", "fees_minor"):
            case[part] -= sign * getattr(event, part)
    elif isinstance(event, CaseClosed):
        case = _changed(cases, seen)
        case |= {"status": "closed", "outcome": event.outcome, "closed_at": seen.occurred_at}
        for part in ("principal", "interest", "fees"):
            written_off = getattr(event, f"{part}_written_off_minor")
            case[f"{part}_minor"] -= written_off
            case["written_off_minor"] += written_off
    elif isinstance(event, CaseReopened):
        case = _changed(cases, seen)
        case |= {"status": "open", "outcome": None, "closed_at": None}


def _open(cases: Table, seen: Seen, claim: ClaimReceived) -> None:
    cases.put(
        case_id=seen.aggregate_id,
        partition=seen.partition,
        creditor=claim.creditor,
        creditor_reference=claim.creditor_reference,
        portfolio=claim.portfolio,
        jurisdiction=claim.jurisdiction,
        currency=claim.currency,
        payment_reference=claim.payment_reference,
        status="open",
        outcome=None,
        claimed_minor=claim.principal_minor + claim.interest_minor + claim.fees_minor,
        principal_minor=claim.principal_minor,
        interest_minor=claim.interest_minor,
        fees_minor=claim.fees_minor,
        paid_minor=0,
        overpaid_minor=0,
        written_off_minor=0,
        payments=0,
        received_at=seen.occurred_at,
        closed_at=None,
        position=seen.position,
    )


def _changed(cases: Table, seen: Seen) -> Row:
    case = cases.rows[seen.aggregate_id,]
    case["position"] = seen.position
    return case


def _portfolios(cases: Table) -> Table:
    portfolios = Table(("creditor", "portfolio", "currency", "partition"))
    for case in cases.rows.values():
        key = {name: case[name] for name in ("partition", "creditor", "portfolio", "currency")}
        sums = portfolios.at(**key, cases=0, open_cases=0, **dict.fromkeys(_SUMMED, 0))
        sums["cases"] += 1
        sums["open_cases"] += case["status"] == "open"
        for name in _SUMMED:
            sums[name] += case[name]
    return portfolios


def _fold_payment(payments: Table, seen: Seen) -> None:
    event = seen.event
    stands = {"since": seen.occurred_at, "position": seen.position}
    if isinstance(event, PaymentReceived):
        payments.put(
            payment_id=seen.aggregate_id,
            partition=seen.partition,
            currency=event.currency,
            amount_minor=event.amount_minor,
            value_date=event.value_date,
            source=event.source,
            status="received",
            reason=None,
            **stands,
        )
    elif isinstance(event, PaymentPutInSuspense):
        payments.rows[seen.aggregate_id,] |= {"status": "suspense", "reason": event.reason, **stands}
    elif isinstance(event, PaymentMatched):
        payments.rows[seen.aggregate_id,] |= {"status": "matched", "reason": event.method, **stands}
    elif isinstance(event, PaymentReversed):
        payments.rows[seen.aggregate_id,] |= {"status": "reversed", "reason": event.reason, **stands}
