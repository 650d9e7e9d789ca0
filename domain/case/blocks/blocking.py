"""A person's act is refused because of a rule: that it was tried, and which rule stopped it, is on record too."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.state import CASE, CaseState, refuse_unless_here
from domain.kernel.decision import Context
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event
from domain.kernel.recorded import PEOPLE
from domain.kernel.refusal import Refusal


@CASE.event
@dataclass(frozen=True, slots=True)
class ActionBlocked(Event):
    """Nothing was done. ``action`` names the command that was refused, and ``rule`` what forbids it.

    ``code`` and ``message`` are what whoever asked was told. A refusal without a rule (a slip of the pen, an amount
    that is none) is no block and no event, and neither is one of a policy, which reads its answers by itself.
    """

    action: str
    code: Code
    rule: str
    message: str

    def sentence(self) -> str:
        """What was stopped, and by which rule."""
        return f"{self.action} was blocked by {self.rule}: {self.code}"

    def refusal(self) -> Refusal:
        """What the command was answered."""
        return Refusal(self.code, self.message, self.rule)


@CASE.records_refusals
def blocked(state: CaseState, command: Command, context: Context, refusal: Refusal) -> ActionBlocked | None:
    """What a person may not do on a case that is here."""
    if refusal.rule is None or context.actor.kind not in PEOPLE or refuse_unless_here(state):
        return None
    return ActionBlocked(type(command).__name__, refusal.code, refusal.rule, refusal.message)
