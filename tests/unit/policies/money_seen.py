"""What the little ledger shows of money: where each payment stands, and what each account holds."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from domain.case.state import CaseState
from domain.kernel.ledger import Account
from domain.payment.state import PaymentState, PaymentStatus
from tests.unit.policies.little_ledger import LittleLedger


def case_state(ledger: LittleLedger, case_id: UUID) -> CaseState:
    state = ledger.states[case_id]
    assert isinstance(state, CaseState)
    return state


def status(ledger: LittleLedger, payment_id: UUID) -> PaymentStatus:
    state = ledger.states[payment_id]
    assert isinstance(state, PaymentState)
    return state.status


def balances(ledger: LittleLedger) -> Counter[Account]:
    sums: Counter[Account] = Counter()
    for event in ledger.events():
        for posting in event.event.postings():
            sums[posting.account] += posting.amount_minor
    return sums


def count(ledger: LittleLedger, kind: type) -> int:
    return sum(isinstance(event.event, kind) for event in ledger.events())
