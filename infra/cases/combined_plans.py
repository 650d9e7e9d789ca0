"""One plan over several cases, as both the command line and the API lay it out and ask each case about its part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.case.affordability.judging import amount_that_would_do, heaviest_month_minor
from domain.case.contacts.channel import Channel
from domain.case.plans.changing_parts import PreparePartChange
from domain.case.plans.combining import TakePlanPart
from domain.case.plans.schedule import DueDay, schedule
from domain.case.plans.state import Instalment, Proposer
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.money import Money
from domain.kernel.refusal import Refusal
from domain.person.plans.agreeing import AgreeCombinedPlan, PlanPart
from domain.person.plans.changing import CHANGEABLE, ChangeCombinedPlan
from domain.person.plans.splitting import split
from domain.person.plans.state import CombinedPlan

__all__ = ["CHANGEABLE", "AskedOfCases", "CasesTogether", "Channel", "DueDay", "NotTogether", "Proposer"]


NO_PLAN = UUID(int=0)


class NotTogether(ValueError):
    """These cases are paid by no plan together; the text says why."""


@dataclass(frozen=True, slots=True)
class AskedOfCases:
    """``command`` is what is agreed on with the person, ``parts`` what each case is asked when it is."""

    command: AgreeCombinedPlan | ChangeCombinedPlan
    parts: Mapping[UUID, TakePlanPart | PreparePartChange]


@dataclass(frozen=True, slots=True)
class CasesTogether:
    """One or more cases of one currency. Raises NotTogether for others."""

    states: Mapping[UUID, CaseState]

    def __post_init__(self) -> None:
        if not self.states:
            raise NotTogether("There is no case that a plan could cover.")
        if len({one.currency for one in self.states.values()}) > 1:
            raise NotTogether("The cases are in several currencies: choose those of one.")

    @classmethod
    def without_a_plan(cls, states: Mapping[UUID, CaseState]) -> CasesTogether:
        """Two or more, on each of which something is owed: what a first plan takes. Raises NotTogether."""
        if len(states) < 2 or not all(one.outstanding_minor for one in states.values()):
            raise NotTogether("A plan over several cases needs two or more on which something is owed.")
        return cls(states)

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
    ) -> AskedOfCases:
        """The command that agrees on these instalments, each split over the cases by what is left of each.

        What the cases are asked names no plan yet: the ledger gives it its id and its reference.
        """
        split_up, currency = split(instalments, self._owed_minor), self.owed.currency
        month_minor = heaviest_month_minor(instalments)
        parts = {
            case: TakePlanPart(channel, by, today, part, NO_PLAN, person_id, "", currency, month_minor)
            for case, part in split_up.items()
        }
        return AskedOfCases(AgreeCombinedPlan(channel, by, today, currency, _told(split_up), person_id), parts)

    def change(
        self,
        plan: CombinedPlan,
        person_id: UUID,
        channel: Channel,
        by: Proposer,
        reason: Code,
        instalments: Sequence[Instalment],
    ) -> AskedOfCases:
        """The command that changes ``plan`` to these instalments, which cover all that is still owed by it."""
        split_up, currency = split(instalments, self._owed_minor), self.owed.currency
        agreed = (plan.plan_id, plan.changes + 1, channel, by, reason)
        paid = (person_id, plan.reference, currency, heaviest_month_minor(instalments))
        parts = {case: PreparePartChange(*agreed, part, *paid) for case, part in split_up.items()}
        return AskedOfCases(ChangeCombinedPlan(channel, by, reason, currency, _told(split_up)), parts)

    def answers(self, asked: AskedOfCases, context: Context) -> dict[UUID, Decision]:
        """What each case would answer to its part."""
        return {case: CASE.decide(self.states[case], part, context) for case, part in asked.parts.items()}

    @property
    def _owed_minor(self) -> dict[UUID, int]:
        return {case: one.outstanding_minor for case, one in self.states.items()}

    @property
    def _first(self) -> CaseState:
        return next(iter(self.states.values()))


def _told(parts: Mapping[UUID, tuple[Instalment, ...]]) -> tuple[PlanPart, ...]:
    return tuple(PlanPart(case, part) for case, part in parts.items())
