"""The table of bank files, and what a decision needs to know of one."""

from __future__ import annotations

from typing import NamedTuple

from domain.kernel.aggregate import AggregateKind, Slice

RECEIVED: Slice[bool] = Slice(False)
TOLD: Slice[int] = Slice(0)


class BankFileState(NamedTuple):
    """What decisions on a bank file depend on: whether it was received, and how many of its lines were told."""

    is_received: bool = RECEIVED.initial
    told: int = TOLD.initial


BANK_FILE: AggregateKind[BankFileState] = AggregateKind("bank_file", BankFileState(), (RECEIVED, TOLD))
