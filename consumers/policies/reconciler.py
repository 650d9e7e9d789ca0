"""The reconciler: looks at each bank account and day whose statement has come, and has a difference put on record.

It waits until nothing more comes of an account, so that a file which is being imported is not judged half. A line that
comes later changes the day, which is then judged anew; so is one that somebody judged by other figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from consumers.policies.policy import Intent, Lookup, Policy
from domain.bank_account.explaining import DifferenceExplained
from domain.bank_account.figures import BankDay, BankReport, bank_days, said_of
from domain.bank_account.movement import bank_movement
from domain.bank_account.reconciling import (
    AccountReconciled,
    DifferenceCleared,
    ReconcileBankDay,
    ReconciliationDifferenceChanged,
    ReconciliationDifferenceFound,
)
from domain.deposit.receiving import DepositKind, DepositReceived
from domain.kernel.identity import bank_account_id
from domain.kernel.recorded import RecordedEvent
from domain.payment.receipt.deducting import DeductionReceived
from domain.payment.receipt.receiving import PaymentReceived
from domain.payment.reversal.confirming import ReversalConfirmed
from domain.payment.reversal.reversing import PaymentReversed
from infra.metrics.catalogue import BANK_DIFFERENCES
from projections.kit.named_sql import statements

_SQL = statements("consumers.policies", "reconciler.sql")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

QUIET = timedelta(seconds=2)
"""So long nothing may have come of an account before its days are judged."""
JUDGED_AT_ONCE_MAX = 20

MOVING = frozenset({PaymentReceived, DeductionReceived, PaymentReversed, ReversalConfirmed})
SAYING = frozenset({AccountReconciled, ReconciliationDifferenceFound, ReconciliationDifferenceChanged})
ENDING = frozenset({DifferenceExplained, DifferenceCleared})


class Reconciler(Policy):
    """Keeps what bank and ledger moved on each account, by day."""

    name = "reconciler"
    definition = 2
    handled = MOVING | SAYING | ENDING | {DepositReceived}
    tables = _SQL["tables"]
    expected_refusals = frozenset({"bank_day_known"})

    def react(self, lookup: Lookup, event: RecordedEvent) -> Iterable[Intent]:
        """Remember. Nothing follows from an event alone."""
        happened: Any = event.event
        account = {"account_id": event.aggregate_id.bytes}
        match happened:
            case DepositReceived():
                lookup.execute(_SQL["remember_report"], {"deposit_id": event.aggregate_id.bytes} | _report(happened))
            case DifferenceExplained() | DifferenceCleared():
                lookup.execute(_SQL["close"], account | {"number": happened.number})
                return ()
            case AccountReconciled() | ReconciliationDifferenceFound() | ReconciliationDifferenceChanged():
                lookup.execute(
                    _SQL["on_record"], _key(happened) | {"day": happened.day.isoformat(), "said": _text(happened)}
                )
                if isinstance(happened, ReconciliationDifferenceFound):
                    told = {"receiver_account": happened.receiver_account, "number": happened.number}
                    lookup.execute(_SQL["open"], account | told)
            case _:
                if (moved := bank_movement(happened)) is None:
                    return ()
                lookup.execute(_SQL["move"], moved._asdict() | {"day": moved.day.isoformat()})
        lookup.execute(_SQL["touch"], _key(happened) | {"event_id": event.event_id.bytes})
        return ()

    def when_caught_up(self, lookup: Lookup, now: datetime) -> Iterable[Intent]:
        """A ReconcileBankDay for each day that stands otherwise than it is on record."""
        lookup.execute(_SQL["rest"], {"now": _microseconds(now)})
        quiet = {"quiet_before": _microseconds(now - QUIET), "limit": JUDGED_AT_ONCE_MAX}
        for receiver_account, currency, event_id in lookup.execute(_SQL["to_judge"], quiet).fetchall():
            key = {"receiver_account": receiver_account, "currency": currency}
            known = {day: told for day, *told in lookup.execute(_SQL["judged"], key)}
            for one in _days(lookup, receiver_account, currency):
                if _text(one) not in known.get(one.day.isoformat(), ()):
                    lookup.execute(_SQL["asked"], key | {"day": one.day.isoformat(), "said": _text(one)})
                    yield _intent(one, UUID(bytes=event_id))
            lookup.execute(_SQL["done"], key)
        BANK_DIFFERENCES.by().set(lookup.execute(_SQL["count_open"]).fetchone()[0])


def _intent(one: BankDay, event_id: UUID) -> Intent:
    """Of one event several days of the account may follow: each has its own command."""
    account = bank_account_id(one.receiver_account, one.currency)
    return Intent(account, ReconcileBankDay(*astuple(one)), event_id, account, beside=one.day.isoformat())


def _days(lookup: Lookup, receiver_account: str, currency: str) -> list[BankDay]:
    key = {"receiver_account": receiver_account, "currency": currency}
    reports = [
        BankReport(DepositKind(kind), serial, date.fromisoformat(first), date.fromisoformat(day), *amounts)
        for kind, serial, first, day, *amounts in lookup.execute(_SQL["reports"], key)
    ]
    ledger = {date.fromisoformat(day): minor for day, minor in lookup.execute(_SQL["moved"], key)}
    return bank_days(receiver_account, currency, reports, ledger)


def _report(told: DepositReceived) -> dict[str, Any]:
    same = ("receiver_account", "currency", "serial", "amount_minor", "opening_minor", "closing_minor")
    days = {"first_date": told.first_date.isoformat(), "day": told.booked_date.isoformat()}
    return {name: getattr(told, name) for name in same} | days | {"kind": told.kind.value}


def _key(event: Any) -> dict[str, str]:
    return {"receiver_account": event.receiver_account, "currency": event.currency}


def _text(day: BankDay) -> str:
    return " ".join(map(str, astuple(said_of(day))))


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)
