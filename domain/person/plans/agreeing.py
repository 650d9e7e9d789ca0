"""One plan over several cases of a person: one sum, one day and one reference, and a part of it on each case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.case.claim.issuing import issued_reference
from domain.case.contacts.channel import Channel
from domain.case.plans.state import Instalment, Proposer
from domain.kernel.decision import Context, Decision
from domain.kernel.identity import combined_plan_id
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.person.plans.splitting import by_day
from domain.person.plans.state import COMBINED_PLANS, CombinedPlan, CombinedPlans, PartStatus
from domain.person.state import PERSON, PersonState, refuse_unless_registered

COMBINED_PLAN_IN_FORCE = Refusal(
    "combined_plan_in_force",
    "A plan over several cases is agreed already. Change it with `caseledger person plan change`, or end it first with "
    "`caseledger person plan end`.",
)


@dataclass(frozen=True, slots=True)
class PlanPart:
    """What falls due on one case, in minor units: dates ascending, in all what is owed on it."""

    case_id: UUID
    instalments: tuple[Instalment, ...]


@dataclass(frozen=True, slots=True)
class CombinedPlanFields:
    """Where both agreed, who proposed it, on which day, and what falls due on each case, in minor units."""

    channel: Channel
    proposed_by: Proposer
    agreed_on: date
    currency: str
    parts: tuple[PlanPart, ...]


@PERSON.command
@dataclass(frozen=True, slots=True)
class AgreeCombinedPlan(CombinedPlanFields, Command):
    """Agree with the person on one plan over these cases."""

    person_id: UUID

    def belongs_to(self) -> UUID:
        """The one who pays by it."""
        return self.person_id


@PERSON.event
@dataclass(frozen=True, slots=True)
class CombinedPlanAgreed(CombinedPlanFields, Event):
    """Both agreed; each case is asked to take its part. ``reference`` is what payments of the whole sum are made with.

    ``number`` counts such plans of the person, from 1.
    """

    combined_plan: UUID
    number: int
    reference: str
    total_minor: int

    def sentence(self) -> str:
        """Over how much, on how many cases, in how many parts."""
        months = by_day([part.instalments for part in self.parts])
        count = "1 instalment" if len(months) == 1 else f"{len(months)} instalments"
        total = money_text(self.total_minor, self.currency)
        return f"Plan {self.number} over {len(self.parts)} cases agreed: {total} in {count}"


@PERSON.decides(AgreeCombinedPlan)
def decide_agree_combined_plan(state: PersonState, command: AgreeCombinedPlan, context: Context) -> Decision:
    """Over two or more open cases of the person, under one law, one such plan at a time.

    Whether a part is what is owed, and whether the household can keep the whole, the cases say that have to take it.
    """
    if refusal := refuse_unless_registered(state):
        return refusal
    cases = {part.case_id for part in command.parts}
    if len(cases) < 2 or len(cases) < len(command.parts):
        return Refusal("too_few_cases", "A plan over several cases names two or more, each once.")
    jurisdictions = {one.case_id: one.jurisdiction for one in state.cases.open if one.case_id in cases}
    if cases - jurisdictions.keys():
        return Refusal("case_not_of_person", "One of these cases is not an open case of this person.")
    if len(set(jurisdictions.values())) > 1:
        return Refusal("laws_differ", "The cases are under the laws of different countries: each needs its own plan.")
    if state.combined_plans.going_on:
        return COMBINED_PLAN_IN_FORCE
    return [_agreed(state, command, next(iter(jurisdictions.values())))]


def _agreed(state: PersonState, command: AgreeCombinedPlan, jurisdiction: str) -> CombinedPlanAgreed:
    number = len(state.combined_plans.by_id) + 1
    plan_id = combined_plan_id(command.person_id, number)
    return caused_by(
        command,
        CombinedPlanAgreed,
        combined_plan=plan_id,
        number=number,
        reference=issued_reference(plan_id, jurisdiction),
        total_minor=sum(one.amount_minor for part in command.parts for one in part.instalments),
    )


@COMBINED_PLANS.on(CombinedPlanAgreed)
def combined_plan_agreed(plans: CombinedPlans, event: CombinedPlanAgreed) -> CombinedPlans:
    """Each of its cases is asked."""
    asked = {part.case_id: PartStatus.ASKED for part in event.parts}
    return plans.having(CombinedPlan(event.combined_plan, event.number, asked, event.reference))
