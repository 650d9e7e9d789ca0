"""The instalments of a plan get their deadlines one after another."""

from __future__ import annotations

from domain.case.deadlines.pausing import standing_still
from domain.case.deadlines.resuming import DeadlineResumed
from domain.case.deadlines.setting import DeadlineSet, new_deadline
from domain.case.deadlines.state import DeadlineKind
from domain.case.plans.state import PLAN, Plan
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context
from domain.kernel.message import Event
from domain.kernel.quick_record import changed


def next_instalment(state: CaseState, context: Context) -> list[Event]:
    """The deadline of the plan's next instalment, when none of them is waiting and something is still owed."""
    if (instalment := state.plan.next_instalment()) is None or not state.outstanding_minor:
        return []
    if any(one.kind == DeadlineKind.INSTALMENT for one in state.deadlines.unsettled().values()):
        return []
    target = state.plan.next_target_minor
    deadline = new_deadline(state, DeadlineKind.INSTALMENT, instalment.due_date, instalment.amount_minor, target)
    assert isinstance(deadline, DeadlineSet), "the plan was agreed with a rule on file for each instalment"
    return [deadline, *standing_still(CASE.evolve(state, deadline), context)]


@PLAN.on(DeadlineSet)
def deadline_set(plan: Plan, event: DeadlineSet) -> Plan:
    """An instalment that has its deadline is no longer ahead."""
    if event.kind != DeadlineKind.INSTALMENT:
        return plan
    return changed(plan, instalments_set=plan.instalments_set + 1, deadline=event.deadline)


@PLAN.on(DeadlineResumed)
def deadline_resumed(plan: Plan, event: DeadlineResumed) -> Plan:
    """When its last deadline stood still, the instalments ahead are later by as many days."""
    agreed = plan.instalments[: plan.instalments_set]
    if event.deadline != plan.deadline or not agreed:
        return plan
    return changed(plan, later_by=event.due_date - agreed[-1].due_date)
