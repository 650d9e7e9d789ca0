"""A creditor is registered: from now on claims of it are taken."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.creditor.registration.org_number import is_org_number, plain_org_number
from domain.creditor.registration.state import IDENTITY, Identity
from domain.creditor.state import CREDITOR, CreditorState
from domain.kernel.calendar import ZONES
from domain.kernel.decision import Context, Decision
from domain.kernel.identity import creditor_uuid
from domain.kernel.limits import CreditorId, PrintedName
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.kernel.text import name_key

NAME_MISSING = Refusal("creditor_name_missing", "A creditor has a name, as it is printed on letters.")


@dataclass(frozen=True, slots=True)
class RegistrationFields:
    """Who it is. ``org_number`` is the number of an organisation, never of a person."""

    creditor_id: CreditorId
    name: PrintedName
    org_number: str | None
    jurisdiction: str


@CREDITOR.command
@dataclass(frozen=True, slots=True)
class RegisterCreditor(RegistrationFields, Command):
    """Register this creditor."""

    def belongs_to(self) -> UUID:
        """The one of this short id."""
        return creditor_uuid(self.creditor_id)


@CREDITOR.event
@dataclass(frozen=True, slots=True)
class CreditorRegistered(RegistrationFields, Event):
    """Claims of this creditor are taken from now on. Its short id never changes."""

    def sentence(self) -> str:
        """Under which id, and its name."""
        return f"Creditor {self.name} registered as {self.creditor_id}"


@CREDITOR.decides(RegisterCreditor)
def decide_register_creditor(state: CreditorState, command: RegisterCreditor, context: Context) -> Decision:
    """Once, under a name, with an organisation's number that can be one."""
    if state.identity.creditor_id:
        return Refusal(
            "creditor_already_registered",
            "A creditor of this id is registered. Its name is changed with `caseledger creditor rename`, and its terms "
            "with `caseledger creditor contract`.",
        )
    if not name_key(command.name):
        return NAME_MISSING
    command = changed(command, name=as_printed(command.name))
    if command.jurisdiction not in ZONES:
        return Refusal("jurisdiction_unknown", f"The creditor's country must be one of {', '.join(ZONES)}.")
    if command.org_number is None:
        return [caused_by(command, CreditorRegistered)]
    if not is_org_number(command.org_number, command.jurisdiction):
        return Refusal(
            "org_number_invalid", "This is no number of an organisation there: at least one digit is wrong or missing."
        )
    return [caused_by(changed(command, org_number=plain_org_number(command.org_number)), CreditorRegistered)]


def as_printed(name: str) -> str:
    """Without blanks at its ends, and with single ones within: two names that look alike are alike."""
    return " ".join(name.split())


@IDENTITY.on(CreditorRegistered)
def creditor_registered(identity: Identity, event: CreditorRegistered) -> Identity:
    """Who it is."""
    return Identity(event.creditor_id, event.name, event.jurisdiction)
