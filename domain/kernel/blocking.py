"""A person's act is refused because of a rule: that it was tried, and which rule stopped it, is on record too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from domain.kernel.aggregate import AggregateKind
from domain.kernel.decision import Context
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event
from domain.kernel.recorded import PEOPLE
from domain.kernel.refusal import Refusal

State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class Blocked(Event):
    """Nothing was done. ``action`` names the command that was refused, and ``rule`` what forbids it.

    ``code`` and ``message`` are what whoever asked was told; neither repeats personal data. A refusal without a rule
    (a slip of the pen, an amount that is none) is no block and no event, and neither is one of a policy, which reads
    its answers by itself.
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


def records_blocks(
    kind: AggregateKind[State], event_type: type[Blocked], refuse_unless_here: Callable[[State], Refusal | None]
) -> None:
    """From now on ``kind`` records as ``event_type`` what a rule forbids a person, on an aggregate that is here."""

    def blocked(state: State, command: Command, context: Context, refusal: Refusal) -> Blocked | None:
        if refusal.rule is None or context.actor.kind not in PEOPLE or refuse_unless_here(state):
            return None
        return event_type(type(command).__name__, refusal.code, refusal.rule, refusal.message)

    kind.records_refusals(blocked)
