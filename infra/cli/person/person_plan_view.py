"""A plan over several cases as a person sees it, from the log: the agreement, and how each case keeps its part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.case.claim.receiving import ClaimReceived
from domain.case.state import CaseState
from domain.kernel.money import money_text
from domain.person.plans.agreeing import CombinedPlanAgreed, PlanPart
from domain.person.plans.recording import PlanPartRecorded
from domain.person.plans.splitting import by_day
from domain.person.plans.state import CombinedPlan
from domain.person.state import PersonState
from infra.audit.history import state_after
from infra.cli.case.resolve import events_of_case, looking_up
from infra.cli.failures import NotFound
from infra.cli.person.naming import person_events
from infra.cli.render.table import facts, number, table, text, whole

if TYPE_CHECKING:
    from rich.console import RenderableType

    from domain.kernel.recorded import RecordedEvent
    from infra.cli.session import Session


@dataclass(frozen=True, slots=True)
class PartView:
    """The part on one case: ``paid_minor`` has been paid of it since the plan was agreed, ``why`` it is over."""

    part: PlanPart
    claim: ClaimReceived
    state: CaseState
    status: str
    why: str | None

    @property
    def total_minor(self) -> int:
        """All of it."""
        return sum(one.amount_minor for one in self.part.instalments)

    @property
    def paid_minor(self) -> int:
        """Of the case's own plan; none when that is another one by now."""
        return min(self.total_minor, max(0, self.state.credits.covered_minor - self.state.plan.paid_before_minor))


@dataclass(frozen=True, slots=True)
class CombinedPlanView:
    """What was agreed, and what became of it."""

    agreed: CombinedPlanAgreed
    plan: CombinedPlan
    parts: Sequence[PartView]

    @property
    def paid_minor(self) -> int:
        """On all cases."""
        return sum(one.paid_minor for one in self.parts)


def view_of(session: Session, person: UUID) -> CombinedPlanView:
    """The latest plan over several cases of a person. Raises NotFound where there is none."""
    events = person_events(session, person)
    agreed = [one.event for one in events if isinstance(one.event, CombinedPlanAgreed)]
    if not agreed:
        raise NotFound("No plan over several cases was agreed on with this person.")
    state: PersonState = state_after(events)
    plan = state.combined_plans.by_id[agreed[-1].combined_plan]
    why = {
        one.event.case_id: one.event.reason
        for one in events
        if isinstance(one.event, PlanPartRecorded) and one.event.combined_plan == plan.plan_id
    }
    with looking_up(session) as lookup:
        parts = [
            _part(part, events_of_case(lookup, str(part.case_id)), plan, why.get(part.case_id))
            for part in agreed[-1].parts
        ]
    return CombinedPlanView(agreed[-1], plan, parts)


def _part(part: PlanPart, events: Sequence[RecordedEvent], plan: CombinedPlan, why: str | None) -> PartView:
    claim = events[0].event
    assert isinstance(claim, ClaimReceived)
    return PartView(part, claim, state_after(events), str(plan.parts[part.case_id]), why)


def plan_document(view: CombinedPlanView) -> dict[str, Any]:
    """Documented in docs/command-line.md. Amounts are minor units of ``currency``."""
    agreed = view.agreed
    return {
        "combined_plan": agreed.combined_plan,
        "number": agreed.number,
        "status": str(view.plan.status),
        "reference": agreed.reference,
        "proposed_by": str(agreed.proposed_by),
        "channel": str(agreed.channel),
        "agreed_on": agreed.agreed_on,
        "currency": agreed.currency,
        "total_minor": agreed.total_minor,
        "paid_minor": view.paid_minor,
        "instalments": [
            {"due_date": one.due_date, "amount_minor": one.amount_minor}
            for one in by_day([part.instalments for part in agreed.parts])
        ],
        "parts": [
            {
                "case_id": one.part.case_id,
                "creditor": one.claim.creditor_name,
                "creditor_reference": one.claim.creditor_reference,
                "status": one.status,
                "reason": one.why,
                "total_minor": one.total_minor,
                "paid_minor": one.paid_minor,
                "instalments": [
                    {"due_date": each.due_date, "amount_minor": each.amount_minor} for each in one.part.instalments
                ],
            }
            for one in view.parts
        ],
    }


def plan_screen(view: CombinedPlanView) -> list[RenderableType]:
    """What was agreed, what is due when, and how each part stands."""
    return [_heading(view), _instalments(view), _parts(view)]


def _heading(view: CombinedPlanView) -> RenderableType:
    agreed, currency = view.agreed, view.agreed.currency
    return facts(
        f"Plan {agreed.number} over {len(agreed.parts)} cases, {view.plan.status}",
        [
            ("agreed", f"{agreed.agreed_on} by {agreed.channel}, proposed by the {agreed.proposed_by}"),
            ("pays with", agreed.reference),
            ("in all", money_text(agreed.total_minor, currency)),
            ("paid of it", money_text(view.paid_minor, currency)),
        ],
    )


def _instalments(view: CombinedPlanView) -> RenderableType:
    currency = view.agreed.currency
    rows = [
        (
            str(one.due_date),
            money_text(one.amount_minor, currency),
            "; ".join(
                f"{part.claim.creditor_reference} {money_text(each.amount_minor, currency)}"
                for part in view.parts
                for each in part.part.instalments
                if each.due_date == one.due_date
            ),
        )
        for one in by_day([part.instalments for part in view.agreed.parts])
    ]
    return table("Due", [whole("due"), number("amount"), text("of which on each case", at_least=30)], rows)


def _parts(view: CombinedPlanView) -> RenderableType:
    currency = view.agreed.currency
    rows = [
        (
            str(one.part.case_id), one.claim.creditor_name, one.claim.creditor_reference,
            one.status + (f": {one.why}" if one.why else ""),
            money_text(one.total_minor, currency), money_text(one.paid_minor, currency),
        )
        for one in view.parts
    ]  # fmt: skip
    columns = [whole("case"), text("creditor"), text("reference"), text("stands"), number("in all"), number("paid")]
    return table("Its parts", columns, rows)
