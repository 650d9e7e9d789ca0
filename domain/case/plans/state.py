"""The instalment plan of a case: the slice ``plan`` of its state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.kernel.aggregate import Slice


@dataclass(frozen=True, slots=True)
class Instalment:
    """One part of a plan: ``amount_minor`` by the end of ``due_date``."""

    due_date: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The latest plan. ``number`` counts plans from 1; 0 when there was none.

    ``paid_before_minor`` is what had been paid when it was agreed; ``instalments_set`` how many of its instalments
    have got their deadline, the last of them number ``deadline``. ``later_by`` is by how much those ahead are later
    than agreed, because the plan stood still. ``ended_with_case`` remembers that nothing but the case's end ended it.
    """

    number: int = 0
    in_force: bool = False
    ended_with_case: bool = False
    instalments: tuple[Instalment, ...] = ()
    instalments_set: int = 0
    deadline: int = 0
    later_by: timedelta = timedelta(0)
    paid_before_minor: int = 0

    def next_instalment(self) -> Instalment | None:
        """The one whose deadline has not been set, while the plan is in force."""
        ahead = self.instalments[self.instalments_set :]
        if not ahead or not self.in_force:
            return None
        return replace(ahead[0], due_date=ahead[0].due_date + self.later_by)

    @property
    def next_target_minor(self) -> int:
        """What must have been paid on the case in all to keep the next instalment: early money counts."""
        reached = self.instalments[: self.instalments_set + 1]
        return self.paid_before_minor + sum(instalment.amount_minor for instalment in reached)


PLAN: Slice[Plan] = Slice(Plan())
