"""The table of creditors, and what a decision needs to know of one: the slices put together."""

from __future__ import annotations

from typing import NamedTuple

from domain.creditor.account.state import ACCOUNT, PayoutAccount
from domain.creditor.contract.state import CONTRACT, Contract
from domain.creditor.registration.state import IDENTITY, Identity
from domain.creditor.remittance.state import REMITTANCES, Remittances
from domain.kernel.aggregate import AggregateKind
from domain.kernel.balance_slice import balance_slice
from domain.kernel.directory import CREDITOR_UNKNOWN, ClaimTerms, CreditorEntry
from domain.kernel.ledger import Balance
from domain.kernel.refusal import Refusal

BALANCE = balance_slice()


class CreditorState(NamedTuple):
    """What decisions on a creditor depend on."""

    identity: Identity = IDENTITY.initial
    contract: Contract = CONTRACT.initial
    account: PayoutAccount = ACCOUNT.initial
    remittances: Remittances = REMITTANCES.initial
    balance: Balance = BALANCE.initial


def entry_of(state: CreditorState) -> CreditorEntry:
    """What decisions on other aggregates may know of a creditor."""
    known = state.identity
    terms = tuple(ClaimTerms(one.valid_from, one.product, one.creditor_vat) for one in state.contract.terms)
    return CreditorEntry(known.creditor_id, known.name, known.former_names, terms)


CREDITOR: AggregateKind[CreditorState] = AggregateKind(
    "creditor", CreditorState(), (IDENTITY, CONTRACT, ACCOUNT, REMITTANCES, BALANCE), entry_of=entry_of
)


def refuse_unless_registered(state: CreditorState) -> Refusal | None:
    """Why nothing can be done with this creditor, or None when it is registered."""
    return None if state.identity.creditor_id else CREDITOR_UNKNOWN
