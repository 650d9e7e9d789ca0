"""The cases in which a person has a part: the slice ``cases`` of a person's state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.kernel.aggregate import Slice


class DebtorRole(StrEnum):
    """As what a person has a part in a case.

    Main debtor and co-debtors owe all of it, each alone and together (jointly and severally); a guarantor answers for
    what they do not pay; an estate is what one of them has left behind.
    """

    MAIN_DEBTOR = "main_debtor"
    CO_DEBTOR = "co_debtor"
    GUARANTOR = "guarantor"
    ESTATE = "estate"


@dataclass(frozen=True, slots=True)
class PersonCase:
    """``closed_on`` is the local day of ``jurisdiction`` on which the person's part in it ended; None while it goes on.

    ``person_id`` is the id under which the person has that part: their own, or one of those that turned out to be
    theirs.
    """

    case_id: UUID
    jurisdiction: str
    closed_on: date | None
    role: DebtorRole
    person_id: UUID


@dataclass(frozen=True, slots=True)
class PersonCases:
    """In the order in which they came; a case twice, if the person came into it under two ids."""

    all: tuple[PersonCase, ...] = ()

    def having(self, *cases: PersonCase) -> PersonCases:
        """With these as they are now."""
        latest = {(one.case_id, one.person_id): one for one in (*self.all, *cases)}
        return PersonCases(tuple(latest.values()))

    @property
    def open(self) -> tuple[PersonCase, ...]:
        """Those in which something may still be asked of the person."""
        return tuple(one for one in self.all if one.closed_on is None)


CASES: Slice[PersonCases] = Slice(PersonCases())
