"""Something happened in the customer's life, such as an illness: they get time, and it is written down if they agree.

Which kind of event it was is health data, or as grave: it is sealed like the text, and no sentence or hold repeats it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from domain.case.care.holding import hold_for, refuse_second_hold
from domain.case.care.state import CARE, CaseCare
from domain.case.holds.kinds import HoldType
from domain.case.holds.review import refuse_review
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Length
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.personal import Special
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal


class LifeEventKind(StrEnum):
    """What happened, as little as will do."""

    ILLNESS = "illness"
    DIVORCE = "divorce"
    BEREAVEMENT = "bereavement"
    JOB_LOSS = "job_loss"
    CRISIS = "crisis"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class LifeEventFields:
    """What happened to whom, in words only where they are needed, and by when somebody asks how it is going."""

    kind: Annotated[Special[str], Length(40, least=1)]
    person_id: UUID
    text: Annotated[Special[str | None], Length(1_000)]
    review_by: date


@CASE.command
@dataclass(frozen=True, slots=True)
class RecordLifeEvent(LifeEventFields, Command):
    """Give the customer time. ``consent`` says whether they agreed that what happened is recorded."""

    consent: bool

    @classmethod
    def to_try(cls, state: CaseState, day: date) -> Mapping[str, Any]:
        """A kind that there is."""
        return {"kind": str(LifeEventKind.OTHER)}


@CASE.event
@dataclass(frozen=True, slots=True)
class LifeEventRecorded(LifeEventFields, Event):
    """Recorded with the customer's consent. ``life_event`` numbers those of a case from 1."""

    life_event: int

    def sentence(self) -> str:
        """Nothing of what it was."""
        return f"Life event {self.life_event} recorded with consent, review by {self.review_by}"


@CASE.decides(RecordLifeEvent)
def decide_record_life_event(state: CaseState, command: RecordLifeEvent, context: Context) -> Decision:
    """On an open case. Without consent there is only a hold, without a reason."""
    if refusal := refuse_unless_open_then(state, context) or refuse_review(state, command.review_by, context):
        return refusal
    if command.kind not in set(LifeEventKind):
        return Refusal("kind_unknown", f"The kind is one of {', '.join(LifeEventKind)}.")
    if not command.consent:
        refusal = refuse_second_hold(state, HoldType.LIFE_EVENT)
        return refusal or hold_for(state, HoldType.LIFE_EVENT, command.review_by, False, context)
    event = caused_by(command, LifeEventRecorded, life_event=state.care.life_events + 1)
    return [event, *hold_for(CASE.evolve(state, event), HoldType.LIFE_EVENT, command.review_by, True, context)]


@CARE.on(LifeEventRecorded)
def life_event_recorded(care: CaseCare, event: LifeEventRecorded) -> CaseCare:
    """One more; what it was is not kept here."""
    return changed(care, life_events=event.life_event)
