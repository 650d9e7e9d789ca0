"""What can be asked of the balances. Amounts are minor units; see ``reading`` for connections and transactions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg2.extensions import connection

from domain.kernel.text import name_key, reference_key
from projections.balances.amounts import AMOUNTS, PAID
from projections.balances.answers import (
    AccountBalance,
    CaseBalance,
    CaseTerms,
    ClientFunds,
    ContractTerms,
    CreditorFunds,
    CreditorName,
    InClearing,
    Label,
    PaidCase,
    PaymentPlace,
    PaymentTotal,
    PortfolioBalance,
    RegisteredCreditor,
    StatusCount,
    Suspended,
    TrialBalance,
)
from projections.balances.status import ask_status
from projections.kit.named_sql import statements
from projections.kit.reading import Row, ask
from projections.kit.then import Then

_SQL = statements(__package__, "queries.sql", amount=AMOUNTS, paid=PAID)

_SUSPENSE_THEN = ("suspense_then", "clocks_then")
PAGE = 1_000


def portfolio_balances(
    opened: connection, creditor_id: str | None = None, portfolio: str | None = None, then: Then | None = None
) -> list[PortfolioBalance]:
    """One line for each portfolio of each creditor and currency. Of another time it costs what moved until now."""
    chosen = {"creditor_id": creditor_id, "portfolio": portfolio}
    return _ask(opened, "portfolios", chosen, PortfolioBalance, then, ("portfolios_then",))


def creditor_balances(opened: connection, creditor_id: str | None = None) -> list[PortfolioBalance]:
    """One line for each creditor and currency, over all of its portfolios (``portfolio`` is None)."""
    return _ask(opened, "creditors", {"creditor_id": creditor_id}, PortfolioBalance)


def case_balance(opened: connection, case_id: UUID, then: Then | None = None) -> CaseBalance | None:
    """What one case stands or stood at; None when no claim of it has been folded, or none had come by then."""
    found = _cases(opened, then, case_id=case_id)
    return found[0] if found else None


def balances_of(opened: connection, case_ids: Iterable[UUID]) -> list[CaseBalance]:
    """What these cases stand at, by their ids; at most ``PAGE``."""
    return _cases(opened, case_ids=[str(one) for one in case_ids])


def case_terms(opened: connection, case_id: UUID) -> CaseTerms | None:
    """What never changes of a case; None when no claim of it has been folded."""
    found = ask(opened, _SQL["case_terms"], {"case_id": str(case_id)}, CaseTerms)
    return found[0] if found else None


def cases_with_payment_reference(opened: connection, reference: str, limit: int = PAGE) -> list[UUID]:
    """The cases that are paid with a reference, however it is written."""
    return _ids(opened, "with_payment_reference", reference_key(reference), limit)


def cases_with_creditor_reference(opened: connection, reference: str, limit: int = PAGE) -> list[UUID]:
    """The cases that a creditor, whichever, knows by a reference, however it is written."""
    return _ids(opened, "with_creditor_reference", name_key(reference), limit)


def _ids(opened: connection, statement: str, key: str, limit: int) -> list[UUID]:
    return [row.id for row in ask(opened, _SQL[statement], {"key": key, "limit": limit}, _Id)]


@dataclass(frozen=True, slots=True)
class _Id:
    id: UUID


def case_balances(
    opened: connection,
    creditor_id: str | None = None,
    portfolio: str | None = None,
    status: str | None = None,
    after: UUID | None = None,
    limit: int = PAGE,
    *,
    case_id: UUID | None = None,
    person_id: UUID | None = None,
    then: Then | None = None,
) -> list[CaseBalance]:
    """A page of cases in the order of their ids, beginning after the case ``after``. ``status`` is open or closed.

    Those for which everything holds that is given; ``person_id`` is whose debt it is. Of another time, the cases that
    had come in by then; a creditor is named as it is now.
    """
    chosen = {"creditor_id": creditor_id, "portfolio": portfolio, "status": status, "after": after, "limit": limit}
    return _cases(opened, then, **chosen, case_id=case_id, person_id=person_id)


def _cases(opened: connection, then: Then | None = None, **given: object) -> list[CaseBalance]:
    nothing = {
        "case_id": None,
        "case_ids": None,
        "creditor_id": None,
        "portfolio": None,
        "person_id": None,
        "status": None,
        "after": None,
        "limit": PAGE,
    }
    # Ids as text: PostgreSQL makes UUIDs of them, whatever adapters the caller's process has registered.
    parameters = {name: str(value) if isinstance(value, UUID) else value for name, value in given.items()}
    return _ask(opened, "cases", nothing | parameters, CaseBalance, then, ("cases_then",))


def suspense(
    opened: connection,
    at: datetime,
    limit: int = PAGE,
    after: tuple[datetime, UUID] | None = None,
    *,
    since_before: datetime | None = None,
    owner: str | None = None,
    amounts: Mapping[str, int] | None = None,
    newest_first: bool = False,
    then: Then | None = None,
) -> list[Suspended]:
    """A page of the money that found no case, longest first or newest first, with its age at the time ``at``.

    It begins behind the payment that has waited since ``after``; with ``since_before``, only what waits since then.
    With ``owner``, only what that person looks after ("": what nobody does). With ``amounts``, only what is just so
    much in its currency: minor units by currency, of what the bank took away as well.
    """
    parameters = {"at": at, "limit": limit, **_of_suspense(since_before, owner, amounts)}
    parameters |= {"after_since": after and after[0], "after_id": after and str(after[1])}
    order = "newest_first" if newest_first else "longest_first"
    return _ask(opened, "suspended", parameters, Suspended, then, _SUSPENSE_THEN, order)


def suspense_count(
    opened: connection,
    since_before: datetime | None = None,
    owner: str | None = None,
    amounts: Mapping[str, int] | None = None,
    then: Then | None = None,
) -> int:
    """How many payments wait for a case; of whom and how much, as `suspense` says it."""
    chosen = _of_suspense(since_before, owner, amounts)
    [found] = _ask(opened, "suspended_count", chosen, int, then, _SUSPENSE_THEN)
    return found


def _ask(
    opened: connection,
    question: str,
    parameters: Mapping[str, object],
    row: type[Row],
    then: Then | None = None,
    stood: Sequence[str] = (),
    *more: str,
) -> list[Row]:
    return ask_status(opened, "\n".join(_SQL[one] for one in (question, *more)), parameters, row, then, *stood)


def _of_suspense(
    since_before: datetime | None, owner: str | None, amounts: Mapping[str, int] | None
) -> dict[str, object]:
    return {
        "since_before": since_before,
        "owner": owner,
        "amounts": None if amounts is None else json.dumps(dict(amounts)),
    }


def creditor_names(opened: connection) -> list[CreditorName]:
    """Every creditor, with each of its portfolios."""
    return ask(opened, _SQL["creditor_names"], {}, CreditorName)


def registered_creditors(opened: connection, creditor_id: str | None = None) -> list[RegisteredCreditor]:
    """All creditors in the order of their ids, or the one of an id."""
    return ask(opened, _SQL["registered"], {"creditor_id": creditor_id}, RegisteredCreditor)


def contract_terms(opened: connection, creditor_id: str) -> list[ContractTerms]:
    """All terms that were agreed with a creditor, by the day from which they hold."""
    return ask(opened, _SQL["terms"], {"creditor_id": creditor_id}, ContractTerms)


def labels(opened: connection, ids: Iterable[UUID]) -> dict[UUID, Label]:
    """How people know these cases and payments; those that were not folded yet are left out."""
    found = ask(opened, _SQL["labels"], {"ids": [str(one) for one in ids]}, Label)
    return {label.id: label for label in found}


def payment_place(opened: connection, payment_id: UUID) -> PaymentPlace | None:
    """Where one payment's money stands; None when it has not been folded."""
    found = payment_places(opened, [payment_id])
    return found[0] if found else None


def payment_places(opened: connection, payment_ids: Iterable[UUID]) -> list[PaymentPlace]:
    """Where the money of each of these payments stands, the latest value date first."""
    return ask(opened, _SQL["payments"], {"payment_ids": [str(one) for one in payment_ids]}, PaymentPlace)


def payment_statuses(opened: connection, payment_ids: Iterable[UUID]) -> list[StatusCount]:
    """How many of these payments stand where; one that is not reflected yet is not counted."""
    return ask(opened, _SQL["payment_statuses"], {"payment_ids": [str(one) for one in payment_ids]}, StatusCount)


def cases_paid_with(opened: connection, reference_keys: Iterable[str]) -> list[PaidCase]:
    """The cases that carry any of these references, as ``reference_key`` gives them."""
    return ask(opened, _SQL["cases_paid_with"], {"keys": list(reference_keys)}, PaidCase)


def payment_totals(opened: connection) -> list[PaymentTotal]:
    """How many payments, and how much money, stand where."""
    return ask(opened, _SQL["payment_totals"], {}, PaymentTotal)


def accounts(opened: connection, then: Then | None = None) -> list[AccountBalance]:
    """The ledger's accounts in each currency. Of another time it costs what was ever posted."""
    return _ask(opened, "accounts", {}, AccountBalance, then, ("accounts_then",))


def trial_balance(opened: connection, then: Then | None = None) -> list[TrialBalance]:
    """Debits and credits in each currency: their difference is zero, always."""
    return _ask(opened, "trial_balance", {}, TrialBalance, then, ("accounts_then",))


def client_funds(opened: connection, then: Then | None = None) -> list[ClientFunds]:
    """What is on the client account in each currency, and to whom it is owed: never more, never less."""
    return _ask(opened, "client_funds", {}, ClientFunds, then, ("accounts_then",))


def creditor_funds(opened: connection) -> list[CreditorFunds]:
    """What of it is held because of each creditor, in each currency, and to whom it is owed."""
    return ask(opened, _SQL["creditor_funds"], {}, CreditorFunds)


def clearing(opened: connection) -> list[InClearing]:
    """What is on its way between payments and cases, by currency and account."""
    return _ask(opened, "clearing", {}, InClearing)
