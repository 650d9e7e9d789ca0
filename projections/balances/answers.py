"""What the balances answer with. Amounts are minor units of ``currency``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PortfolioBalance:
    """Of one portfolio, or of a whole creditor (``portfolio`` None), in one currency."""

    creditor_id: str
    creditor: str
    portfolio: str | None
    currency: str
    cases: int
    open_cases: int
    payments: int
    claimed_minor: int
    added_minor: int
    principal_minor: int
    interest_minor: int
    fees_minor: int
    court_costs_minor: int
    collected_minor: int
    paid_to_creditor_minor: int
    written_off_minor: int
    owed_back_minor: int

    @property
    def paid_minor(self) -> int:
        """What of the debt was paid, to us or to the creditor."""
        return self.collected_minor + self.paid_to_creditor_minor

    @property
    def outstanding_minor(self) -> int:
        """What is still owed in all."""
        return self.principal_minor + self.interest_minor + self.fees_minor + self.court_costs_minor


@dataclass(frozen=True, slots=True)
class CaseBalance:
    """Of one case: what is still owed part by part, what was paid to whom, and what is owed back beside it."""

    case_id: UUID
    creditor_id: str
    creditor: str
    creditor_reference: str
    portfolio: str
    jurisdiction: str
    currency: str
    payment_reference: str
    status: str
    outcome: str | None
    payments: int
    claimed_minor: int
    added_minor: int
    principal_minor: int
    interest_minor: int
    fees_minor: int
    court_costs_minor: int
    collected_minor: int
    paid_to_creditor_minor: int
    written_off_minor: int
    owed_back_minor: int
    received_at: datetime
    closed_at: datetime | None
    partition: int
    position: int
    """Of the last event that changed any of this."""

    @property
    def outstanding_minor(self) -> int:
        """What is still owed in all."""
        return self.principal_minor + self.interest_minor + self.fees_minor + self.court_costs_minor


@dataclass(frozen=True, slots=True)
class CaseTerms:
    """What a command must know of a case, and what never changes: its currency, and whose debt it is."""

    case_id: UUID
    currency: str
    person_id: UUID


@dataclass(frozen=True, slots=True)
class Suspended:
    """A payment that found no case (or, below zero, money that the bank took): why, since when, for how long.

    ``owner`` looks after it, ``suggestions`` says how many cases are suggested for it and wait for a decision. From
    ``due_at`` on it has waited for too long.
    """

    payment_id: UUID
    currency: str
    amount_minor: int
    value_date: date
    source: str
    reason: str
    since: datetime
    age: timedelta
    owner: str | None
    suggestions: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class PaymentPlace:
    """Where a payment's money stands: received, suspense, matched or reversed; ``reason`` says why or how."""

    payment_id: UUID
    currency: str
    amount_minor: int
    value_date: date
    source: str
    status: str
    reason: str | None
    since: datetime


@dataclass(frozen=True, slots=True)
class PaidCase:
    """What it takes to say which case a payment would be for: ``owed_minor`` and ``paid_minor`` as they stand now."""

    payment_reference_key: str
    case_id: UUID
    creditor_id: str
    creditor_reference: str
    currency: str
    due_date: date
    is_open: bool
    owed_minor: int
    paid_minor: int


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many of some payments stand at a status."""

    status: str
    payments: int


@dataclass(frozen=True, slots=True)
class PaymentTotal:
    """The payments that stand in one place."""

    status: str
    currency: str
    payments: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """One account of the ledger: debit positive, credit negative."""

    currency: str
    account: str
    balance_minor: int
    postings: int


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """The sums of the accounts in debit and of those in credit."""

    currency: str
    debit_minor: int
    credit_minor: int

    @property
    def difference_minor(self) -> int:
        """Zero, or money has appeared or vanished."""
        return self.debit_minor - self.credit_minor


@dataclass(frozen=True, slots=True)
class ClientFunds:
    """What is on the client account, and what of it is owed to whom.

    ``untransferred_fees`` is the agency's own share, ``clearing`` is on its way, ``deductions`` was taken by the bank
    and is not explained, ``chargeback_loss`` was taken back after it had been refunded, and is for the agency to make
    good.
    """

    currency: str
    bank_minor: int
    client_payable_minor: int
    remittance_payable_minor: int
    untransferred_fees_minor: int
    refund_payable_minor: int
    suspense_minor: int
    clearing_minor: int
    deductions_minor: int
    chargeback_loss_minor: int

    @property
    def difference_minor(self) -> int:
        """Zero, or the client account holds something else than what is owed."""
        creditors = self.client_payable_minor + self.remittance_payable_minor + self.untransferred_fees_minor
        others = self.refund_payable_minor + self.suspense_minor + self.clearing_minor
        held = self.bank_minor + self.deductions_minor + self.chargeback_loss_minor
        return held - creditors - others


@dataclass(frozen=True, slots=True)
class CreditorFunds:
    """What of the client account is held because of a creditor's cases, and what of it is owed to whom.

    ``held`` is what its cases took over from payments, without what has been paid out. Of what is owed,
    ``untransferred_fees`` is the agency's own share, and ``refund_payable`` goes back to those who paid too much.
    """

    creditor_id: str
    currency: str
    held_minor: int
    client_payable_minor: int
    remittance_payable_minor: int
    untransferred_fees_minor: int
    refund_payable_minor: int

    @property
    def difference_minor(self) -> int:
        """Zero, or something else is held for the creditor than what is owed."""
        creditor = self.client_payable_minor + self.remittance_payable_minor
        return self.held_minor - creditor - self.untransferred_fees_minor - self.refund_payable_minor


@dataclass(frozen=True, slots=True)
class CreditorName:
    """A creditor, and one of its portfolios: None when it has handed over no claim."""

    creditor_id: str
    creditor: str
    former_names: list[str] | None
    portfolio: str | None


@dataclass(frozen=True, slots=True)
class RegisteredCreditor:
    """Who it is, and how many cases it has."""

    creditor_id: str
    name: str
    former_names: list[str]
    org_number: str | None
    jurisdiction: str
    iban: str | None
    registered_at: datetime
    cases: int
    open_cases: int
    partition: int
    position: int
    """Of its last event."""


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """What was agreed with a creditor from a day on. Basis points: 10,000 are the whole."""

    valid_from: date
    commission_basis_points: int
    vat_basis_points: int
    remittance: str
    fees_go_to: str
    commission_is: str
    product: str | None
    creditor_vat: str | None


@dataclass(frozen=True, slots=True)
class Label:
    """How people know a case or a payment. ``amount_minor`` is what a case still owes, or what a payment was of."""

    id: UUID
    kind: str
    creditor: str | None
    creditor_reference: str | None
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class InClearing:
    """What is on its way in a clearing account: zero when nothing is under way."""

    currency: str
    account: str
    amount_minor: int
