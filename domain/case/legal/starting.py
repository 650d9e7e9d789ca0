"""The claim is brought before a court, a board or an authority that orders payment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.case.charges.waiving import plan_fees_lapsed
from domain.case.legal.demanded import RULE, Risk, rules_of_demand
from domain.case.legal.escalating import refuse_day, refuse_escalation
from domain.case.legal.state import HEARS_BOTH, LEGAL, Forum, Legal
from domain.case.legal.worth import row_of_worth
from domain.case.limitation.computing import rules_in_time
from domain.case.stages.state import Stage
from domain.case.stages.transitions import refuse_move
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import NameOfSomething
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.policies import COURTS
from domain.law.table import row_in_force


@dataclass(frozen=True, slots=True)
class LegalActionFields:
    """Where, under which number of the court, and on which day. ``risk`` says why no demand came first, if none did."""

    forum: Forum
    court_reference: NameOfSomething
    started_on: date
    risk: Risk | None


@CASE.command
@dataclass(frozen=True, slots=True)
class StartLegalAction(LegalActionFields, Command):
    """Record that the action was brought. ``approved_on`` is the day on which the creditor agreed to it."""

    approved_on: date | None


@CASE.event
@dataclass(frozen=True, slots=True)
class LegalActionStarted(LegalActionFields, Event):
    """The claim is before a court. ``action`` numbers the legal actions of a case from 1; ``rules`` allow it."""

    action: int
    approved_on: date
    rules: tuple[str, ...]

    MOVES_TO = Stage.LEGAL_FILED

    def sentence(self) -> str:
        """Where, and under which number."""
        return f"Legal action {self.action} started on {self.started_on}: {self.forum}, {self.court_reference}"


@CASE.decides(StartLegalAction)
def decide_start_legal_action(state: CaseState, command: StartLegalAction, context: Context) -> Decision:
    """After a demand whose time is over, with the creditor's approval, in time, of a debt that is worth it, and while
    nothing stops it."""
    hears_both = command.forum in HEARS_BOTH
    approved_on = _approved_on(command)
    if refusal := (
        refuse_unless_open_then(state, context)
        or refuse_move(state.life, LegalActionStarted)
        or refuse_day(state, command.started_on, context)
        or refuse_escalation(state, before_a_court_that_hears_both=hears_both)
    ):
        return refusal
    if isinstance(approved_on, Refusal):
        return approved_on
    demanded = rules_of_demand(state, command.started_on, context.occurred_at, command.risk)
    if isinstance(demanded, Refusal):
        return demanded
    in_time = rules_in_time(state, command.started_on)
    if isinstance(in_time, Refusal):
        return in_time
    court = _court(state, command)
    if isinstance(court, Refusal):
        return court
    worth = row_of_worth(state, command.started_on)
    if isinstance(worth, Refusal):
        return worth
    started = caused_by(
        command,
        LegalActionStarted,
        action=state.legal.actions + 1,
        approved_on=approved_on,
        rules=(*demanded, *in_time, court, worth.rule_id),
    )
    return [*plan_fees_lapsed(state), started]


def _court(state: CaseState, command: StartLegalAction) -> str | Refusal:
    """The row by which claims of that country are brought there, or where they are brought instead."""
    where = state.claim.jurisdiction
    row = row_in_force(COURTS, where, command.started_on)
    if isinstance(row, Refusal):
        return row
    if command.forum in row.value.names:
        return row.rule_id
    courts = ", ".join(row.value.names)
    return Refusal(
        "no_court_of_the_country",
        f"A claim under the law of {where} is not brought there, but before one of these: {courts}.",
        row.rule_id,
    )


def _approved_on(command: StartLegalAction) -> date | Refusal:
    if command.approved_on is None or command.approved_on > command.started_on:
        return Refusal(
            "creditor_has_not_approved",
            "The creditor says yes to a legal action before it is brought. Record on which day it did.",
            RULE,
        )
    return command.approved_on


@LEGAL.on(LegalActionStarted)
def legal_action_started(legal: Legal, event: LegalActionStarted) -> Legal:
    """One more, which nobody has contested yet."""
    begun = changed(legal, actions=event.action, started_on=event.started_on, forum=event.forum)
    return changed(begun, contested_as=0, costs_awarded_minor=None)
