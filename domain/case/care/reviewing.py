"""Somebody asked a vulnerable customer how it is: it is still so, until another day, or it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.case.care.state import CARE, CaseCare, Vulnerability, VulnerabilityStatus
from domain.case.holds.extending import HoldExtended
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import lifted
from domain.case.holds.review import end_of_review, refuse_review
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class VulnerabilityReviewFields:
    """Which flag, why it stays (a short code such as ``still_so``), and by when somebody asks again."""

    vulnerability: int
    reason: Code
    review_by: date


@dataclass(frozen=True, slots=True)
class VulnerabilityEndFields:
    """Which flag, and why it ends: a short code such as ``better_now`` or ``consent_withdrawn``."""

    vulnerability: int
    reason: Code


@CASE.command
@dataclass(frozen=True, slots=True)
class ReviewVulnerability(VulnerabilityReviewFields, Command):
    """Record that somebody asked, and that it is still so."""


@CASE.command
@dataclass(frozen=True, slots=True)
class EndVulnerability(VulnerabilityEndFields, Command):
    """Record that the customer needs no more care than others, or wants nothing of it on record."""


@CASE.event
@dataclass(frozen=True, slots=True)
class VulnerabilityReviewed(VulnerabilityReviewFields, Event):
    """It is still so."""

    def sentence(self) -> str:
        """Which one, why and until when."""
        return f"Vulnerability {self.vulnerability} reviewed: {self.reason}, review by {self.review_by}"


@CASE.event
@dataclass(frozen=True, slots=True)
class VulnerabilityEnded(VulnerabilityEndFields, Event):
    """It is over."""

    def sentence(self) -> str:
        """Which one, and why."""
        return f"Vulnerability {self.vulnerability} ended: {self.reason}"


@CASE.decides(ReviewVulnerability)
def decide_review_vulnerability(state: CaseState, command: ReviewVulnerability, context: Context) -> Decision:
    """Of a flag that stands, to a day that is still to come. Its hold goes on until the same day."""
    if refusal := refuse_unless_open_then(state, context) or refuse_review(state, command.review_by, context):
        return refusal
    if refusal := _refuse_unless_flagged(state, command.vulnerability, context):
        return refusal
    reviewed = caused_by(command, VulnerabilityReviewed)
    number = state.holds.of_type(HoldType.VULNERABILITY)
    if number is None:
        return [reviewed]
    hold = state.holds.by_number[number]
    until = end_of_review(state, command.review_by)
    following = state.holds.reviews + 1
    return [
        reviewed, HoldExtended(number, command.reason, command.review_by, hold.review, following, until)
    ]  # fmt: skip


@CASE.decides(EndVulnerability)
def decide_end_vulnerability(state: CaseState, command: EndVulnerability, context: Context) -> Decision:
    """Of a flag that stands. The hold ends with the last one."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    if refusal := _refuse_unless_flagged(state, command.vulnerability, context):
        return refusal
    ended = caused_by(command, VulnerabilityEnded)
    after = CASE.evolve(state, ended)
    number = after.holds.of_type(HoldType.VULNERABILITY)
    if number is None or after.care.vulnerabilities.flagged():
        return [ended]
    return [ended, *lifted(after, number, command.reason, context)]


def _refuse_unless_flagged(state: CaseState, number: int, context: Context) -> Refusal | None:
    flag: Vulnerability | None = state.care.vulnerabilities.by_number.get(number)
    if flag is None:
        return Refusal("vulnerability_unknown", f"The case has no vulnerability number {number}.")
    if flag.status is not VulnerabilityStatus.FLAGGED:
        return Refusal("vulnerability_ended", f"Vulnerability {number} is not flagged any more.")
    if context.occurred_at < flag.since:
        return Refusal("happened_before_the_flag", "It was not flagged yet when this is said to have happened.")
    return None


@CARE.on(VulnerabilityReviewed)
def vulnerability_reviewed(care: CaseCare, event: VulnerabilityReviewed) -> CaseCare:
    """It has another day of review."""
    reviewed = care.vulnerabilities.changed(event.vulnerability, review_by=event.review_by)
    return changed(care, vulnerabilities=reviewed)


@CARE.on(VulnerabilityEnded)
def vulnerability_ended(care: CaseCare, event: VulnerabilityEnded) -> CaseCare:
    """It stands no more."""
    ended = care.vulnerabilities.changed(event.vulnerability, status=VulnerabilityStatus.ENDED)
    return changed(care, vulnerabilities=ended)
