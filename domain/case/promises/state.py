"""The promises to pay on a case: the slice ``promises`` of its state."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.kernel.aggregate import Slice


@dataclass(frozen=True, slots=True)
class Promises:
    """The deadline that stands for each promise, by the promise's number from 1. How it stands, its deadline says."""

    deadline_of: dict[int, int] = field(default_factory=dict)

    @property
    def next_number(self) -> int:
        """Of the one that comes next."""
        return len(self.deadline_of) + 1

    def by_deadline(self, deadline: int) -> int | None:
        """The number of the promise that this deadline stands for."""
        return next((promise for promise, its in self.deadline_of.items() if its == deadline), None)


PROMISES: Slice[Promises] = Slice(Promises())
