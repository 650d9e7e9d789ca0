"""Two persons on file turn out to be one. One is given up, and says who stays; a policy tells that one.

Two may be given up for each other at once, or several in a circle, as nobody decides on two persons. Then what is told
goes round, and comes back to each of them with the ids of all: the one with the smallest id stays after all.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.person.cases.state import CASES, PersonCase, PersonCases
from domain.person.details.state import ToHeed
from domain.person.erasure.state import DATA_ON_LEGAL_HOLD
from domain.person.payers.state import JoinedPayer
from domain.person.registration.state import IDENTITY, PersonIdentity, PersonStatus
from domain.person.state import PERSON, PersonState, refuse_unless_registered


@PERSON.command
@dataclass(frozen=True, slots=True)
class MergePerson(Command):
    """This person is the same as the one with the id ``into``, who stays."""

    into: UUID
    person_id: UUID

    def belongs_to(self) -> UUID:
        """The one who is given up."""
        return self.person_id


@PERSON.event
@dataclass(frozen=True, slots=True)
class PersonMerged(Event):
    """Given up for ``into``, with the cases, payments and further ids that the person has had."""

    into: UUID
    absorbed: tuple[UUID, ...]
    cases: tuple[PersonCase, ...]
    payers: tuple[JoinedPayer, ...]

    def sentence(self) -> str:
        """Who stays."""
        return f"Turned out to be the person {self.into}"


@dataclass(frozen=True, slots=True)
class AbsorptionFields:
    """``absorbed`` are ids that are this person's too, ``cases`` and ``payers`` those that came under them."""

    absorbed: tuple[UUID, ...]
    cases: tuple[PersonCase, ...]
    payers: tuple[JoinedPayer, ...]


@PERSON.command
@dataclass(frozen=True, slots=True)
class AbsorbPerson(AbsorptionFields, Command):
    """What is on file under these ids is this person's."""

    BY_PROGRAMS = True

    person_id: UUID

    def belongs_to(self) -> UUID:
        """The one who stays."""
        return self.person_id


@PERSON.event
@dataclass(frozen=True, slots=True)
class PersonAbsorbed(AbsorptionFields, Event):
    """Further ids are this person's. ``forwarded_to``: who stays, when this person was given up too.

    Each of ``cases`` is told what there is ``to_heed`` of who stays.
    """

    forwarded_to: UUID | None
    to_heed: ToHeed

    def sentence(self) -> str:
        """Which ids."""
        return f"Also known under {', '.join(map(str, self.absorbed))}"


@PERSON.decides(MergePerson)
def decide_merge_person(state: PersonState, command: MergePerson, context: Context) -> Decision:
    """Of a person on file, into another one who was not given up for this one."""
    if refusal := refuse_unless_registered(state):
        return refusal
    if command.into == command.person_id:
        return Refusal("merge_into_itself", "A person cannot be merged into themselves.")
    if command.into in state.identity.absorbed:
        return Refusal("merge_in_a_circle", "That person was given up for this one: it cannot be the one that stays.")
    if state.hold.in_force:
        return Refusal(
            "legal_hold",
            "The data of this person is on legal hold, and nobody would see it on the one who stays. Place it there "
            "with `caseledger person legal-hold PERSON`, and lift it here with "
            "`caseledger person lift-legal-hold PERSON`.",
            DATA_ON_LEGAL_HOLD,
        )
    return [PersonMerged(command.into, state.identity.absorbed, state.cases.all, state.payers.joined)]


@PERSON.decides(AbsorbPerson)
def decide_absorb_person(state: PersonState, command: AbsorbPerson, context: Context) -> Decision:
    """What is theirs is theirs, whatever became of the person. Nothing new is refused, so that nothing goes round."""
    in_circle = command.person_id in command.absorbed
    if in_circle and command.person_id != min(command.absorbed):
        return Refusal("merge_in_a_circle", "Persons were given up for each other: another one of them stays.")
    others = tuple(one for one in command.absorbed if one != command.person_id)
    if not in_circle and not _tells_news(state, command, others):
        return Refusal("person_already_absorbed", "All that is known already.")
    forwarded_to = None if in_circle else state.identity.merged_into
    told = changed(command, absorbed=others)
    return [caused_by(told, PersonAbsorbed, forwarded_to=forwarded_to, to_heed=state.to_heed)]


def _tells_news(state: PersonState, told: AbsorbPerson, others: Collection[UUID]) -> bool:
    known = (state.identity.absorbed, state.cases.all, state.payers.joined)
    return any(not set(new) <= set(old) for new, old in zip((others, told.cases, told.payers), known, strict=True))


@IDENTITY.on(PersonMerged)
def merged(identity: PersonIdentity, event: PersonMerged) -> PersonIdentity:
    """Another one stays."""
    return changed(identity, status=PersonStatus.MERGED, merged_into=event.into)


@IDENTITY.on(PersonAbsorbed)
def absorbed(identity: PersonIdentity, event: PersonAbsorbed) -> PersonIdentity:
    """More ids. Who is not given up for somebody, stays."""
    status = PersonStatus.REGISTERED if event.forwarded_to is None else PersonStatus.MERGED
    ids = tuple(dict.fromkeys((*identity.absorbed, *event.absorbed)))
    return PersonIdentity(status, event.forwarded_to, ids)


@CASES.on(PersonAbsorbed)
def with_their_cases(cases: PersonCases, event: PersonAbsorbed) -> PersonCases:
    """The cases that came under the other ids."""
    return cases.having(*event.cases)
