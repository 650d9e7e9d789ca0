"""The plans over several cases that were agreed on with a person: the slice ``combined_plans`` of a person's state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.kernel.aggregate import Slice
from domain.kernel.quick_record import changed


class PartStatus(StrEnum):
    """How the part of a plan that is on one case stands. ``with_case``: the case ended before its part did."""

    ASKED = "asked"
    IN_FORCE = "in_force"
    BREACHED = "breached"
    COMPLETED = "completed"
    WITH_CASE = "with_case"
    TERMINATED = "terminated"
    REFUSED = "refused"


OVER_AT_ONCE = frozenset({PartStatus.TERMINATED, PartStatus.REFUSED})
"""With one such part the whole plan is over: one monthly sum cannot be kept for a part of the cases."""
GOING_ON = frozenset({PartStatus.ASKED, PartStatus.IN_FORCE, PartStatus.BREACHED})


class CombinedStatus(StrEnum):
    """How a whole plan stands. ``asked``: not every case has taken its part yet."""

    ASKED = "asked"
    IN_FORCE = "in_force"
    BREACHED = "breached"
    COMPLETED = "completed"
    ENDED = "ended"


class ChangeStatus(StrEnum):
    """How a change of a whole plan stands: some case has not answered yet, every case takes it, or one does not."""

    ASKED = "asked"
    IN_FORCE = "in_force"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class AskedChange:
    """Change ``number`` of the plan is asked of these cases; those in ``waits_for`` have not said that they take it."""

    number: int
    cases: tuple[UUID, ...]
    waits_for: frozenset[UUID]

    def taken_by(self, case: UUID) -> AskedChange:
        """One case less to wait for."""
        return changed(self, waits_for=self.waits_for - {case})


@dataclass(frozen=True, slots=True)
class CombinedPlan:
    """``number`` counts the plans of the person, from 1. ``ended``: a person ended it.

    ``changes`` counts the changes that were agreed on; ``change`` is the one that waits for answers, one at a time.
    """

    plan_id: UUID
    number: int
    parts: dict[UUID, PartStatus]
    reference: str
    ended: bool = False
    changes: int = 0
    change: AskedChange | None = None

    @property
    def status(self) -> CombinedStatus:
        """What its parts make of it."""
        found = set(self.parts.values())
        if self.ended or found & OVER_AT_ONCE:
            return CombinedStatus.ENDED
        for status in (PartStatus.ASKED, PartStatus.BREACHED, PartStatus.IN_FORCE):
            if status in found:
                return CombinedStatus(status)
        return CombinedStatus.COMPLETED

    @property
    def is_over(self) -> bool:
        """Whether nothing is paid by it any more."""
        return self.status in (CombinedStatus.COMPLETED, CombinedStatus.ENDED)

    def having(self, case: UUID, status: PartStatus) -> CombinedPlan:
        """With the part on this case as it is now."""
        return changed(self, parts={**self.parts, case: status})

    def cases(self, *statuses: PartStatus) -> tuple[UUID, ...]:
        """Those on which its part stands so."""
        return tuple(case for case, status in self.parts.items() if status in statuses)


@dataclass(frozen=True, slots=True)
class CombinedPlans:
    """By their ids, in the order in which they were agreed on."""

    by_id: dict[UUID, CombinedPlan]

    @property
    def going_on(self) -> CombinedPlan | None:
        """The one that is not over: there is one at a time."""
        return next((plan for plan in self.by_id.values() if not plan.is_over), None)

    def having(self, plan: CombinedPlan) -> CombinedPlans:
        """With this one as it is now."""
        return CombinedPlans({**self.by_id, plan.plan_id: plan})


COMBINED_PLANS: Slice[CombinedPlans] = Slice(CombinedPlans({}))
