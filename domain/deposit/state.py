"""The table of deposits, and what a decision needs to know of one."""

from __future__ import annotations

from typing import NamedTuple

from domain.kernel.aggregate import AggregateKind, Slice

TOLD: Slice[bool] = Slice(False)


class DepositState(NamedTuple):
    """What decisions on a deposit depend on: whether the bank has told of it."""

    is_told: bool = TOLD.initial


DEPOSIT: AggregateKind[DepositState] = AggregateKind("deposit", DepositState(), (TOLD,))
