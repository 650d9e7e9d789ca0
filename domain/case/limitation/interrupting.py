"""A person records what begins the limitation period anew, and what no other event says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.case.charges.interest_to import debtor_kind
from domain.case.limitation.computing import LimitationDate, limitation_date, rules_in_time
from domain.case.limitation.state import LIMITATION, Limitation
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal
from domain.law.codes import Interruption
from domain.law.limitation import LIMITATION_RESTART
from domain.law.scope import asked
from domain.law.table import row_in_force


@dataclass(frozen=True, slots=True)
class InterruptionFields:
    """What it was, and on which day."""

    cause: Interruption
    interrupted_on: date


@CASE.command
@dataclass(frozen=True, slots=True)
class InterruptLimitation(InterruptionFields, Command):
    """Record what happened, such as that the debtor acknowledged the debt in writing."""


@CASE.event
@dataclass(frozen=True, slots=True)
class LimitationInterrupted(InterruptionFields, Event):
    """A new limitation period began on that day. As things stood, it ended with ``limited_until``, by ``rule``."""

    limited_until: date
    rule: str

    def sentence(self) -> str:
        """By what, and until when."""
        return f"Limitation interrupted on {self.interrupted_on} ({self.cause}): now until {self.limited_until}"


@CASE.decides(InterruptLimitation)
def decide_interrupt_limitation(state: CaseState, command: InterruptLimitation, context: Context) -> Decision:
    """What counts by the law of the country, before the claim was time-barred."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    today = context.day(state.claim.jurisdiction)
    if command.interrupted_on > today:
        return Refusal("happened_in_the_future", "Nothing can be recorded that has not happened yet.")
    row = row_in_force(LIMITATION_RESTART, state.claim.jurisdiction, today, asked(command.cause, debtor_kind(state)))
    if isinstance(row, Refusal):
        return row
    in_time = rules_in_time(state, command.interrupted_on)
    if isinstance(in_time, Refusal):
        return in_time
    after = CASE.evolve(state, caused_by(command, LimitationInterrupted, limited_until=today, rule=row.rule_id))
    limit = limitation_date(after, today)
    assert isinstance(limit, LimitationDate), "there is a row for what begins a period anew, so there is one for it"
    return [caused_by(command, LimitationInterrupted, limited_until=limit.last_day, rule=row.rule_id)]


@LIMITATION.on(LimitationInterrupted)
def limitation_interrupted(limitation: Limitation, event: LimitationInterrupted) -> Limitation:
    """One more."""
    return limitation.with_one(event.cause, event.interrupted_on)
