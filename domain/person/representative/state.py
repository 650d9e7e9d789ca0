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

    def having(self, one: UUID, *, advises: bool) -> Representatives:
        """With one more."""
        return Representatives(self.acting | {one}, self.debt_advisers | {one} if advises else self.debt_advisers)

    def without(self, one: UUID) -> Representatives:
        """With one less."""
        return Representatives(self.acting - {one}, self.debt_advisers - {one})

    def in_order(self) -> tuple[UUID, ...]:
        """Those who advise on debts first."""
        return tuple(sorted(self.acting, key=lambda one: (one not in self.debt_advisers, one)))


REPRESENTATIVES: Slice[Representatives] = Slice(Representatives())
