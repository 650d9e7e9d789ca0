"""What a command must say of the case that it is for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from domain.case.state import CaseState
from infra.cli.failures import CannotBeUsed
from infra.cli.session import Session

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class CaseAtHand:
    """What never changes of a case. Of one that is not there nothing is known, and the ledger says so."""

    case_id: UUID
    person_id: UUID = NOBODY
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class CaseNow:
    """A case as it stands, for a command that is about one of the things in it."""

    case_id: UUID
    state: CaseState
    version: int


def known_case(session: Session, name: str) -> CaseAtHand:
    """The case of that name, without its history."""
    from infra.cli.case.resolve import looking_up, one_case

    with looking_up(session) as lookup:
        identifier = one_case(lookup, name)
        terms = lookup.case_terms(identifier)
    return CaseAtHand(identifier, terms.person_id, terms.currency) if terms else CaseAtHand(identifier)


def case_now(session: Session, name: str) -> CaseNow:
    """The case of that name, after all that happened to it. Raises NotFound when there is none."""
    from infra.audit.history import state_after
    from infra.cli.case.resolve import events_of_case, looking_up

    with looking_up(session) as lookup:
        events = events_of_case(lookup, name)
    return CaseNow(events[0].aggregate_id, state_after(events), events[-1].version)


def the_one_meant(number: int | None, there: Collection[int], what: str, option: str) -> int:
    """The number that was given, or else the only one that is there. Raises CannotBeUsed when it is not clear."""
    if number is not None:
        return number
    if len(there) == 1:
        return next(iter(there))
    if not there:
        raise CannotBeUsed(f"The case has no {what}.")
    raise CannotBeUsed(f"Say with {option} which {what} you mean: {', '.join(map(str, sorted(there)))}.")
