"""The debtors of cases that are played together: somebody who has several is one person in all of them."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from domain.kernel.application import VersionedState
from infra.generator.plot import Plot


class SharedDebtors:
    """``states`` holds each debtor for as long as a case of theirs is expected or under way."""

    def __init__(self) -> None:
        self.states: dict[UUID, VersionedState] = {}
        self._cases: Counter[int] = Counter()

    def expect(self, debtor_number: int) -> None:
        """One more case of this debtor will be played."""
        self._cases[debtor_number] += 1

    def has_one_case_left(self, plot: Plot) -> bool:
        """Whether this case is the last of its debtor that is expected."""
        return self._cases[plot.debtor_number] <= 1

    def over(self, plot: Plot) -> None:
        """The case has been played to its end."""
        if self.has_one_case_left(plot):
            del self._cases[plot.debtor_number]
            self.states.pop(plot.person, None)
        else:
            self._cases[plot.debtor_number] -= 1
