"""Somebody is no debtor of the case: they were added by mistake, or what they answered for is over."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal
from domain.person.cases.state import DebtorRole


@dataclass(frozen=True, slots=True)
class RemovalFields:
    """Who, and why: a short code such as ``guarantee_ended``."""

    person_id: UUID
    reason: Code


@CASE.command
@dataclass(frozen=True, slots=True)
class RemoveDebtor(RemovalFields, Command):
    """This person is no debtor of the case any more."""


@CASE.event
@dataclass(frozen=True, slots=True)
class DebtorRemoved(RemovalFields, Event):
    """This person, who was a debtor in this role, is none any more."""

    role: DebtorRole

    def sentence(self) -> str:
        """Who, what they were, and why."""
        return f"Debtor removed: the person {self.person_id}, {self.role}: {self.reason}"

    def debtor_taken_off(self) -> UUID:
        """Who is a debtor no more."""
        return self.person_id


@CASE.decides(RemoveDebtor)
def decide_remove_debtor(state: CaseState, command: RemoveDebtor, context: Context) -> Decision:
    """From an open case, somebody who is a debtor of it beside the main one."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    role = state.debtors.roles.get(command.person_id)
    if role is None:
        return Refusal("debtor_unknown", "This person is no debtor of the case: `caseledger case show` lists them.")
    if role is DebtorRole.MAIN_DEBTOR:
        return Refusal("main_debtor_stays", "A case has one main debtor: the one whom its claim names.")
    return [caused_by(command, DebtorRemoved, role=role)]
