"""A customer is vulnerable: they get time, and what would help them is written down only if they agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from domain.case.care.holding import hold_for, refuse_second_hold
from domain.case.care.state import CARE, CaseCare, Vulnerability
from domain.case.holds.kinds import HoldType
from domain.case.holds.review import refuse_review
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Length
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.personal import Special
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class VulnerabilityFields:
    """Of whom, what helps them in as few words as will do, and by when somebody asks whether it is still so."""

    person_id: UUID
    text: Annotated[Special[str | None], Length(1_000)]
    review_by: date


@CASE.command
@dataclass(frozen=True, slots=True)
class FlagVulnerability(VulnerabilityFields, Command):
    """Take care of a vulnerable customer. ``consent`` says whether they agreed that it is recorded."""

    consent: bool

    @classmethod
    def as_asked(cls, events: Sequence[Event], decided_at: datetime) -> Mapping[str, Any]:
        """Who did not agree left only the hold, which says neither whose it is nor why."""
        if any(isinstance(event, VulnerabilityFlagged) for event in events):
            return {"consent": True}
        return {"consent": False, "person_id": UUID(int=0), "text": None}


@CASE.event
@dataclass(frozen=True, slots=True)
class VulnerabilityFlagged(VulnerabilityFields, Event):
    """Recorded with the customer's consent. ``vulnerability`` numbers the flags of a case from 1."""

    vulnerability: int
    since: datetime

    def sentence(self) -> str:
        """Nothing of what it is."""
        return f"Vulnerability {self.vulnerability} flagged with consent, review by {self.review_by}"


@CASE.decides(FlagVulnerability)
def decide_flag_vulnerability(state: CaseState, command: FlagVulnerability, context: Context) -> Decision:
    """On an open case, one of a person at a time. Without consent there is only a hold, without a reason."""
    if refusal := refuse_unless_open_then(state, context) or refuse_review(state, command.review_by, context):
        return refusal
    if not command.consent:
        refusal = refuse_second_hold(state, HoldType.VULNERABILITY)
        return refusal or hold_for(state, HoldType.VULNERABILITY, command.review_by, False, context)
    if any(one.person_id == command.person_id for one in state.care.vulnerabilities.flagged().values()):
        return Refusal(
            "already_vulnerable", "It is flagged already. `caseledger case vulnerable review` sets another day."
        )
    number = state.care.vulnerabilities.next_number
    event = caused_by(command, VulnerabilityFlagged, vulnerability=number, since=context.occurred_at)
    return [event, *hold_for(CASE.evolve(state, event), HoldType.VULNERABILITY, command.review_by, True, context)]


@CARE.on(VulnerabilityFlagged)
def vulnerability_flagged(care: CaseCare, event: VulnerabilityFlagged) -> CaseCare:
    """One more stands; what it is, is not kept here."""
    one = Vulnerability(event.person_id, event.since, event.review_by)
    return changed(care, vulnerabilities=care.vulnerabilities.with_one(event.vulnerability, one))
