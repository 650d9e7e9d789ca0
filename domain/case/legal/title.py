"""The court or the authority has decided for the creditor: the claim can be enforced."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from domain.case.disputes.before_court import before_court, decided_in_court
from domain.case.disputes.state import DisputeOutcome
from domain.case.legal.escalating import refuse_day
from domain.case.legal.state import LEGAL, Legal
from domain.case.stages.state import Stage
from domain.case.stages.transitions import refuse_move
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import NameOfSomething
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class TitleFields:
    """Under which number, of which day, and the costs that the debtor was ordered to pay, in minor units."""

    title_reference: NameOfSomething
    obtained_on: date
    currency: str
    costs_awarded_minor: int


@CASE.command
@dataclass(frozen=True, slots=True)
class RecordTitle(TitleFields, Command):
    """Record the decision."""


@CASE.event
@dataclass(frozen=True, slots=True)
class TitleObtained(TitleFields, Event):
    """There is a title against the debtor. It names the costs that were awarded; charging them is an event of its own.

    A new limitation period counts from that day.
    """

    action: int

    MOVES_TO = Stage.TITLE

    def sentence(self) -> str:
        """When, and with which costs."""
        costs = money_text(self.costs_awarded_minor, self.currency)
        return f"Title {self.title_reference} obtained on {self.obtained_on}, costs of {costs} awarded"


@CASE.decides(RecordTitle)
def decide_record_title(state: CaseState, command: RecordTitle, context: Context) -> Decision:
    """What a court decides is recorded whatever stands still here. What was disputed before it is decided by it."""
    if refusal := (
        refuse_unless_open_then(state, context)
        or refuse_move(state.life, TitleObtained)
        or refuse_day(state, command.obtained_on, context, not_before=state.legal.started_on)
    ):
        return refusal
    if command.currency != state.currency:
        return Refusal("currency_differs", f"The case is in {state.currency}, and the costs are in another currency.")
    if command.costs_awarded_minor < 0:
        return Refusal("amount_invalid", "Costs are an amount of zero or above.")
    obtained = caused_by(command, TitleObtained, action=state.legal.actions)
    after, disputed = CASE.evolve(state, obtained), before_court(state)
    return [obtained, *decided_in_court(after, disputed, DisputeOutcome.REJECTED, "court_has_decided", context)]


@LEGAL.on(TitleObtained)
def title_obtained(legal: Legal, event: TitleObtained) -> Legal:
    """The debt is beyond dispute."""
    return replace(legal, contested_as=0, title_on=event.obtained_on)
