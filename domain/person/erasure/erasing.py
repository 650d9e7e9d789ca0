"""A person is erased: with their keys, every personal text of theirs on the log is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.kernel.decision import Context, Decision
from domain.kernel.four_eyes import Requests, RequestStatus
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.retention import BOOKKEEPING_RETENTION, kept_until
from domain.law.rule_text import named_rule
from domain.law.table import row_in_force
from domain.person.cases.state import CASES, PersonCase, PersonCases
from domain.person.erasure.state import DATA_ON_LEGAL_HOLD
from domain.person.payers.state import PAYERS, PersonPayers
from domain.person.registration.state import IDENTITY, PersonIdentity, PersonStatus
from domain.person.representative.state import REPRESENTATIVES, Representatives
from domain.person.requests.state import REQUESTS
from domain.person.state import PERSON, PersonState, refuse_unless_registered

DATA_OF_OPEN_CASES = named_rule(
    "policy.data_of_open_cases_stays", "while a person has a part in an open case, their data stays"
)
LISTED_MAX = 10
"""Cases that a refusal names."""


@PERSON.command
@dataclass(frozen=True, slots=True)
class ErasePerson(Command):
    """Erase this person. ``basis`` is the code of why the data may go where no rule on file says so."""

    person_id: UUID
    basis: Code | None

    def belongs_to(self) -> UUID:
        """The one who is erased: whose ids go with them is known to nobody else."""
        return self.person_id


@PERSON.command
@dataclass(frozen=True, slots=True)
class EraseAbsorbedPerson(Command):
    """Erase this person, who was given up for another one that has been erased."""

    BY_PROGRAMS = True

    person_id: UUID

    def belongs_to(self) -> UUID:
        """The one who was given up."""
        return self.person_id


@PERSON.event
@dataclass(frozen=True, slots=True)
class PersonErased(Event):
    """All that was known of the person is gone: the keys of every one of ``persons``, who were all the same.

    With them go those of ``payers``, which seal what bank files say of payments that the person made.

    ``rules`` are the ids of the rules on how long books are kept that allowed it.
    """

    persons: tuple[UUID, ...]
    payers: tuple[UUID, ...]
    basis: Code | None
    rules: tuple[str, ...]

    @property
    def erased_persons(self) -> tuple[UUID, ...]:
        """See Event."""
        return (*self.persons, *self.payers)

    def sentence(self) -> str:
        """On which basis."""
        grounds = ", ".join(filter(None, (self.basis, *self.rules)))
        return f"Person erased{f': {grounds}' if grounds else ''}"


def erasure_of(state: PersonState, person_id: UUID, basis: str | None) -> PersonErased:
    """The end of all that is known of the person, and of those who were given up for them."""
    return PersonErased((person_id, *state.identity.absorbed), state.payers.ids, basis, _rules(state))


@PERSON.decides(EraseAbsorbedPerson)
def decide_erase_absorbed_person(state: PersonState, command: EraseAbsorbedPerson, context: Context) -> Decision:
    """The one that stayed has been looked at, and knew of all that could stand in the way of this one."""
    if state.status is not PersonStatus.MERGED:
        return Refusal("person_not_merged", "The person was not given up for another one.")
    return [PersonErased((command.person_id,), state.payers.ids, None, ())]


def what_blocks(state: PersonState, basis: str | None, now: datetime) -> Iterator[Refusal]:
    """All that stands in the way of erasing a person at ``now`` (UTC)."""
    if state.status is PersonStatus.UNKNOWN and basis is not None:
        return  # a payer whom nobody has identified: no rule can be looked up for whom nothing is known of
    if refusal := refuse_unless_registered(state):
        yield refusal
        return
    if state.cases.open:
        yield Refusal(
            "open_case",
            "The person has a part in open cases, which `caseledger case close CASE` ends: "
            f"{_listed(state.cases.open)}.",
            DATA_OF_OPEN_CASES,
        )
    if state.hold.in_force:
        yield Refusal(
            "legal_hold",
            f"The person's data is on legal hold ({state.hold.reason}), which "
            "`caseledger person lift-legal-hold PERSON` ends.",
            DATA_ON_LEGAL_HOLD,
        )
    for jurisdiction, closed_on in _last_closings(state.cases).items():
        if refusal := _kept_for_the_books(jurisdiction, closed_on, basis, now):
            yield refusal


def _listed(cases: Sequence[PersonCase]) -> str:
    more = f" and {len(cases) - LISTED_MAX} more" if len(cases) > LISTED_MAX else ""
    return ", ".join(str(one.case_id) for one in cases[:LISTED_MAX]) + more


def _last_closings(cases: PersonCases) -> dict[str, date]:
    """The last day on which a case of each jurisdiction was closed."""
    last: dict[str, date] = {}
    for case in cases.all:
        if case.closed_on is not None:
            last[case.jurisdiction] = max(case.closed_on, last.get(case.jurisdiction, date.min))
    return last


def _kept_for_the_books(jurisdiction: str, closed_on: date, basis: str | None, now: datetime) -> Refusal | None:
    row = row_in_force(BOOKKEEPING_RETENTION, jurisdiction, closed_on)
    if isinstance(row, Refusal):
        if basis is not None:
            return None
        return Refusal(
            "erasure_basis_missing",
            f"No rule is on file on how long books are kept in {jurisdiction}. Give the basis on which the data may "
            "go all the same with `caseledger person erase PERSON --basis CODE`.",
            row.rule,
        )
    until = kept_until(row.value, closed_on)
    # The local day of the case's jurisdiction may be ahead of or behind UTC by one: the books are kept for years.
    if now.date() <= until:
        return Refusal(
            "books_must_be_kept",
            f"What was booked in {jurisdiction} with the case closed on {closed_on} is kept until {until}.",
            row.rule_id,
        )
    return None


def _rules(state: PersonState) -> tuple[str, ...]:
    rows = (row_in_force(BOOKKEEPING_RETENTION, *at) for at in _last_closings(state.cases).items())
    return tuple(sorted({row.rule_id for row in rows if not isinstance(row, Refusal)}))


@IDENTITY.on(PersonErased)
def erased(identity: PersonIdentity, event: PersonErased) -> PersonIdentity:
    """Nobody is known under this id any more. Who was given up stays so: what comes for them is still another one's.

    The ids of those who were given up for the person stay too, for a claim may come for any of them.
    """
    return identity if identity.status is PersonStatus.MERGED else changed(identity, status=PersonStatus.ERASED)


@REQUESTS.on(PersonErased)
def overtaken(requests: Requests, event: PersonErased) -> Requests:
    """Nobody need decide any more."""
    return requests.all_marked((RequestStatus.WAITING,), RequestStatus.OVERTAKEN)


@CASES.on(PersonErased)
def without_cases(cases: PersonCases, event: PersonErased) -> PersonCases:
    """Their time has passed."""
    return PersonCases()


@PAYERS.on(PersonErased)
def without_payments(payers: PersonPayers, event: PersonErased) -> PersonPayers:
    """Their keys are gone."""
    return PersonPayers()


@REPRESENTATIVES.on(PersonErased)
def alone(representatives: Representatives, event: PersonErased) -> Representatives:
    """Nobody acts for who is not there."""
    return Representatives()
