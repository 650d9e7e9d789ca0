"""A legal action ends without a title: it was taken back, or the court dismissed it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from domain.case.legal.escalating import refuse_day
from domain.case.legal.state import LEGAL, Legal
from domain.case.stages.state import Stage
from domain.case.stages.transitions import refuse_move
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class EndingFields:
    """On which day, why (a short code such as ``debtor_paid``), and whether the debtor had been told of the action.

    One that the debtor never heard of interrupts no limitation (SE preskriptionslag 7 §).
    """

    ended_on: date
    reason: Code
    debtor_was_told: bool


@CASE.command
@dataclass(frozen=True, slots=True)
class WithdrawLegalAction(EndingFields, Command):
    """Record that the action was taken back."""


@CASE.command
@dataclass(frozen=True, slots=True)
class DismissLegalAction(EndingFields, Command):
    """Record that the court dismissed it."""


@dataclass(frozen=True, slots=True)
class LegalActionEnded(EndingFields, Event):
    """The case is where it was when the customer had been asked to pay."""

    action: int

    MOVES_TO = Stage.DEMAND


@CASE.event
@dataclass(frozen=True, slots=True)
class LegalActionWithdrawn(LegalActionEnded):
    """The action was taken back. What the debtor contested stays on hold until a person has looked at it."""

    def sentence(self) -> str:
        """When, and why."""
        return f"Legal action {self.action} withdrawn on {self.ended_on}: {self.reason}"


@CASE.event
@dataclass(frozen=True, slots=True)
class LegalActionDismissed(LegalActionEnded):
    """The court dismissed the action. What the debtor contested stays on hold until a person has looked at it."""

    def sentence(self) -> str:
        """When, and why."""
        return f"Legal action {self.action} dismissed on {self.ended_on}: {self.reason}"


@CASE.decides(WithdrawLegalAction)
def decide_withdraw_legal_action(state: CaseState, command: WithdrawLegalAction, context: Context) -> Decision:
    """One that waits for its decision."""
    if refusal := _refuse_end(state, command, LegalActionWithdrawn, context):
        return refusal
    return [caused_by(command, LegalActionWithdrawn, action=state.legal.actions)]


@CASE.decides(DismissLegalAction)
def decide_dismiss_legal_action(state: CaseState, command: DismissLegalAction, context: Context) -> Decision:
    """The same."""
    if refusal := _refuse_end(state, command, LegalActionDismissed, context):
        return refusal
    return [caused_by(command, LegalActionDismissed, action=state.legal.actions)]


def _refuse_end(
    state: CaseState, command: EndingFields, event_type: type[LegalActionEnded], context: Context
) -> Refusal | None:
    return (
        refuse_unless_open_then(state, context)
        or refuse_move(state.life, event_type)
        or refuse_day(state, command.ended_on, context, not_before=state.legal.started_on)
    )


@LEGAL.on(LegalActionWithdrawn)
def legal_action_withdrawn(legal: Legal, event: LegalActionWithdrawn) -> Legal:
    """Nothing is before a court any more."""
    return replace(legal, contested_by=0)


@LEGAL.on(LegalActionDismissed)
def legal_action_dismissed(legal: Legal, event: LegalActionDismissed) -> Legal:
    """The same."""
    return replace(legal, contested_by=0)
