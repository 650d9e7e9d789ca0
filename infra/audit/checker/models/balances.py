"""What each case, portfolio, payment and account of the ledger stands at: sums of postings, one after another."""

from __future__ import annotations

from collections.abc import Iterable

from domain.case.claim.amending import ClaimAmended
from domain.case.claim.receiving import ClaimReceived
from domain.case.manager.assigning import CaseManagerAssigned
from domain.case.stages.state import stage_after
from domain.kernel.text import name_key, reference_key
from domain.payment.matching.matching import PaymentMatched
from domain.payment.matching.transferring import PaymentTransferred
from domain.payment.receipt.receiving import ReceiptFields
from domain.payment.refund.proposing import RefundProposed
from domain.payment.refund.state import refund_status_after
from domain.payment.state import PaymentStatus, goes_back_minor, status_after
from domain.payment.suggestion.assigning import SuspenseAssigned
from domain.payment.suggestion.rejecting import SuggestionRejected
from domain.payment.suggestion.suggesting import MatchSuggested
from infra.audit.checker.books import DEBT
from infra.audit.checker.collected import collected_by
from infra.audit.checker.event import Seen
from infra.audit.checker.models.approvals import ApprovalTable
from infra.audit.checker.models.bank import BankTables
from infra.audit.checker.models.creditors import CreditorTables
from infra.audit.checker.models.movements import COLUMNS, MovementTables, moved_by, status_after_event
from infra.audit.checker.models.rows import Row, Rows, Table

_SUMMED = (*(column for column, _ in COLUMNS.values()), "payments")


def balances(events: Iterable[Seen]) -> Rows:
    """The tables."""
    cases, payments = Table(("case_id",)), Table(("payment_id",))
    refunds = Table(("payment_id", "number"))
    accounts = Table(("currency", "account", "partition"))
    funds = Table(("creditor_id", "currency", "account", "partition"))
    creditors, bank, waiting = CreditorTables(), BankTables(), ApprovalTable()
    movements = MovementTables()
    collected = Table(("creditor_id", "currency", "partition", "position", "is_direct"))
    for seen in events:
        if seen.kind == "case":
            _fold_case(cases, seen)
            _fold_collected(collected, cases, seen)
        elif seen.kind == "payment":
            _fold_payment(payments, seen)
            _fold_refund(refunds, seen)
        elif seen.kind == "creditor":
            creditors.fold(seen)
        bank.fold(seen)
        waiting.fold(seen)
        movements.fold(seen, waiting.moved)
        for posting in seen.event.postings():
            zero = {"balance_minor": 0, "postings": 0}
            account = accounts.at(
                partition=seen.partition, currency=posting.currency, account=str(posting.account), **zero
            )
            account["balance_minor"] += posting.amount_minor
            account["postings"] += 1
        _fold_funds(funds, cases, seen)
    tables = {"case_balance": cases, "portfolio_balance": _portfolios(cases)}
    tables |= {"case_movement": movements.cases, "payment_movement": movements.payments}
    tables |= {"ledger_movement": movements.ledger, "approval_movement": movements.approvals, **movements.payouts}
    tables |= {"creditor": creditors.creditors, "contract_terms": creditors.terms}
    tables |= {"bank_file": bank.files, "bank_line": bank.lines, "deposit": bank.deposits}
    tables |= {"moved_otherwise": bank.moved, "bank_difference": bank.differences}
    tables |= {"collected": collected, "remittance": creditors.remittances, "refund": refunds}
    tables |= {"ledger_account": accounts, "creditor_funds": funds}
    return {**tables, "payment": payments, "approval": waiting.table}


def _fold_funds(funds: Table, cases: Table, seen: Seen) -> None:
    if seen.kind not in ("case", "creditor"):
        return
    for posting in seen.event.postings():
        if posting.account in DEBT:
            continue
        of_case = cases.rows.get((seen.aggregate_id,))
        creditor_id = of_case["creditor_id"] if of_case else getattr(seen.event, "creditor_id", None)
        place = {"partition": seen.partition, "currency": posting.currency, "account": str(posting.account)}
        funds.at(creditor_id=creditor_id, **place, balance_minor=0)["balance_minor"] += posting.amount_minor


def _fold_case(cases: Table, seen: Seen) -> None:
    event, postings, stage = seen.event, seen.event.postings(), stage_after(seen.event)
    if isinstance(event, ClaimReceived):
        _open(cases, seen, event)
    due_date = event.due_date if isinstance(event, ClaimAmended) else None
    is_given = isinstance(event, CaseManagerAssigned)
    if not postings and stage is None and due_date is None and not is_given:
        return
    case = _changed(cases, seen)
    if isinstance(event, CaseManagerAssigned):
        case["team"] = event.team
    case["due_date"] = due_date or case["due_date"]
    if stage is not None:
        case["stage"] = str(stage)
    if status := status_after_event(event, stage):
        case |= {**status, "closed_at": seen.occurred_at if status["status"] == "closed" else None}
    for column, minor in moved_by(postings).items():
        case[column] += minor


def _fold_collected(collected: Table, cases: Table, seen: Seen) -> None:
    for line in collected_by(seen):
        creditor_id = cases.rows[seen.aggregate_id,]["creditor_id"]
        place = {"partition": seen.partition, "position": seen.position, "case_id": seen.aggregate_id}
        parts = {f"{part}_minor": minor for part, minor in line.parts.items()}
        told = {"currency": line.currency, "is_direct": line.is_direct, "value_date": line.value_date}
        told["payment_id"] = getattr(seen.event, "payment_id", None)
        collected.put(creditor_id=creditor_id, **place, **told, **parts)


def _open(cases: Table, seen: Seen, claim: ClaimReceived) -> None:
    cases.put(
        case_id=seen.aggregate_id,
        partition=seen.partition,
        creditor_id=claim.creditor_id,
        creditor_reference=claim.creditor_reference,
        portfolio=claim.portfolio,
        jurisdiction=claim.jurisdiction,
        currency=claim.currency,
        payment_reference=claim.payment_reference,
        creditor_reference_key=name_key(claim.creditor_reference),
        payment_reference_key=reference_key(claim.payment_reference),
        person_id=claim.person_id,
        due_date=claim.due_date,
        received_at=seen.occurred_at,
        stage="registered",
        status="open",
        outcome=None,
        team=None,
        closed_at=None,
        position=seen.position,
        **dict.fromkeys(_SUMMED, 0),
    )


def _changed(cases: Table, seen: Seen) -> Row:
    case = cases.rows[seen.aggregate_id,]
    case["position"] = seen.position
    return case


def _portfolios(cases: Table) -> Table:
    portfolios = Table(("creditor_id", "portfolio", "currency", "partition"))
    for case in cases.rows.values():
        key = {name: case[name] for name in ("partition", "creditor_id", "portfolio", "currency")}
        sums = portfolios.at(**key, cases=0, open_cases=0, **dict.fromkeys(_SUMMED, 0))
        sums["cases"] += 1
        sums["open_cases"] += case["status"] == "open"
        for name in _SUMMED:
            sums[name] += case[name]
    return portfolios


def _fold_payment(payments: Table, seen: Seen) -> None:
    event, status = seen.event, status_after(seen.event)
    if isinstance(event, ReceiptFields):
        payments.put(
            payment_id=seen.aggregate_id,
            partition=seen.partition,
            currency=event.currency,
            amount_minor=event.amount_minor,
            value_date=event.value_date,
            source=event.source,
            status="",
            goes_back_minor=0,
            reason=None,
            since=seen.occurred_at,
            owner=None,
            suggestions=0,
            receiver_account=event.receiver_account,
            booked_date=event.booked_date or event.value_date,
            bank_file_id=event.bank_file_id,
            deposit_id=event.deposit_id,
            line_number=event.line_number,
            is_deduction=type(event).__name__ == "DeductionReceived",
            case_ids="{}",
            received_at=seen.occurred_at,
            position=seen.position,
        )
    row = payments.rows[seen.aggregate_id,]
    if isinstance(event, SuspenseAssigned):
        row["owner"] = event.owner
    elif isinstance(event, MatchSuggested | SuggestionRejected):
        row["suggestions"] += 1 if isinstance(event, MatchSuggested) else -1
    row["goes_back_minor"] += goes_back_minor(event)
    if status in (PaymentStatus.MATCHED, PaymentStatus.REVERSED, PaymentStatus.EXPLAINED, PaymentStatus.REFUND):
        row |= {"owner": None, "suggestions": 0}
    if status is not None:
        why = getattr(event, "reason", None) or getattr(event, "method", None)
        stands = {"status": str(status), "reason": why, "since": seen.occurred_at, "position": seen.position}
        portions = event.portions if isinstance(event, PaymentMatched | PaymentTransferred) else ()
        stands["case_ids"] = "{" + ",".join(str(one.case_id) for one in portions) + "}"
        row |= stands


def _fold_refund(refunds: Table, seen: Seen) -> None:
    event, status = seen.event, refund_status_after(seen.event)
    if status is None:
        return
    stands = {"status": str(status), "since": seen.occurred_at}
    if isinstance(event, RefundProposed):
        said = {"currency": event.currency, "amount_minor": event.amount_minor, "reason": str(event.reason)}
        place = {"payment_id": seen.aggregate_id, "number": event.number, "partition": seen.partition}
        by = {"proposed_by": event.proposed_by, "proposed_at": seen.occurred_at}
        refunds.put(**place, **said, **by, **stands, case_id=event.from_case)
    number: int = getattr(event, "number", 0)
    row = refunds.rows[seen.aggregate_id, number]
    row |= stands
