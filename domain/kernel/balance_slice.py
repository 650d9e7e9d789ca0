"""The slice that every kind of aggregate has that moves money: what stands on each account because of it."""

from __future__ import annotations

from domain.kernel.aggregate import Slice
from domain.kernel.ledger import Balance
from domain.kernel.message import Event, moves_money


def balance_slice() -> Slice[Balance]:
    """A new one: it follows the postings of every event, and no event has to name it."""
    balance = Slice(Balance())
    balance.when(moves_money)(_after)
    return balance


def _after(balance: Balance, event: Event) -> Balance:
    return balance.after(event.postings())
