"""The payments that a person made: the slice ``payers`` of a person's state."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.aggregate import Slice


@dataclass(frozen=True, slots=True)
class JoinedPayer:
    """The payer of a payment, who is the person.

    ``payer_id`` is who paid as the payment says: the person's own id, or one that turned out to be theirs.
    ``sealed_for`` is the id under whose key the texts of the line are sealed.
    """

    payment_id: UUID
    payer_id: UUID
    sealed_for: UUID


@dataclass(frozen=True, slots=True)
class PersonPayers:
    """In the order in which they came."""

    joined: tuple[JoinedPayer, ...] = ()

    def having(self, *payers: JoinedPayer) -> PersonPayers:
        """With these too."""
        return PersonPayers(tuple(dict.fromkeys((*self.joined, *payers))))

    @property
    def ids(self) -> tuple[UUID, ...]:
        """The ids under which further texts of the person are sealed: their keys go with the person's own."""
        return tuple(dict.fromkeys(one.sealed_for for one in self.joined))


PAYERS: Slice[PersonPayers] = Slice(PersonPayers())
