"""The instalments of a plan get their deadlines one after another."""

from __future__ import annotations

from dataclasses import replace

from domain.case.deadlines.setting import DeadlineSet, new_deadline
from domain.case.deadlines.state import DeadlineKind
from domain.case.plans.state import PLAN, Plan
from domain.case.state import CaseState


def next_instalment(state: CaseState) -> list[DeadlineSet]:
    """The deadline of the plan's next instalment, when none of them runs and something is still owed."""
    instalment = state.plan.next_instalment()
    runs = any(one.kind == DeadlineKind.INSTALMENT for one in state.deadlines.running().values())
    if instalment is None or runs or not state.outstanding_minor:
        return []
    target = state.plan.next_target_minor
    deadline = new_deadline(state, DeadlineKind.INSTALMENT, instalment.due_date, instalment.amount_minor, target)
    assert isinstance(deadline, DeadlineSet), "the plan was agreed with a rule on file for each instalment"
    return [deadline]


@PLAN.on(DeadlineSet)
def deadline_set(plan: Plan, event: DeadlineSet) -> Plan:
    """An instalment that has its deadline is no longer ahead."""
    if event.kind != DeadlineKind.INSTALMENT:
        return plan
    return replace(plan, instalments_set=plan.instalments_set + 1)
