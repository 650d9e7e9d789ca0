"""A case that nothing can be had of now is watched, until a day on which somebody looks at it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.case.holds.review import REVIEW_WITHIN
from domain.case.legal.escalating import refuse_escalation
from domain.case.legal.state import LEGAL, Legal
from domain.case.limitation.computing import rules_in_time
from domain.case.stages.state import Stage
from domain.case.stages.transitions import refuse_move
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.calendar import end_of_day, local_day
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class MonitoringFields:
    """Why (a short code such as ``no_assets``), and by which day somebody looks at the case again."""

    reason: Code
    review_on: date


@CASE.command
@dataclass(frozen=True, slots=True)
class MoveToMonitoring(MonitoringFields, Command):
    """Watch the case from now on, or go on watching it until another day."""


@CASE.event
@dataclass(frozen=True, slots=True)
class CaseMovedToMonitoring(MonitoringFields, Event):
    """The case is watched. ``next_review`` numbers the days of review of a case from 1; it is over at ``review_until``.

    ``review`` is the one that was due before, 0 when there was none.
    """

    review: int
    next_review: int
    review_until: datetime

    MOVES_TO = Stage.MONITORING

    def sentence(self) -> str:
        """Why, and until when."""
        return f"Case is monitored: {self.reason}, looked at again by {self.review_on}"


@CASE.command
@dataclass(frozen=True, slots=True)
class ReactivateCase(Command):
    """Take the case up again, because of something new: a short code such as ``has_income``."""

    reason: Code


@CASE.event
@dataclass(frozen=True, slots=True)
class CaseReactivated(Event):
    """The case is worked again, at ``stage``: with its title, or by asking the customer. Its ``review`` is over."""

    reason: Code
    stage: Stage
    review: int
    rules: tuple[str, ...]

    def sentence(self) -> str:
        """Why."""
        return f"Case taken up again: {self.reason}"


@CASE.decides(MoveToMonitoring)
def decide_move_to_monitoring(state: CaseState, command: MoveToMonitoring, context: Context) -> Decision:
    """From where nothing can be had now, with a day of review."""
    if refusal := (
        refuse_unless_open_then(state, context)
        or refuse_move(state.life, CaseMovedToMonitoring)
        or refuse_review_day(state, command.review_on, context)
    ):
        return refusal
    return [under_watch(state, command.reason, command.review_on)]


@CASE.decides(ReactivateCase)
def decide_reactivate_case(state: CaseState, command: ReactivateCase, context: Context) -> Decision:
    """While nothing stops it, and the claim can still be demanded by law."""
    if refusal := (
        refuse_unless_open_then(state, context) or refuse_move(state.life, CaseReactivated) or refuse_escalation(state)
    ):
        return refusal
    rules = rules_in_time(state, context.day(state.claim.jurisdiction))
    if isinstance(rules, Refusal):
        return rules
    stage = Stage.DEMAND if state.legal.title_on is None else Stage.TITLE
    return [CaseReactivated(command.reason, stage, state.legal.review, rules)]


def under_watch(state: CaseState, reason: str, review_on: date) -> CaseMovedToMonitoring:
    """From now on."""
    return CaseMovedToMonitoring(
        reason=reason,
        review_on=review_on,
        review=state.legal.review,
        next_review=state.legal.reviews + 1,
        review_until=end_of_day(review_on, state.claim.jurisdiction),
    )


def refuse_review_day(state: CaseState, review_on: date, context: Context) -> Refusal | None:
    """Why that day is none for a review, or None."""
    today = local_day(context.now, state.claim.jurisdiction)
    if today <= review_on <= today + REVIEW_WITHIN:
        return None
    return Refusal("review_day_invalid", "A monitored case is looked at again by a day from today on, within a year.")


@LEGAL.on(CaseMovedToMonitoring)
def case_moved_to_monitoring(legal: Legal, event: CaseMovedToMonitoring) -> Legal:
    """A day of review is due."""
    return changed(legal, reviews=event.next_review, review=event.next_review)


@LEGAL.on(CaseReactivated)
def case_reactivated(legal: Legal, event: CaseReactivated) -> Legal:
    """None is due any more."""
    return changed(legal, review=0)
