"""How a person is reached changes, or what they are called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from domain.kernel.decision import Context, Decision
from domain.kernel.limits import LanguageCode, Length
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.personal import Personal
from domain.kernel.refusal import Refusal
from domain.kernel.text import name_key
from domain.person.state import PERSON, PersonState, refuse_unless_registered

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[0-9 ()./-]{5,40}")
PHONE_DIGITS_MIN = 5


class Removable(StrEnum):
    """A way to reach somebody that may no longer be there."""

    EMAIL = "email"
    PHONE = "phone"
    POSTAL_ADDRESS = "postal_address"


@dataclass(frozen=True, slots=True)
class DetailsFields:
    """What is None stays as it was; what is ``removed`` is there no more.

    ``language`` is the one (ISO 639-1) in which the person is written to.
    """

    person_id: UUID
    name: Personal[str | None]
    email: Personal[str | None]
    phone: Personal[str | None]
    postal_address: Annotated[Personal[str | None], Length(500)]
    language: LanguageCode | None
    removed: tuple[Removable, ...]


@PERSON.command
@dataclass(frozen=True, slots=True)
class ChangeContactDetails(DetailsFields, Command):
    """Change these, and leave the others."""

    def belongs_to(self) -> UUID:
        """The person whose details they are: under the key of that person they are sealed."""
        return self.person_id


@PERSON.event
@dataclass(frozen=True, slots=True)
class ContactDetailsChanged(DetailsFields, Event):
    """From now on the person is reached like this."""

    def sentence(self) -> str:
        """Which details, and none of them."""
        names = {
            "name": self.name, "e-mail": self.email, "phone": self.phone, "postal address": self.postal_address,
            "language": self.language,
        }  # fmt: skip
        changed = [name for name, value in names.items() if value is not None]
        gone = [f"{name.replace('_', ' ')} removed" for name in self.removed]
        return f"Contact details changed: {', '.join(changed + gone)}"


@PERSON.decides(ChangeContactDetails)
def decide_change_contact_details(state: PersonState, command: ChangeContactDetails, context: Context) -> Decision:
    """Of a person on file, where anything is given. A name can be replaced, and not taken away."""
    given = (command.name, command.email, command.phone, command.postal_address, command.language)
    if refusal := refuse_unless_registered(state):
        return refusal
    if all(value is None for value in given) and not command.removed:
        return Refusal("details_missing", "No detail is given that could change.")
    if any(getattr(command, name, None) is not None for name in command.removed):
        return Refusal("details_contradict", "A detail is given and removed at once.")
    return refuse_details(command) or [caused_by(command, ContactDetailsChanged)]


def refuse_details(given: DetailsFields) -> Refusal | None:
    """Why a person cannot be called or reached like this, or None. No message repeats a value."""
    if refusal := refuse_name(given.name) or refuse_email(given.email):
        return refusal
    if given.phone is not None and not _is_phone(given.phone):
        return Refusal("phone_invalid", "A phone number has digits, blanks, dashes, brackets and a plus before them.")
    if given.postal_address is not None and not given.postal_address.strip():
        return Refusal("postal_address_missing", "The postal address is empty: to take it away, remove it.")
    return None


def refuse_name(name: str | None) -> Refusal | None:
    """Why nobody is called that, or None."""
    return Refusal("name_missing", "A person has a name.") if name is not None and not name_key(name) else None


def refuse_email(email: str | None) -> Refusal | None:
    """Why nobody is reached there, or None."""
    is_fine = email is None or _EMAIL.fullmatch(email)
    return None if is_fine else Refusal("email_invalid", "This is no e-mail address.")


def _is_phone(text: str) -> bool:
    return _PHONE.fullmatch(text) is not None and sum(sign.isdigit() for sign in text) >= PHONE_DIGITS_MIN
