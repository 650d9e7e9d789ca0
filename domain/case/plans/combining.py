"""A plan over several cases is agreed on with the person; this case takes its part of it, and lets it go again.

A part is a plan like any other: over all that is owed on the case, kept, missed and made good by its own instalments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.case.affordability.judging import heaviest_month_minor
from domain.case.plans.agreeing import PlanAgreed, PlanFields, agreed_on_by_both
from domain.case.plans.state import PLAN, Instalment, Plan
from domain.case.plans.terminating import PlanTerminated, TerminationFields
from domain.case.state import CASE, CaseState, refuse_unless_here_then
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal

CURRENCY_DIFFERS = Refusal("currency_differs", "The plan is in another currency than the case.")
PART_OVER = Refusal("plan_part_over", "The case has no part of that plan any more.")


@CASE.command
@dataclass(frozen=True, slots=True)
class TakePlanPart(PlanFields, Command):
    """Take this part of ``combined_plan``, which ``person_id`` agreed to and pays with ``reference``.

    ``month_minor`` is the most that the household pays by it in one month on all its cases.
    """

    BY_PROGRAMS = True

    combined_plan: UUID
    person_id: UUID
    reference: str
    currency: str
    month_minor: int

    @classmethod
    def as_asked(cls, events: Sequence[Event], decided_at: datetime) -> Mapping[str, Any]:
        """What both agreed on stands on the plan, and the rest on the event of its being a part."""
        agreed = [event for event in events if isinstance(event, PlanAgreed)]
        return {field.name: getattr(agreed[0], field.name) for field in fields(PlanFields)} if agreed else {}


@CASE.command
@dataclass(frozen=True, slots=True)
class EndPlanPart(TerminationFields, Command):
    """Let go of the part of ``combined_plan``, which is over; why, as a short code."""

    BY_PROGRAMS = True

    combined_plan: UUID


@CASE.event
@dataclass(frozen=True, slots=True)
class PlanPartTaken(Event):
    """The schedule just agreed, of plan number ``plan`` of the case, is the part of ``combined_plan`` on it: as it was
    agreed first when ``change`` is 0, else by the change of that number.

    A payment with ``reference`` is for all cases of that plan, and is split by their instalments.
    ``month_minor`` is the most that the household pays by it in one month on all its cases, ``paid_before_minor`` what
    had been paid on this case by then.
    """

    plan: int
    combined_plan: UUID
    change: int
    person_id: UUID
    reference: str
    currency: str
    month_minor: int
    instalments: tuple[Instalment, ...]
    paid_before_minor: int

    def sentence(self) -> str:
        """Of which, and how it is paid."""
        return f"Plan {self.plan} is a part of a plan over several cases, paid with the reference {self.reference}"


@CASE.decides(TakePlanPart)
def decide_take_plan_part(state: CaseState, command: TakePlanPart, context: Context) -> Decision:
    """As any plan is agreed on; whether it can be kept is judged by what the household pays on all cases together."""
    if command.currency != state.currency:
        return CURRENCY_DIFFERS
    own_minor = heaviest_month_minor(command.instalments) if command.instalments else 0
    decision = agreed_on_by_both(state, command, context, max(0, command.month_minor - own_minor))
    if isinstance(decision, Refusal):
        return decision
    paid_minor = state.credits.covered_minor
    part = caused_by(command, PlanPartTaken, plan=state.plan.number + 1, change=0, paid_before_minor=paid_minor)
    return [*decision, part]


@CASE.decides(EndPlanPart)
def decide_end_plan_part(state: CaseState, command: EndPlanPart, context: Context) -> Decision:
    """Only of that plan: one that the customer has agreed on since is another."""
    if refusal := refuse_unless_here_then(state, context):
        return refusal
    if not state.plan.in_force or state.plan.combined != command.combined_plan:
        return PART_OVER
    return [caused_by(command, PlanTerminated, plan=state.plan.number)]


@PLAN.on(PlanPartTaken)
def plan_part_taken(plan: Plan, event: PlanPartTaken) -> Plan:
    """It stands and falls with the others, and no change of it waits."""
    return changed(plan, combined=event.combined_plan, change=None)
