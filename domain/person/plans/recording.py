"""What becomes of a plan over several cases on one of them, as the case decides; here it is known what the whole is.

A notice that a plan ends is given for all of it, and when one part is over before it is paid, all of it is: the cases
in ``follow`` are told.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.case.contacts.channel import Channel
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal
from domain.person.cases.recording import PersonCaseClosed, PersonCaseOpened
from domain.person.plans.state import (
    COMBINED_PLANS,
    GOING_ON,
    CombinedPlan,
    CombinedPlans,
    CombinedStatus,
    PartStatus,
)
from domain.person.state import PERSON, PersonState


@dataclass(frozen=True, slots=True)
class PartFields:
    """The part of ``combined_plan`` on this case stands so.

    ``reason`` is why the case did not take it, or let it go; ``noticed_by`` where notice was given, of a breach.
    """

    combined_plan: UUID
    case_id: UUID
    status: PartStatus
    reason: Code | None
    noticed_by: Channel | None


@PERSON.command
@dataclass(frozen=True, slots=True)
class RecordPlanPart(PartFields, Command):
    """The case says how its part stands."""

    BY_PROGRAMS = True


@PERSON.event
@dataclass(frozen=True, slots=True)
class PlanPartRecorded(PartFields, Event):
    """With it, plan ``number`` over several cases is ``plan_status``; the cases in ``follow`` have to follow."""

    number: int
    plan_status: CombinedStatus
    follow: tuple[UUID, ...]

    def sentence(self) -> str:
        """Which part, and what the whole is with it."""
        why = f" ({self.reason})" if self.reason else ""
        part = f"its part on {self.case_id} is {self.status}{why}"
        return f"Plan {self.number} over several cases is {self.plan_status}: {part}"


@PERSON.decides(RecordPlanPart)
def decide_record_plan_part(state: PersonState, command: RecordPlanPart, context: Context) -> Decision:
    """It is so, whoever the person is by now; the same again is nothing new."""
    before = state.combined_plans.by_id.get(command.combined_plan)
    if before is None:
        return Refusal("combined_plan_unknown", "No such plan over several cases was agreed on with this person.")
    if before.parts.get(command.case_id) == command.status:
        return Refusal("plan_part_known", "That is known already.")
    after = before.having(command.case_id, command.status)
    follow = _following(before, after, command)
    return [caused_by(command, PlanPartRecorded, number=after.number, plan_status=after.status, follow=follow)]


def _following(before: CombinedPlan, after: CombinedPlan, command: RecordPlanPart) -> tuple[UUID, ...]:
    """The cases whose parts must become what this one is."""
    if after.status is CombinedStatus.ENDED:
        if before.status is CombinedStatus.ENDED:  # this case took its part when another one had already refused
            return (command.case_id,) if command.status in GOING_ON else ()
        return after.cases(*GOING_ON)
    if command.status is PartStatus.BREACHED and before.status is not CombinedStatus.BREACHED:
        return after.cases(PartStatus.IN_FORCE)
    return ()


@COMBINED_PLANS.on(PlanPartRecorded)
def plan_part_recorded(plans: CombinedPlans, event: PlanPartRecorded) -> CombinedPlans:
    """It stands so."""
    plan = plans.by_id.get(event.combined_plan)
    return plans.having(plan.having(event.case_id, event.status)) if plan else plans


@COMBINED_PLANS.on(PersonCaseClosed)
def case_closed(plans: CombinedPlans, event: PersonCaseClosed) -> CombinedPlans:
    """A part that goes on ends with its case; the others go on."""
    return _moved(plans, event.case_id, (PartStatus.IN_FORCE, PartStatus.BREACHED), PartStatus.WITH_CASE)


@COMBINED_PLANS.on(PersonCaseOpened)
def case_reopened(plans: CombinedPlans, event: PersonCaseOpened) -> CombinedPlans:
    """A part that was over with its case goes on with it."""
    return _moved(plans, event.case_id, (PartStatus.WITH_CASE, PartStatus.COMPLETED), PartStatus.IN_FORCE)


def _moved(plans: CombinedPlans, case: UUID, before: tuple[PartStatus, ...], after: PartStatus) -> CombinedPlans:
    for plan in plans.by_id.values():
        if plan.parts.get(case) in before:
            plans = plans.having(plan.having(case, after))
    return plans
