"""The customer is told in writing that it is over: nothing of this claim is owed any more."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.closure.closing import NOTHING_IS_OWED
from domain.case.closure.state import CLOSURE, Closure
from domain.case.contacts.contact import WRITTEN, Channel
from domain.case.stages.state import Stage
from domain.case.state import CASE, CaseState, refuse_unless_here_then
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule

_RULE = named_rule(
    "policy.closure_confirmation",
    "a customer is told that nothing is owed only where that is true",
    value="paid, settled, annulled or discharged, and no payment for it reversed",
)


@dataclass(frozen=True, slots=True)
class ClosureConfirmationFields:
    """Where it was written."""

    channel: Channel


@CASE.command
@dataclass(frozen=True, slots=True)
class ConfirmClosure(ClosureConfirmationFields, Command):
    """Record that the customer was told."""


@CASE.event
@dataclass(frozen=True, slots=True)
class ClosureConfirmationSent(ClosureConfirmationFields, Event):
    """The customer has it in writing that nothing is owed on this case. ``closing`` is the number of its ending."""

    IS_ONE_WAY = True

    closing: int

    def sentence(self) -> str:
        """Where."""
        return f"Customer told by {self.channel} that nothing is owed any more"


@CASE.decides(ConfirmClosure)
def decide_confirm_closure(state: CaseState, command: ConfirmClosure, context: Context) -> Decision:
    """Once for each closing, and only where it is true: not when the case ended with something given up."""
    if refusal := refuse_unless_here_then(state, context):
        return refusal
    if state.life.stage is not Stage.CLOSED:
        return Refusal("case_not_closed", "The case has not ended, so there is nothing to confirm yet.")
    if state.life.outcome not in NOTHING_IS_OWED or state.closure.has_reversals:
        return Refusal(
            "something_is_owed",
            "We do not collect on this case any more, but we cannot say that nothing is owed: it was not paid, settled "
            "or annulled.",
            _RULE,
        )
    if command.channel not in WRITTEN:
        written = ", ".join(sorted(WRITTEN))
        return Refusal("confirmation_not_in_writing", f"The customer gets it in a form that can be kept: by {written}.")
    if state.closure.is_confirmed:
        return Refusal("closure_already_confirmed", "The customer has been told already.")
    return [caused_by(command, ClosureConfirmationSent, closing=state.closure.number)]


@CLOSURE.on(ClosureConfirmationSent)
def closure_confirmation_sent(closure: Closure, event: ClosureConfirmationSent) -> Closure:
    """The customer knows."""
    return changed(closure, is_confirmed=True)
