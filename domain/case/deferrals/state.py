"""How often more time was given: the slice ``deferrals`` of a case's state."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.kernel.aggregate import Slice


@dataclass(frozen=True, slots=True)
class Deferrals:
    """``asked`` counts the requests of the case; ``of_plan`` (by the plan's number) and ``of_deadline`` (for demands
    beside a plan, by the deadline's) hold one entry for each that was granted; ``days_of`` says by its number how many
    days it gave."""

    asked: int = 0
    of_plan: tuple[int, ...] = ()
    of_deadline: tuple[int, ...] = ()
    days_of: dict[int, int] = field(default_factory=dict)


DEFERRALS: Slice[Deferrals] = Slice(Deferrals())
