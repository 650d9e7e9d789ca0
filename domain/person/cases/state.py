"""The cases in which a person has a part: the slice ``cases`` of a person's state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.kernel.aggregate import Slice


@dataclass(frozen=True, slots=True)
class PersonCase:
    """``closed_on`` is the local day of ``jurisdiction`` on which the case was closed; None while it is open."""

    case_id: UUID
    jurisdiction: str
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class PersonCases:
    """In the order in which they came."""

    all: tuple[PersonCase, ...] = ()

    def having(self, *cases: PersonCase) -> PersonCases:
        """With these as they are now."""
        latest = {one.case_id: one for one in (*self.all, *cases)}
        return PersonCases(tuple(latest.values()))

    @property
    def open(self) -> tuple[PersonCase, ...]:
        """Those in which something may still be asked of the person."""
        return tuple(one for one in self.all if one.closed_on is None)


CASES: Slice[PersonCases] = Slice(PersonCases())
