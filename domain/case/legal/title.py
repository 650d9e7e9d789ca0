"""The court or the authority has decided for the creditor: the claim can be enforced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.case.allocation.allocating import after_payment
from domain.case.closure.closing import Outcome
from domain.case.disputes.before_court import before_court, decided_in_court
from domain.case.disputes.state import DisputeOutcome
from domain.case.legal.awarding import not_awarded
from domain.case.legal.escalating import refuse_day
from domain.case.legal.state import LEGAL, Legal
from domain.case.stages.state import Stage
from domain.case.stages.transitions import refuse_move
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import NameOfSomething
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.quick_record import changed
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

    ``costs_charged_minor`` is what had been charged for courts by then: what is beyond the award is taken off by an
    event that follows, and money that had paid it is allocated anew. A new limitation period counts from that day.
    """

    action: int
    costs_charged_minor: int

    MOVES_TO = Stage.TITLE

    def sentence(self) -> str:
        """When, with which costs, and how many of them are charged, where that differs."""
        costs = money_text(self.costs_awarded_minor, self.currency)
        charged = money_text(self.costs_charged_minor, self.currency)
        differs = f" ({charged} charged)" if self.costs_charged_minor != self.costs_awarded_minor else ""
        return f"Title {self.title_reference} obtained on {self.obtained_on}, costs of {costs} awarded{differs}"


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
    obtained = caused_by(
        command, TitleObtained, action=state.legal.actions, costs_charged_minor=state.fees.of_court_minor
    )
    taken_off = not_awarded(state, command.costs_awarded_minor)
    if isinstance(taken_off, Refusal):
        return taken_off
    events = [obtained, *taken_off]
    after, disputed = CASE.evolve_all(state, events), before_court(state)
    events += decided_in_court(after, disputed, DisputeOutcome.REJECTED, "court_has_decided", context)
    return [*events, *after_payment(CASE.evolve_all(state, events), context, Outcome.PAID_IN_FULL)]


@LEGAL.on(TitleObtained)
def title_obtained(legal: Legal, event: TitleObtained) -> Legal:
    """The debt is beyond dispute."""
    awarded = event.costs_awarded_minor
    return changed(legal, contested_as=0, title_on=event.obtained_on, costs_awarded_minor=awarded)
