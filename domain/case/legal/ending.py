"""A legal action ends without a title: it was taken back, or the court dismissed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.case.disputes.before_court import before_court, decided_in_court
from domain.case.disputes.state import DisputeOutcome
from domain.case.legal.escalating import refuse_day
from domain.case.legal.state import LEGAL, Legal
from domain.case.stages.state import Stage
from domain.case.stages.transitions import refuse_move
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
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


@dataclass(frozen=True, slots=True)
class DismissalFields(EndingFields):
    """``on_the_merits``: the court heard the case and found that the customer is right, so nothing is owed. Without it,
    the court did not decide on the claim (it was not served, or came to the wrong court)."""

    on_the_merits: bool


@CASE.command
@dataclass(frozen=True, slots=True)
class DismissLegalAction(DismissalFields, Command):
    """Record that the court dismissed it."""


@CASE.event
@dataclass(frozen=True, slots=True)
class LegalActionWithdrawn(EndingFields, Event):
    """The action was taken back. What the debtor contested waits for our own answer, in writing."""

    action: int

    MOVES_TO = Stage.DEMAND

    def sentence(self) -> str:
        """When, and why."""
        return f"Legal action {self.action} withdrawn on {self.ended_on}: {self.reason}"


@CASE.event
@dataclass(frozen=True, slots=True)
class LegalActionDismissed(DismissalFields, Event):
    """The court dismissed the action. What the debtor contested is answered with it when it was ``on_the_merits``; else
    it waits for our own answer, in writing."""

    action: int

    MOVES_TO = Stage.DEMAND

    def sentence(self) -> str:
        """When, why, and whether the claim fell with it."""
        fell = ", and nothing is owed" if self.on_the_merits else ""
        return f"Legal action {self.action} dismissed on {self.ended_on}: {self.reason}{fell}"


@CASE.decides(WithdrawLegalAction)
def decide_withdraw_legal_action(state: CaseState, command: WithdrawLegalAction, context: Context) -> Decision:
    """One that waits for its decision."""
    if refusal := _refuse_end(state, command, LegalActionWithdrawn, context):
        return refusal
    return [caused_by(command, LegalActionWithdrawn, action=state.legal.actions)]


@CASE.decides(DismissLegalAction)
def decide_dismiss_legal_action(state: CaseState, command: DismissLegalAction, context: Context) -> Decision:
    """The same. Where the court found that the customer is right, what was disputed before it is upheld."""
    if refusal := _refuse_end(state, command, LegalActionDismissed, context):
        return refusal
    dismissed = caused_by(command, LegalActionDismissed, action=state.legal.actions)
    if not command.on_the_merits:
        return [dismissed]
    disputed = before_court(state)
    if not disputed:
        return Refusal(
            "nothing_contested",
            "Nobody disputes the claim before this court, so it cannot have found the customer to be right. Record "
            "first that they contested it: `caseledger case legal contest`.",
        )
    after = CASE.evolve(state, dismissed)
    return [dismissed, *decided_in_court(after, disputed, DisputeOutcome.UPHELD, "court_has_decided", context)]


def _refuse_end(state: CaseState, command: EndingFields, event_type: type[Event], context: Context) -> Refusal | None:
    return (
        refuse_unless_open_then(state, context)
        or refuse_move(state.life, event_type)
        or refuse_day(state, command.ended_on, context, not_before=state.legal.started_on)
    )


@LEGAL.on(LegalActionWithdrawn)
def legal_action_withdrawn(legal: Legal, event: LegalActionWithdrawn) -> Legal:
    """Nothing is before a court any more."""
    return changed(legal, contested_as=0)


@LEGAL.on(LegalActionDismissed)
def legal_action_dismissed(legal: Legal, event: LegalActionDismissed) -> Legal:
    """The same."""
    return changed(legal, contested_as=0)
