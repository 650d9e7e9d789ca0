"""The table of bank files, and what a decision needs to know of one."""

from __future__ import annotations

from typing import NamedTuple

from domain.kernel.aggregate import AggregateKind, Slice

RECEIVED: Slice[bool] = Slice(False)


class BankFileState(NamedTuple):
    """What decisions on a bank file depend on: whether it was received."""

    is_received: bool = RECEIVED.initial


BANK_FILE: AggregateKind[BankFileState] = AggregateKind("bank_file", BankFileState(), (RECEIVED,))
