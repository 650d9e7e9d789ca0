"""The debtors of a case: the slice ``debtors`` of its state. It holds no personal text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from domain.kernel.aggregate import Slice
from domain.kernel.message import Event
from domain.person.cases.state import DebtorRole


@dataclass(frozen=True, slots=True)
class CaseDebtor:
    """A person who is a debtor of the case from an event on, in a role. What they are called is the event's text."""

    person_id: UUID
    role: DebtorRole
    name: str
    email: str | None


@dataclass(frozen=True, slots=True)
class Debtors:
    """Who they are now, in the order in which they came: the role of each."""

    roles: Mapping[UUID, DebtorRole] = field(default_factory=dict)

    def main(self) -> UUID:
        """Who came with the claim. StopIteration: no claim has come."""
        return next(person for person, role in self.roles.items() if role == DebtorRole.MAIN_DEBTOR)


DEBTORS: Slice[Debtors] = Slice(Debtors())


def names_debtor(event_type: type[Event]) -> bool:
    """Whether somebody is a debtor of the case after events of this type."""
    return hasattr(event_type, "debtor")


def takes_off_debtor(event_type: type[Event]) -> bool:
    """Whether somebody is no debtor of the case after events of this type."""
    return hasattr(event_type, "debtor_taken_off")


def debtor_named(event: Event) -> CaseDebtor | None:
    """Who, as an event says, is a debtor from then on; None when it says nothing about that."""
    return event.debtor() if hasattr(event, "debtor") else None


def debtor_taken_off(event: Event) -> UUID | None:
    """Who, as an event says, is a debtor no more; None when it says nothing about that."""
    return event.debtor_taken_off() if hasattr(event, "debtor_taken_off") else None


@DEBTORS.when(names_debtor)
def named(debtors: Debtors, event: Event) -> Debtors:
    """One more, or the same one in another role."""
    debtor = debtor_named(event)
    return Debtors({**debtors.roles, debtor.person_id: debtor.role}) if debtor else debtors


@DEBTORS.when(takes_off_debtor)
def taken_off(debtors: Debtors, event: Event) -> Debtors:
    """One less."""
    gone = debtor_taken_off(event)
    return Debtors({person: role for person, role in debtors.roles.items() if person != gone})
