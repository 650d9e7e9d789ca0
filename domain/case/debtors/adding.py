"""Somebody else owes the claim too, or answers for it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.case.debtors.state import CaseDebtor
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.national_id import national_id_of_anybody
from domain.kernel.personal import Personal
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.person.cases.state import DebtorRole
from domain.person.details.changing import refuse_email, refuse_name


@dataclass(frozen=True, slots=True)
class DebtorFields:
    """Who, in which role, and what they are called in the papers by which they owe."""

    person_id: UUID
    role: DebtorRole
    debtor_name: Personal[str]
    debtor_email: Personal[str | None]
    debtor_national_id: Personal[str | None]


@CASE.command
@dataclass(frozen=True, slots=True)
class AddDebtor(DebtorFields, Command):
    """This person is a debtor of the case too."""


@CASE.event
@dataclass(frozen=True, slots=True)
class DebtorAdded(DebtorFields, Event):
    """This person is a debtor of the case too."""

    def sentence(self) -> str:
        """Who, as what."""
        return f"Debtor added: the person {self.person_id} as {self.role}"

    def debtor(self) -> CaseDebtor:
        """Who is a debtor from now on."""
        return CaseDebtor(self.person_id, self.role, self.debtor_name, self.debtor_email)


@CASE.decides(AddDebtor)
def decide_add_debtor(state: CaseState, command: AddDebtor, context: Context) -> Decision:
    """On an open case, beside its main debtor, somebody who is no debtor of it yet."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    if command.role is DebtorRole.MAIN_DEBTOR:
        return Refusal("main_debtor_stays", "A case has one main debtor: the one whom its claim names.")
    if command.person_id in state.debtors.roles:
        return Refusal("debtor_already_added", "This person is a debtor of the case already.")
    if refusal := refuse_name(command.debtor_name) or refuse_email(command.debtor_email):
        return refusal
    number = command.debtor_national_id
    canonical = number and national_id_of_anybody(state.claim.jurisdiction, number, context.occurred_at.date())
    if number is not None and not canonical:
        return Refusal("national_id_invalid", "The debtor's national id is no valid one of the case's jurisdiction.")
    return [caused_by(changed(command, debtor_national_id=canonical), DebtorAdded)]
