"""What an event moves on a bank account of ours: on which, on which of the bank's days, and how much."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from domain.kernel.ledger import Account
from domain.kernel.message import Event


class BankMovement(NamedTuple):
    """``amount_minor`` of ``currency``, below zero where money leaves, on the day on which the bank books it."""

    receiver_account: str
    currency: str
    day: date
    amount_minor: int


def bank_movement(event: Event) -> BankMovement | None:
    """None for an event that leaves the client funds in the bank as they are.

    One that moves them says of which account (``receiver_account``) and on which day (``booked_date``; where nobody
    said, the bank's value date).
    """
    moved = [one for one in event.postings() if one.account is Account.BANK_CLIENT_FUNDS]
    if not moved:
        return None
    said: Any = event
    day = said.booked_date or said.value_date
    return BankMovement(said.receiver_account, moved[0].currency, day, sum(one.amount_minor for one in moved))
