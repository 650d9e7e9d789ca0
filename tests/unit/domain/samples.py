"""Messages as they might come in, for the tests of the domain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from domain.case.allocation.allocating import AllocatePayment
from domain.case.claim.receiving import ReceiveClaim
from domain.case.state import CASE, CaseState
from domain.kernel.aggregate import AggregateKind, Command, Event, Refusal
from domain.payment.receipt.receiving import PaymentReference, ReceivePayment
from domain.payment.state import PAYMENT, PaymentState

PERSON = UUID(int=7)

CLAIM = ReceiveClaim(
    creditor="Norrkraft Energi",
    creditor_reference="F-1001",
    portfolio="2026-03",
    jurisdiction="SE",
    currency="SEK",
    principal_minor=100_000,
    interest_minor=1_500,
    fees_minor=24_000,
    due_date=date(2026, 1, 30),
    payment_reference="655969",
    person_id=PERSON,
    debtor_name="Åsa Öberg",
    debtor_email=None,
    description="Electricity, December",
    pay_by=date(2026, 3, 16),
)
CLAIM_TOTAL_MINOR = 125_500

PAYMENT_LINE = ReceivePayment(
    source="bgmax",
    receiver_account="9912346",
    currency="SEK",
    amount_minor=125_500,
    value_date=date(2026, 3, 10),
    references=(PaymentReference("655969", 0),),
    person_id=PERSON,
    payer_name="Åsa Öberg",
    payer_account=None,
    message=None,
)


def after(kind: AggregateKind[Any], *commands: Command, state: Any = None) -> Any:
    """The state after these commands, all of which must be accepted."""
    state = kind.initial if state is None else state
    for command in commands:
        for event in accepted(kind, state, command):
            state = kind.evolve(state, event)
    return state


def accepted(kind: AggregateKind[Any], state: Any, command: Command) -> list[Event]:
    """The events that the command causes; the test fails if it is refused."""
    decision = kind.decide(state, command)
    assert not isinstance(decision, Refusal), decision
    return list(decision)


def refusal_code(kind: AggregateKind[Any], state: Any, command: Command) -> str:
    """The code of the refusal; the test fails if the command is accepted."""
    decision = kind.decide(state, command)
    assert isinstance(decision, Refusal), decision
    assert decision.message.endswith("."), "a refusal speaks in sentences"
    return decision.code


def open_case(**changes: Any) -> CaseState:
    """A case whose claim has been received."""
    state: CaseState = after(CASE, replace(CLAIM, **changes))
    return state


def received_payment(**changes: Any) -> PaymentState:
    """A payment that has been received and not been placed."""
    state: PaymentState = after(PAYMENT, replace(PAYMENT_LINE, **changes))
    return state


def allocation(amount_minor: int, payment: UUID | None = None, on: date = date(2026, 3, 10)) -> AllocatePayment:
    """A payment of this amount, to be laid on the case."""
    return AllocatePayment(payment or uuid4(), "SEK", amount_minor, on)
