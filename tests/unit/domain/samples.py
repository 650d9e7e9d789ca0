"""Messages as they might come in, for the tests of the domain."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from domain.case.allocation.allocating import AllocatePayment
from domain.case.claim.amending import AmendClaim
from domain.case.claim.receiving import ReceiveClaim
from domain.case.closure.closing import NEEDS_HOLD, Outcome
from domain.case.contacts.contact import Channel
from domain.case.disputes.raising import Grounds, RaiseDispute
from domain.case.disputes.resolving import ResolveDispute
from domain.case.disputes.state import DisputeOutcome
from domain.case.holds.placing import PlaceHold
from domain.case.state import CASE, CaseState
from domain.catalogue import KINDS
from domain.kernel.aggregate import AggregateKind
from domain.kernel.decision import Context
from domain.kernel.directory import CreditorEntry
from domain.kernel.message import Command, Event
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal
from domain.payment.receipt.receiving import PaymentReference, ReceivePayment
from domain.payment.state import PAYMENT, PaymentState

assert CASE in KINDS and PAYMENT in KINDS, "the catalogue has imported every theme: each slice knows its events"

PERSON = UUID(int=7)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
AGENT = Actor("user", "agent-7")
CREDITOR_ID = "norrkraft"
CREDITOR_NAME = "Norrkraft Energi"
CREDITORS = {CREDITOR_ID: CreditorEntry(CREDITOR_ID, CREDITOR_NAME)}
CONTEXT = Context(NOW, NOW, AGENT, CREDITORS)
BY_ANOTHER = replace(CONTEXT, actor=Actor("user", "agent-9"))
"""What somebody else approves."""

CLAIM = ReceiveClaim(
    creditor_id=CREDITOR_ID,
    creditor_reference="F-1001",
    portfolio="2026-03",
    jurisdiction="SE",
    currency="SEK",
    principal_minor=100_000,
    interest_minor=1_500,
    fees_minor=24_000,
    due_date=date(2026, 1, 30),
    interest_from=None,
    debtor_kind=None,
    product=None,
    payment_reference="655969",
    person_id=PERSON,
    debtor_name="Åsa Öberg",
    debtor_email=None,
    debtor_national_id=None,
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


def at(instant: datetime) -> Context:
    """Decided when it happens, at this instant."""
    return Context(instant, instant, AGENT, CREDITORS)


def after(kind: AggregateKind[Any], *commands: Command, state: Any = None, context: Context = CONTEXT) -> Any:
    """The state after these commands, all of which must be accepted."""
    state = kind.initial if state is None else state
    for command in commands:
        state = kind.evolve_all(state, accepted(kind, state, command, context))
    return state


def accepted(kind: AggregateKind[Any], state: Any, command: Command, context: Context = CONTEXT) -> list[Event]:
    """The events that the command causes; the test fails if it is refused."""
    decision = kind.decide(state, command, _when(command, context))
    assert not isinstance(decision, Refusal), decision
    return list(decision)


def refusal_code(kind: AggregateKind[Any], state: Any, command: Command, context: Context = CONTEXT) -> str:
    """The code of the refusal; the test fails if the command is accepted."""
    decision = kind.decide(state, command, _when(command, context))
    assert isinstance(decision, Refusal), decision
    assert decision.message.endswith("."), "a refusal speaks in sentences"
    return decision.code


def _when(command: Command, context: Context) -> Context:
    """What says that a time has come is decided when it has."""
    return replace(context, now=max(context.now, getattr(command, "as_of", context.now)))


def open_case(**changes: Any) -> CaseState:
    """A case whose claim has been received."""
    state: CaseState = after(CASE, replace(CLAIM, **changes))
    return state


def received_payment(**changes: Any) -> PaymentState:
    """A payment that has been received and not been placed."""
    state: PaymentState = after(PAYMENT, replace(PAYMENT_LINE, **changes))
    return state


def allocation(amount_minor: int, payment: UUID | None = None, on: date = date(2026, 3, 10)) -> AllocatePayment:
    """A payment of this amount, to be allocated to the case."""
    return AllocatePayment(payment or uuid4(), "SEK", amount_minor, on)


def leading_to(outcome: Outcome) -> tuple[Command, ...]:
    """What must have come about on an open case before a person can close it like this."""
    if hold := NEEDS_HOLD.get(outcome):
        return (PlaceHold(hold, "as_told", NOW.date()),)
    if outcome is Outcome.UPHELD_DISPUTE:
        dispute = RaiseDispute(Grounds.NOT_MINE, None, Channel.PHONE, PERSON, "It is not mine.")
        return (dispute, ResolveDispute(1, DisputeOutcome.UPHELD, None, "not_theirs", Channel.LETTER))
    if outcome is Outcome.TIME_BARRED:
        return (AmendClaim(date(2012, 1, 30), PERSON, None, "invoice_misread"),)
    return ()
