"""The authority that enforces is asked to, and says what it found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.case.legal.escalating import refuse_day, refuse_escalation
from domain.case.legal.monitoring import refuse_review_day, under_watch
from domain.case.limitation.computing import rules_in_time
from domain.case.stages.state import Stage
from domain.case.stages.transitions import refuse_move
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import NameOfSomething
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal


class EnforcementResult(StrEnum):
    """What the authority found."""

    ATTACHED = "attached"
    NO_ASSETS = "no_assets"


@dataclass(frozen=True, slots=True)
class RequestFields:
    """Under which number of the authority, and on which day."""

    authority_reference: NameOfSomething
    requested_on: date


@CASE.command
@dataclass(frozen=True, slots=True)
class RequestEnforcement(RequestFields, Command):
    """Record that the authority was asked to enforce the title."""


@CASE.event
@dataclass(frozen=True, slots=True)
class EnforcementRequested(RequestFields, Event):
    """The title is with the authority that enforces it (SE Kronofogden, NO namsmannen). ``rules`` allow it."""

    rules: tuple[str, ...]

    MOVES_TO = Stage.ENFORCEMENT

    def sentence(self) -> str:
        """When, and under which number."""
        return f"Enforcement requested on {self.requested_on}: {self.authority_reference}"


@dataclass(frozen=True, slots=True)
class ReportFields:
    """What was found, and on which day that was reported."""

    result: EnforcementResult
    reported_on: date


@CASE.command
@dataclass(frozen=True, slots=True)
class ReportEnforcement(ReportFields, Command):
    """Record what the authority reported. Where there is nothing to take, the case is looked at again ``review_on``."""

    review_on: date | None


@CASE.event
@dataclass(frozen=True, slots=True)
class EnforcementReported(ReportFields, Event):
    """The authority said what it found."""

    MOVES_TO = Stage.ENFORCEMENT

    def sentence(self) -> str:
        """What it was."""
        return f"Enforcement reported on {self.reported_on}: {self.result}"


@CASE.decides(RequestEnforcement)
def decide_request_enforcement(state: CaseState, command: RequestEnforcement, context: Context) -> Decision:
    """With a title that is not time-barred, and while nothing stops it."""
    if refusal := (
        refuse_unless_open_then(state, context)
        or refuse_move(state.life, EnforcementRequested)
        or refuse_day(state, command.requested_on, context, not_before=state.legal.title_on)
        or refuse_escalation(state)
    ):
        return refusal
    rules = rules_in_time(state, command.requested_on)
    return rules if isinstance(rules, Refusal) else [caused_by(command, EnforcementRequested, rules=rules)]


@CASE.decides(ReportEnforcement)
def decide_report_enforcement(state: CaseState, command: ReportEnforcement, context: Context) -> Decision:
    """As it was reported. A debtor who has nothing to take is not pressed further: the case is watched."""
    if refusal := (
        refuse_unless_open_then(state, context)
        or refuse_move(state.life, EnforcementReported)
        or refuse_day(state, command.reported_on, context, not_before=state.legal.title_on)
    ):
        return refusal
    reported = caused_by(command, EnforcementReported)
    if (command.result is EnforcementResult.NO_ASSETS) is (command.review_on is None):
        return Refusal(
            "review_day_invalid", "Say when the case is looked at again where nothing was found, and only there."
        )
    if command.review_on is None:
        return [reported]
    if refusal := refuse_review_day(state, command.review_on, context):
        return refusal
    return [reported, under_watch(CASE.evolve(state, reported), "no_assets", command.review_on)]
