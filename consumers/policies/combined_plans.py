"""What the person keeper does for plans over several cases: each case is asked to take its part, and tells its person
what becomes of it; what happens to one part and concerns the whole comes to the others.

Ids only: of each case, the plan of which it has a part.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from consumers.policies.policy import Intent, Lookup, RefusedIntent, because_of
from domain.case.affordability.judging import heaviest_month_minor
from domain.case.contacts.channel import Channel
from domain.case.plans.agreeing import PlanAgreed
from domain.case.plans.breaching import BreachPlan, PlanBreached
from domain.case.plans.changing_parts import PartChangePrepared, PreparePartChange, TakePartChange
from domain.case.plans.combining import EndPlanPart, PlanPartTaken, TakePlanPart
from domain.case.plans.completing import PlanCompleted, PlanCompletionWithdrawn
from domain.case.plans.curing import PlanCured
from domain.case.plans.state import Instalment
from domain.case.plans.terminating import PlanTerminated
from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from domain.person.plans.agreeing import CombinedPlanAgreed, PlanPart
from domain.person.plans.changing import CombinedPlanChangeAgreed, PlanChangeRecorded, RecordPlanChange
from domain.person.plans.ending import CombinedPlanEnded
from domain.person.plans.recording import PlanPartRecorded, RecordPlanPart
from domain.person.plans.splitting import by_day
from domain.person.plans.state import PartStatus
from projections.kit.named_sql import statements

_SQL = statements("consumers.policies", "combined_plans.sql")
TABLES = _SQL["tables"]
_BECOMES: dict[type[Event], PartStatus] = {
    PlanPartTaken: PartStatus.IN_FORCE,
    PlanBreached: PartStatus.BREACHED,
    PlanCured: PartStatus.IN_FORCE,
    PlanTerminated: PartStatus.TERMINATED,
    PlanCompleted: PartStatus.COMPLETED,
    PlanCompletionWithdrawn: PartStatus.IN_FORCE,
}
OF_CASES: frozenset[type[Event]] = frozenset({PlanAgreed, PartChangePrepared, *_BECOMES})
OF_PERSONS: frozenset[type[Event]] = frozenset(
    {CombinedPlanAgreed, PlanPartRecorded, CombinedPlanEnded, CombinedPlanChangeAgreed, PlanChangeRecorded}
)
EXPECTED_REFUSALS = frozenset(
    {"plan_part_known", "plan_part_over", "plan_change_settled", "plan_change_gave_way"}
    | {"plan_not_in_arrears", "no_plan_in_force", "cure_time_runs"}
)
"""The last three: notice of a breach goes to the cases on which something is missing for long enough."""


def told_by_case(lookup: Lookup, event: RecordedEvent) -> list[Intent]:
    """The person learns how the part on the case stands now, where its plan is a part."""
    happened, case = event.event, event.aggregate_id
    if isinstance(happened, PlanAgreed):
        lookup.execute(_SQL["forget"], {"case_id": case.bytes})
        return []
    if isinstance(happened, PartChangePrepared):
        can = RecordPlanChange(happened.combined_plan, happened.change, case, is_taken=True, reason=None)
        return [because_of(event, happened.person_id, can)]
    if isinstance(happened, PlanPartTaken):
        ids = {"person_id": happened.person_id.bytes, "combined_plan": happened.combined_plan.bytes}
        lookup.execute(_SQL["remember"], {"case_id": case.bytes, **ids})
    found = lookup.execute(_SQL["part_of"], {"case_id": case.bytes}).fetchone()
    if found is None:
        return []
    person, plan = (UUID(bytes=one) for one in found)
    reason = happened.reason if isinstance(happened, PlanTerminated) else None
    channel = happened.channel if isinstance(happened, PlanBreached) else None
    return [because_of(event, person, RecordPlanPart(plan, case, _BECOMES[type(happened)], reason, channel))]


def told_by_person(event: RecordedEvent) -> Iterable[Intent]:
    """The cases take their parts, and follow each other."""
    happened = event.event
    match happened:
        case CombinedPlanAgreed():
            month_minor = heaviest_month_minor(by_day([part.instalments for part in happened.parts]))
            return [
                because_of(event, part.case_id, _take(happened, event.aggregate_id, part.instalments, month_minor))
                for part in happened.parts
            ]
        case PlanPartRecorded(status=PartStatus.BREACHED, noticed_by=Channel() as channel):
            return [because_of(event, case, BreachPlan(channel)) for case in happened.follow]
        case PlanPartRecorded():
            ended = EndPlanPart(f"other_part_{happened.status}", happened.combined_plan)
            return [because_of(event, case, ended) for case in happened.follow]
        case CombinedPlanChangeAgreed():
            return [
                because_of(event, part.case_id, _prepare(happened, event.aggregate_id, part)) for part in happened.parts
            ]
        case PlanChangeRecorded():
            take = TakePartChange(happened.combined_plan, happened.change)
            return [because_of(event, case, take) for case in happened.cases]
        case CombinedPlanEnded():
            ended = EndPlanPart(happened.reason, happened.combined_plan)
            return [because_of(event, case, ended) for case in happened.cases]
    return []


def _prepare(agreed: CombinedPlanChangeAgreed, person: UUID, part: PlanPart) -> PreparePartChange:
    return PreparePartChange(
        combined_plan=agreed.combined_plan,
        change=agreed.change,
        channel=agreed.channel,
        proposed_by=agreed.proposed_by,
        reason=agreed.reason,
        instalments=part.instalments,
        person_id=person,
        reference=agreed.reference,
        currency=agreed.currency,
        month_minor=heaviest_month_minor(by_day([one.instalments for one in agreed.parts])),
    )


def _take(
    agreed: CombinedPlanAgreed, person: UUID, instalments: tuple[Instalment, ...], month_minor: int
) -> TakePlanPart:
    return TakePlanPart(
        channel=agreed.channel,
        proposed_by=agreed.proposed_by,
        agreed_on=agreed.agreed_on,
        instalments=instalments,
        combined_plan=agreed.combined_plan,
        person_id=person,
        reference=agreed.reference,
        currency=agreed.currency,
        month_minor=month_minor,
    )


def refused(intent: RefusedIntent) -> Iterable[Intent]:
    """A case that does not take its part ends the whole plan; one that cannot take its part of a change drops that."""
    match intent.command:
        case TakePlanPart() as asked:
            part = RecordPlanPart(asked.combined_plan, intent.target, PartStatus.REFUSED, intent.code, None)
            yield intent.compensation(asked.person_id, part)
        case PreparePartChange() as asked:
            cannot = RecordPlanChange(
                asked.combined_plan, asked.change, intent.target, is_taken=False, reason=intent.code
            )
            yield intent.compensation(asked.person_id, cannot)
