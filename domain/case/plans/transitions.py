"""How a case stands with plans, and what moves it: the one table that the docs print and a test holds events against.

Whatever moves here, the stage of the case does not: after a breach it goes on where it was.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from domain.case.plans.state import IN_FORCE, PlanStatus

_NONE_IN_FORCE = frozenset(PlanStatus) - IN_FORCE - {PlanStatus.PROPOSED, PlanStatus.ENDED_WITH_CASE}
_IN_ARREARS = frozenset({PlanStatus.IN_ARREARS, PlanStatus.BREACHED})


@dataclass(frozen=True, slots=True)
class PlanTransition:
    """A row: the event named ``event`` moves a case from any of ``before`` to one of ``after``.

    ``guard`` says in a sentence what must hold.
    """

    event: str
    before: AbstractSet[PlanStatus]
    after: AbstractSet[PlanStatus]
    guard: str


PLAN_TRANSITIONS: tuple[PlanTransition, ...] = (
    PlanTransition(
        "PlanProposed",
        _NONE_IN_FORCE,
        {PlanStatus.PROPOSED},
        "It covers the whole debt, and the household can keep it.",
    ),
    PlanTransition(
        "PlanRejected", {PlanStatus.PROPOSED}, _NONE_IN_FORCE, "One side says no, or nobody answers in time."
    ),
    PlanTransition(
        "PlanAgreed",
        _NONE_IN_FORCE | {PlanStatus.PROPOSED},
        {PlanStatus.AGREED},
        "Both sides agree: in one conversation, or one by its proposal and the other by accepting it.",
    ),
    PlanTransition(
        "DeadlineMissed",
        IN_FORCE,
        IN_FORCE,
        "The grace of an instalment is over and the money is not there; in arrears unless notice was given already.",
    ),
    PlanTransition(
        "DeadlineMissWithdrawn",
        IN_FORCE,
        IN_FORCE,
        "Money that had come in time became known late: no arrears after all.",
    ),
    PlanTransition(
        "PlanCured", IN_FORCE, IN_FORCE - _IN_ARREARS, "What was missed has been paid, before the plan was ended."
    ),
    PlanTransition(
        "PlanBreached",
        {PlanStatus.IN_ARREARS},
        {PlanStatus.BREACHED},
        "The time to make it good is over; the notice says by when the plan can still be saved.",
    ),
    PlanTransition(
        "PlanRescheduled",
        IN_FORCE,
        {PlanStatus.AGREED},
        "Both sides agree on another schedule over what is still owed.",
    ),
    PlanTransition(
        "PlanPaused", IN_FORCE - {PlanStatus.PAUSED}, {PlanStatus.PAUSED}, "For no longer than policy allows."
    ),
    PlanTransition(
        "PlanResumed", {PlanStatus.PAUSED}, IN_FORCE - {PlanStatus.PAUSED}, "A person lets it go on, as it stood."
    ),
    PlanTransition(
        "PlanTerminated",
        IN_FORCE,
        {PlanStatus.TERMINATED},
        "The notice of a breach ran out unpaid, or a person ends it for a reason.",
    ),
    PlanTransition(
        "PlanCompleted", IN_FORCE, {PlanStatus.COMPLETED}, "All that was agreed is paid, or nothing is owed any more."
    ),
    PlanTransition(
        "PlanCompletionWithdrawn",
        {PlanStatus.COMPLETED},
        IN_FORCE,
        "Money that had completed it bounces, and its case was open or opens again.",
    ),
    PlanTransition("CaseClosed", IN_FORCE, {PlanStatus.ENDED_WITH_CASE}, "The case ends before the plan does."),
    PlanTransition(
        "CaseReopened",
        {PlanStatus.ENDED_WITH_CASE, PlanStatus.COMPLETED},
        IN_FORCE,
        "A plan that ended only with its case, or with the money that closed it, goes on with it.",
    ),
)

BY_EVENT = {row.event: row for row in PLAN_TRANSITIONS}


def as_page() -> str:
    """The table as docs/cases-and-money.md prints it."""
    lines = ["| event | from | to | when |", "|---|---|---|---|"]
    for row in PLAN_TRANSITIONS:
        before, after = (", ".join(f"`{one}`" for one in PlanStatus if one in side) for side in (row.before, row.after))
        lines.append(f"| `{row.event}` | {before} | {after} | {row.guard} |")
    return "\n".join(lines) + "\n"
