"""A plan over several cases is changed: one new sum, and every case takes its part of it, or none does.

1. Both agree on the change, and each case is asked whether it can take its part: it looks at it as at any new schedule,
   and changes nothing yet.
2. When every case has said that it can, the change holds, and each case is told so; the first that cannot drops it, and
   the plan goes on as it was.

What is paid in between counts for the new schedule, which begins where the case stood when it was asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.case.contacts.channel import Channel
from domain.case.plans.state import Proposer
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.person.plans.agreeing import PlanPart
from domain.person.plans.ending import NO_COMBINED_PLAN
from domain.person.plans.splitting import by_day
from domain.person.plans.state import (
    COMBINED_PLANS,
    AskedChange,
    ChangeStatus,
    CombinedPlan,
    CombinedPlans,
    CombinedStatus,
    PartStatus,
)
from domain.person.state import PERSON, PersonState, refuse_unless_known

CHANGEABLE = (PartStatus.IN_FORCE, PartStatus.BREACHED)


@dataclass(frozen=True, slots=True)
class CombinedChangeFields:
    """Where both agreed, who proposed it, why (a short code such as ``less_income``), and what falls due on each case
    on which the plan goes on, in minor units: in all what is owed on it."""

    channel: Channel
    proposed_by: Proposer
    reason: Code
    currency: str
    parts: tuple[PlanPart, ...]


@PERSON.command
@dataclass(frozen=True, slots=True)
class ChangeCombinedPlan(CombinedChangeFields, Command):
    """Agree with the person on other instalments for the plan over several cases that is in force."""


@PERSON.event
@dataclass(frozen=True, slots=True)
class CombinedPlanChangeAgreed(CombinedChangeFields, Event):
    """Both agreed on ``change``, which counts those of the plan from 1; each case is asked whether it can take its
    part. Until all can, the plan goes on as it was. It is paid with the same ``reference``."""

    combined_plan: UUID
    number: int
    change: int
    reference: str
    total_minor: int

    def sentence(self) -> str:
        """To what, on how many cases, and why."""
        months = by_day([part.instalments for part in self.parts])
        count = "1 instalment" if len(months) == 1 else f"{len(months)} instalments"
        total = money_text(self.total_minor, self.currency)
        return (
            f"Change {self.change} of plan {self.number} over several cases agreed: {total} in {count} on "
            f"{len(self.parts)} cases ({self.reason})"
        )


@dataclass(frozen=True, slots=True)
class AnswerFields:
    """Whether the case can take its part of ``change`` of ``combined_plan``; ``reason`` is why it cannot."""

    combined_plan: UUID
    change: int
    case_id: UUID
    is_taken: bool
    reason: Code | None


@PERSON.command
@dataclass(frozen=True, slots=True)
class RecordPlanChange(AnswerFields, Command):
    """The case says whether it can take its part."""

    BY_PROGRAMS = True


@PERSON.event
@dataclass(frozen=True, slots=True)
class PlanChangeRecorded(AnswerFields, Event):
    """With it, the change is ``change_status``. When it is in force, the ``cases`` are told to pay by it."""

    number: int
    change_status: ChangeStatus
    cases: tuple[UUID, ...]

    def sentence(self) -> str:
        """How the change stands, and what this case says."""
        says = "can take its part" if self.is_taken else f"cannot take its part ({self.reason})"
        plan = f"plan {self.number} over several cases"
        return f"Change {self.change} of {plan} is {self.change_status}: {self.case_id} {says}"


@PERSON.decides(ChangeCombinedPlan)
def decide_change_combined_plan(state: PersonState, command: ChangeCombinedPlan, context: Context) -> Decision:
    """One that is in force, on all cases on which it goes on; another change that waits for answers gives way to it."""
    if refusal := refuse_unless_known(state):
        return refusal
    plan = state.combined_plans.going_on
    if plan is None:
        return NO_COMBINED_PLAN
    if plan.status is CombinedStatus.ASKED:
        return Refusal(
            "plan_not_taken_yet", "Not every case has taken its part of the plan yet, so it cannot be changed."
        )
    cases = [part.case_id for part in command.parts]
    if sorted(cases) != sorted(plan.cases(*CHANGEABLE)):
        return Refusal("change_misses_a_case", "A change names every case on which the plan goes on, once, no other.")
    agreed = caused_by(
        command,
        CombinedPlanChangeAgreed,
        combined_plan=plan.plan_id,
        number=plan.number,
        change=plan.changes + 1,
        reference=plan.reference,
        total_minor=sum(one.amount_minor for part in command.parts for one in part.instalments),
    )
    return [agreed]


@PERSON.decides(RecordPlanChange)
def decide_record_plan_change(state: PersonState, command: RecordPlanChange, context: Context) -> Decision:
    """An answer that is waited for; one to a change that is settled, or gave way to another, is nothing new."""
    plan = state.combined_plans.by_id.get(command.combined_plan)
    if plan is None:
        return Refusal("combined_plan_unknown", "No such plan over several cases was agreed on with this person.")
    change = plan.change
    if change is None or change.number != command.change or command.case_id not in change.waits_for:
        return Refusal("plan_change_settled", "No answer to that change is waited for.")
    status = _status(plan, change, command)
    in_force = change.cases if status is ChangeStatus.IN_FORCE else ()
    return [caused_by(command, PlanChangeRecorded, number=plan.number, change_status=status, cases=in_force)]


def _status(plan: CombinedPlan, change: AskedChange, answer: RecordPlanChange) -> ChangeStatus:
    """What the answer makes of the change. With a plan that is over, its change is too."""
    if not answer.is_taken or plan.is_over:
        return ChangeStatus.DROPPED
    return ChangeStatus.ASKED if change.waits_for - {answer.case_id} else ChangeStatus.IN_FORCE


@COMBINED_PLANS.on(CombinedPlanChangeAgreed)
def combined_plan_change_agreed(plans: CombinedPlans, event: CombinedPlanChangeAgreed) -> CombinedPlans:
    """Each of its cases is asked."""
    cases = tuple(part.case_id for part in event.parts)
    asked = AskedChange(event.change, cases, frozenset(cases))
    plan = plans.by_id.get(event.combined_plan)
    return plans.having(changed(plan, changes=event.change, change=asked)) if plan else plans


@COMBINED_PLANS.on(PlanChangeRecorded)
def plan_change_recorded(plans: CombinedPlans, event: PlanChangeRecorded) -> CombinedPlans:
    """One answer more, or no question any more."""
    plan = plans.by_id.get(event.combined_plan)
    if plan is None or plan.change is None:
        return plans
    waits = event.change_status is ChangeStatus.ASKED
    return plans.having(changed(plan, change=plan.change.taken_by(event.case_id) if waits else None))
