"""A creditor hands over a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from domain.case.claim.claiming_interest import refuse_interest_from
from domain.case.claim.issuing import issued_reference
from domain.case.claim.state import CLAIM, Claim
from domain.case.deadlines.setting import DeadlineSet, demand
from domain.case.debtors.state import CaseDebtor
from domain.case.stages.state import Stage
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context, Decision
from domain.kernel.directory import CREDITOR_UNKNOWN, CreditorEntry
from domain.kernel.identity import case_id
from domain.kernel.ledger import RECEIVABLES, Account, Posting, transfer
from domain.kernel.limits import CreditorId, Length, NameOfSomething
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import MINOR_UNIT_DIGITS, money_text
from domain.kernel.national_id import national_id_of_anybody
from domain.kernel.personal import Personal
from domain.kernel.refusal import Refusal
from domain.kernel.text import reference_key
from domain.law.codes import CreditorVat, Debtor, Product
from domain.law.needed import refuse_unless_rules_are_on_file
from domain.person.cases.state import DebtorRole


@dataclass(frozen=True, slots=True)
class ClaimFields:
    """A claim as its creditor states it. Amounts are minor units of ``currency``.

    Principal, interest and fees are apart, never folded into each other (SE inkassolag 5 §). ``interest_from`` is the
    first day of the late interest that is claimed beside ``interest_minor``, and comes up day by day; None, when none
    is. ``debtor_kind`` and ``product`` are None when the creditor does not say it.
    """

    creditor_id: CreditorId
    creditor_reference: NameOfSomething
    portfolio: NameOfSomething
    jurisdiction: str
    currency: str
    principal_minor: int
    interest_minor: int
    fees_minor: int
    due_date: date
    interest_from: date | None
    debtor_kind: Debtor | None
    product: Product | None
    payment_reference: str
    person_id: UUID
    debtor_name: Personal[str]
    debtor_email: Personal[str | None]
    debtor_national_id: Personal[str | None]
    description: Annotated[Personal[str], Length(2_000)]


@CASE.command
@dataclass(frozen=True, slots=True)
class ReceiveClaim(ClaimFields, Command):
    """Receive this claim. ``pay_by`` sets a first payment deadline; without a payment reference it is given one."""

    pay_by: date | None

    def belongs_to(self) -> UUID:
        """The case of this reference at this creditor."""
        return case_id(self.creditor_id, self.creditor_reference)

    @classmethod
    def as_asked(cls, events: Sequence[Event], decided_at: datetime) -> Mapping[str, Any]:
        """The first deadline is an event of its own, and a reference of ours was not asked for."""
        by_us = any(getattr(event, "reference_issued", False) for event in events)
        days = [event.due_date for event in events if isinstance(event, DeadlineSet)]
        asked = {"pay_by": days[0] if days else None, "debtor_national_id": None}
        return {**asked, "payment_reference": ""} if by_us else asked


@CASE.event
@dataclass(frozen=True, slots=True)
class ClaimReceived(ClaimFields, Event):
    """A claim came in at ``received_at`` (UTC), and with it a case.

    ``creditor_name`` is what the creditor was called then; with ``reference_issued``, the payment reference is ours.
    ``product`` is that of the creditor's terms where the claim did not say it, and ``creditor_vat`` is theirs too.
    """

    received_at: datetime
    creditor_name: str
    reference_issued: bool
    creditor_vat: CreditorVat | None

    MOVES_TO = Stage.REGISTERED
    OPENS_CASE = True

    def sentence(self) -> str:
        """Whose claim, and how much of what."""
        amounts = {"principal": self.principal_minor, "interest": self.interest_minor, "fees": self.fees_minor}
        parts = ", ".join(f"{name} {money_text(minor, self.currency)}" for name, minor in amounts.items())
        issued = f"; payment reference {self.payment_reference} issued" if self.reference_issued else ""
        return f"Claim {self.creditor_reference} of {self.creditor_name} received: {parts}{issued}"

    def debtor(self) -> CaseDebtor:
        """The main debtor."""
        return CaseDebtor(self.person_id, DebtorRole.MAIN_DEBTOR, self.debtor_name, self.debtor_email)

    def postings(self) -> Sequence[Posting]:
        """The debtor owes each part; the whole is handed over by the creditor."""
        return [
            *transfer(RECEIVABLES["principal"], Account.CLAIMS_HANDED_OVER, self.principal_minor, self.currency),
            *transfer(RECEIVABLES["interest"], Account.CLAIMS_HANDED_OVER, self.interest_minor, self.currency),
            *transfer(RECEIVABLES["fees"], Account.CLAIMS_HANDED_OVER, self.fees_minor, self.currency),
        ]


@CASE.decides(ReceiveClaim)
def decide_receive_claim(state: CaseState, command: ReceiveClaim, context: Context) -> Decision:
    """Refuses a second claim under the same reference, of nobody who is registered, of nothing, or without rules."""
    if state.life.stage is not Stage.UNKNOWN:
        return Refusal(
            "claim_already_received",
            "The creditor has handed over a claim with this reference before, and this one differs from it.",
        )
    if command.currency not in MINOR_UNIT_DIGITS:
        return Refusal("currency_unknown", "The currency of the claim is not known.")
    if refusal := refuse_unless_rules_are_on_file(command.jurisdiction, command.due_date):
        return refusal
    creditor = context.creditors.get(command.creditor_id)
    if creditor is None:
        return CREDITOR_UNKNOWN
    if refusal := _refuse_interest(command, context):
        return refusal
    amounts = (command.principal_minor, command.interest_minor, command.fees_minor)
    if command.principal_minor <= 0 or min(amounts) < 0:
        return Refusal("amount_invalid", "A claim needs a principal above zero, and no amount below zero.")
    national_id = _national_id(command, context)
    if command.debtor_national_id is not None and national_id is None:
        return Refusal("national_id_invalid", "The debtor's national id is no valid one of that jurisdiction.")
    received = _received(command, national_id, creditor, context)
    if command.pay_by is None:
        return [received]
    first = demand(CASE.evolve(state, received), command.pay_by, sum(amounts), context)
    return first if isinstance(first, Refusal) else [received, first]


def _refuse_interest(command: ReceiveClaim, context: Context) -> Refusal | None:
    today = context.day(command.jurisdiction)
    return refuse_interest_from(
        command.jurisdiction, command.currency, command.interest_from, command.due_date, command.debtor_kind, today
    )


def _national_id(command: ReceiveClaim, context: Context) -> str | None:
    number, day = command.debtor_national_id, context.occurred_at.date()
    return None if number is None else national_id_of_anybody(command.jurisdiction, number, day)


def _received(
    command: ReceiveClaim, national_id: str | None, creditor: CreditorEntry, context: Context
) -> ClaimReceived:
    reference = reference_key(command.payment_reference) and command.payment_reference
    terms = creditor.terms_on(context.day(command.jurisdiction))
    return caused_by(
        command,
        ClaimReceived,
        debtor_national_id=national_id,
        received_at=context.occurred_at,
        creditor_name=creditor.name,
        payment_reference=reference or issued_reference(command.belongs_to(), command.jurisdiction),
        reference_issued=not reference,
        product=command.product or terms.product,
        creditor_vat=terms.creditor_vat,
    )


@CLAIM.on(ClaimReceived)
def claim_received(claim: Claim, event: ClaimReceived) -> Claim:
    """What decisions need of it."""
    return Claim(
        event.jurisdiction,
        event.currency,
        event.received_at,
        event.due_date,
        event.principal_minor,
        event.interest_from,
        event.debtor_kind,
        event.product,
        event.creditor_vat,
    )
