"""Somebody is put on file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from domain.kernel.decision import Context, Decision
from domain.kernel.limits import CountryCode, LanguageCode, Length
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.national_id import canonical_national_id
from domain.kernel.personal import Personal
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.person.details.changing import ContactDetailsChanged, refuse_details
from domain.person.registration.state import IDENTITY, PersonIdentity, PersonStatus
from domain.person.state import PERSON, PersonState


class PersonKind(StrEnum):
    """A human being, or a company or the like."""

    NATURAL = "natural"
    LEGAL = "legal"


@dataclass(frozen=True, slots=True)
class PersonFields:
    """``country`` is whose national id it is (two letters); ``language`` the one (ISO 639-1) to write in."""

    person_id: UUID
    kind: PersonKind
    country: CountryCode
    name: Personal[str]
    national_id: Personal[str | None]
    language: LanguageCode | None


@PERSON.command
@dataclass(frozen=True, slots=True)
class RegisterPerson(PersonFields, Command):
    """Put this person on file."""

    email: Personal[str | None]
    phone: Personal[str | None]
    postal_address: Annotated[Personal[str | None], Length(500)]

    def belongs_to(self) -> UUID:
        """The person under whose key the texts are sealed."""
        return self.person_id


@PERSON.event
@dataclass(frozen=True, slots=True)
class PersonRegistered(PersonFields, Event):
    """The person is on file."""

    def sentence(self) -> str:
        """What kind of person, and whether under a national id."""
        under = "with a national id" if self.national_id else "without a national id"
        kind = "Legal" if self.kind == PersonKind.LEGAL else "Natural"
        return f"{kind} person registered {under}"


@PERSON.decides(RegisterPerson)
def decide_register_person(state: PersonState, command: RegisterPerson, context: Context) -> Decision:
    """Once, or anew after an erasure, under a name, with a national id that can be one."""
    if state.status not in (PersonStatus.UNKNOWN, PersonStatus.ERASED):
        return Refusal(
            "person_already_registered",
            "The person is on file already. What changed is recorded with `caseledger person details`.",
        )
    details = caused_by(command, ContactDetailsChanged, removed=())
    if refusal := refuse_details(details):
        return refusal
    canonical = _canonical(command, context)
    if command.national_id is not None and canonical is None:
        return Refusal("national_id_invalid", "The national id is no valid one of that country and kind of person.")
    registered = caused_by(changed(command, national_id=canonical), PersonRegistered)
    if (command.email, command.phone, command.postal_address) == (None, None, None):
        return [registered]
    return [registered, changed(details, name=None, language=None)]


def _canonical(command: RegisterPerson, context: Context) -> str | None:
    number, company = command.national_id, command.kind is PersonKind.LEGAL
    if number is None:
        return None
    return canonical_national_id(command.country, number, context.occurred_at.date(), of_company=company)


@IDENTITY.on(PersonRegistered)
def registered(identity: PersonIdentity, event: PersonRegistered) -> PersonIdentity:
    """On file from now on."""
    return changed(identity, status=PersonStatus.REGISTERED)
