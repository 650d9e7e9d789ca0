"""Who acts for a person: the slice ``representatives`` of a person's state."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.aggregate import Slice


@dataclass(frozen=True, slots=True)
class Representatives:
    """Ids of those who act for the person now; each is a person too. Some of them advise on debts."""

    acting: frozenset[UUID] = frozenset()
    debt_advisers: frozenset[UUID] = frozenset()


REPRESENTATIVES: Slice[Representatives] = Slice(Representatives())
