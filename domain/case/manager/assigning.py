"""The customer has one person to talk to: a case manager, by the id under which they act."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.manager.state import MANAGER, Manager
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import ActorId, Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class ManagerFields:
    """Who looks after the case from now on, and why: a short code such as ``speaks_finnish``.

    ``team`` is the one in which they work, as a short code; None where teams are not told apart.
    """

    manager: ActorId
    reason: Code
    team: Code | None


@CASE.command
@dataclass(frozen=True, slots=True)
class AssignCaseManager(ManagerFields, Command):
    """Give the case to a case manager."""


@CASE.event
@dataclass(frozen=True, slots=True)
class CaseManagerAssigned(ManagerFields, Event):
    """They look after the case, ``instead_of`` somebody else: empty for the first."""

    instead_of: str

    def sentence(self) -> str:
        """Who, instead of whom, and why."""
        before = f" instead of {self.instead_of}" if self.instead_of else ""
        team = f" (team {self.team})" if self.team else ""
        return f"Case manager {self.manager}{before}: {self.reason}{team}"


@CASE.decides(AssignCaseManager)
def decide_assign_case_manager(state: CaseState, command: AssignCaseManager, context: Context) -> Decision:
    """On an open case, to somebody who does not have it yet."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    if command.manager == state.manager.actor_id:
        return Refusal("already_case_manager", f"{command.manager} looks after this case already.")
    return [caused_by(command, CaseManagerAssigned, instead_of=state.manager.actor_id)]


@MANAGER.on(CaseManagerAssigned)
def case_manager_assigned(manager: Manager, event: CaseManagerAssigned) -> Manager:
    """The new one."""
    return Manager(event.manager)
