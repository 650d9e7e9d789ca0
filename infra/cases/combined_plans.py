"""One plan over several cases, as both the command line and the API lay it out and ask each case about its part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.case.affordability.judging import amount_that_would_do, heaviest_month_minor
from domain.case.contacts.channel import Channel
from domain.case.plans.agreeing import PlanFields, agreed_on_by_both
from domain.case.plans.combining import TakePlanPart
from domain.case.plans.schedule import DueDay, schedule
from domain.case.plans.state import Instalment, Proposer
from domain.case.state import CaseState
from domain.kernel.decision import Context, Decision
from domain.kernel.money import Money
from domain.kernel.refusal import Refusal
from domain.person.plans.agreeing import AgreeCombinedPlan, PlanPart
from domain.person.plans.splitting import split

__all__ = ["CasesTogether", "Channel", "DueDay", "NotTogether", "Proposer"]


NO_PLAN = UUID(int=0)


class NotTogether(ValueError):
    """These cases are paid by no plan together; the text says why."""


@dataclass(frozen=True, slots=True)
class CasesTogether:
    """Two or more cases of one currency, on each of which something is owed. Raises NotTogether for others."""

    states: Mapping[UUID, CaseState]

    def __post_init__(self) -> None:
        if len(self.states) < 2 or not all(one.outstanding_minor for one in self.states.values()):
            raise NotTogether("A plan over several cases needs two or more on which something is owed.")
        if len({one.currency for one in self.states.values()}) > 1:
            raise NotTogether("The cases are in several currencies: choose those of one.")

    @property
    def owed(self) -> Money:
        """On all of them."""
        return Money(sum(self._owed_minor.values()), self._first.currency)

    @property
    def jurisdiction(self) -> str:
        """Whose law holds; the ledger refuses cases under several."""
        return self._first.claim.jurisdiction

    @property
    def left_of_a_month_minor(self) -> int | None:
        """What the household has left, by the case that knows least of it; None where nobody has asked."""
        known = [one.affordability.known_minor for one in self.states.values()]
        return min((one for one in known if one is not None), default=None)

    def schedule(self, a_month_minor: int, due_day: DueDay, not_before: date) -> tuple[Instalment, ...] | Refusal:
        """So much a month until all of it is paid."""
        return schedule(self.owed, Money(a_month_minor, self.owed.currency), not_before, due_day, self.jurisdiction)

    def would_do(self, today: date) -> tuple[int, int] | None:
        """The most a month that the household can well keep, in minor units, and for how many months; None where
        nobody has asked it, or none would do."""
        left_minor = self.left_of_a_month_minor
        return None if left_minor is None else amount_that_would_do(self.owed, left_minor, self.jurisdiction, today)

    def agreement(
        self, person_id: UUID, channel: Channel, by: Proposer, today: date, instalments: Sequence[Instalment]
    ) -> AgreeCombinedPlan:
        """The command that agrees on these instalments, each split over the cases by what is left of each."""
        parts = (PlanPart(case, part) for case, part in split(instalments, self._owed_minor).items())
        return AgreeCombinedPlan(channel, by, today, self.owed.currency, tuple(parts), person_id)

    def answers(self, asked: AgreeCombinedPlan, whole: Sequence[Instalment], context: Context) -> dict[UUID, Decision]:
        """What each case would answer to its part; ``whole`` is what the household pays on all of them."""
        month_minor = heaviest_month_minor(whole)
        return {
            one.case_id: agreed_on_by_both(
                self.states[one.case_id],
                PlanFields(asked.channel, asked.proposed_by, asked.agreed_on, one.instalments),
                context,
                month_minor - heaviest_month_minor(one.instalments),
            )
            for one in asked.parts
        }

    def part_to_take(self, asked: AgreeCombinedPlan, case: UUID, whole: Sequence[Instalment]) -> TakePlanPart:
        """What a case would be asked when the plan is agreed; of a plan that is not, ``combined_plan`` is no id."""
        (part,) = [one.instalments for one in asked.parts if one.case_id == case]
        agreed = (asked.channel, asked.proposed_by, asked.agreed_on, part)
        return TakePlanPart(*agreed, NO_PLAN, asked.person_id, "", asked.currency, heaviest_month_minor(whole))

    @property
    def _owed_minor(self) -> dict[UUID, int]:
        return {case: one.outstanding_minor for case, one in self.states.items()}

    @property
    def _first(self) -> CaseState:
        return next(iter(self.states.values()))
