"""A creditor is called otherwise from now on. Its id stays, and so do its cases."""

from __future__ import annotations

from dataclasses import dataclass

from domain.creditor.registration.registering import NAME_MISSING, as_printed
from domain.creditor.registration.state import FORMER_NAMES_MAX, IDENTITY, Identity
from domain.creditor.state import CREDITOR, CreditorState, refuse_unless_registered
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import PrintedName
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.kernel.text import name_key


@dataclass(frozen=True, slots=True)
class RenamingFields:
    """The new name, as it is printed on letters."""

    name: PrintedName


@CREDITOR.command
@dataclass(frozen=True, slots=True)
class RenameCreditor(RenamingFields, Command):
    """Change the creditor's name."""


@CREDITOR.event
@dataclass(frozen=True, slots=True)
class CreditorRenamed(RenamingFields, Event):
    """The creditor has another name; claims that are here keep the one that they came under."""

    creditor_id: str
    former_name: str

    def sentence(self) -> str:
        """The two names."""
        return f"Creditor {self.former_name} ({self.creditor_id}) is now called {self.name}"


@CREDITOR.decides(RenameCreditor)
def decide_rename_creditor(state: CreditorState, command: RenameCreditor, context: Context) -> Decision:
    """To a name that it does not have."""
    if refusal := refuse_unless_registered(state):
        return refusal
    if not name_key(command.name):
        return NAME_MISSING
    known, renamed = state.identity, changed(command, name=as_printed(command.name))
    if renamed.name == known.name:
        return Refusal("creditor_name_unchanged", "The creditor has this name already.")
    return [caused_by(renamed, CreditorRenamed, creditor_id=known.creditor_id, former_name=known.name)]


@IDENTITY.on(CreditorRenamed)
def creditor_renamed(identity: Identity, event: CreditorRenamed) -> Identity:
    """The new name, and one more that it had; a name that it has again is no former one."""
    others = [name for name in identity.former_names if name not in (event.name, event.former_name)]
    former_names = (*others, event.former_name)[-FORMER_NAMES_MAX:]
    return changed(identity, name=event.name, former_names=former_names)
