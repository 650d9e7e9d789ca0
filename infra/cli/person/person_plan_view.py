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
from domain.person.plans.changing import CombinedPlanChangeAgreed, PlanChangeRecorded
from domain.person.plans.recording import PlanPartRecorded
from domain.person.plans.splitting import by_day
from domain.person.plans.state import ChangeStatus, CombinedPlan
from domain.person.state import PersonState
from infra.audit.history import state_after
from infra.cli.case.resolve import events_of_case, looking_up
from infra.cli.failures import NotFound
from infra.cli.person.plans_of import histories
from infra.cli.render.table import facts, number, table, text, whole

if TYPE_CHECKING:
    from rich.console import RenderableType

    from domain.kernel.message import Event
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
    """What was agreed first, what became of it, and its parts by the latest change that is in force.

    ``change`` is that change, ``asked`` a later one that is not in force, with how it stands; None: there is none.
    """

    agreed: CombinedPlanAgreed
    plan: CombinedPlan
    parts: Sequence[PartView]
    change: CombinedPlanChangeAgreed | None = None
    asked: tuple[CombinedPlanChangeAgreed, str] | None = None

    @property
    def latest(self) -> CombinedPlanAgreed | CombinedPlanChangeAgreed:
        """The agreement by which it is paid."""
        return self.change or self.agreed

    @property
    def total_minor(self) -> int:
        """What is paid by its parts as they are now, in all."""
        return sum(one.total_minor for one in self.parts)

    @property
    def paid_minor(self) -> int:
        """On all cases."""
        return sum(one.paid_minor for one in self.parts)


def view_of(session: Session, person: UUID, wanted: UUID | None) -> CombinedPlanView:
    """The plan ``wanted`` over several cases of a person; None: the one that goes on, or else the last of them, whoever
    of those who turned out to be the person agreed to it. Raises NotFound where there is none."""
    found = [
        (state_after(events), events, one)
        for events in histories(session, person).values()
        for one in events
        if isinstance(one.event, CombinedPlanAgreed) and wanted in (None, one.event.combined_plan)
    ]
    if not found:
        raise NotFound("No such plan over several cases was agreed on with this person.")
    state, events, agreed = max(found, key=lambda one: (not _plan(one[0], one[2]).is_over, one[2].recorded_at))
    return _view(session, _plan(state, agreed), [one.event for one in events])


def _plan(state: PersonState, agreed: RecordedEvent) -> CombinedPlan:
    assert isinstance(agreed.event, CombinedPlanAgreed)
    return state.combined_plans.by_id[agreed.event.combined_plan]


def _view(session: Session, plan: CombinedPlan, happened: Sequence[Event]) -> CombinedPlanView:
    of_plan = [one for one in happened if getattr(one, "combined_plan", None) == plan.plan_id]
    why = {one.case_id: one.reason for one in of_plan if isinstance(one, PlanPartRecorded)}
    [agreed] = [one for one in of_plan if isinstance(one, CombinedPlanAgreed)]
    change, asked = changes_of(of_plan)
    latest = {one.case_id: one for one in (*agreed.parts, *(change.parts if change else ()))}
    with looking_up(session) as lookup:
        parts = [_part(part, events_of_case(lookup, str(case)), plan, why.get(case)) for case, part in latest.items()]
    return CombinedPlanView(agreed, plan, parts, change, asked)


def changes_of(
    of_plan: Sequence[Event],
) -> tuple[CombinedPlanChangeAgreed | None, tuple[CombinedPlanChangeAgreed, str] | None]:
    """The change by which a plan is paid, of its events, and a later one that is not in force, with how it stands."""
    changes = {one.change: one for one in of_plan if isinstance(one, CombinedPlanChangeAgreed)}
    answers = [one for one in of_plan if isinstance(one, PlanChangeRecorded)]
    held = [one.change for one in answers if one.change_status is ChangeStatus.IN_FORCE]
    change = changes[held[-1]] if held else None
    last = list(changes.values())[-1] if changes else None
    if last is None or last == change:
        return change, None
    dropped = [one for one in answers if one.change == last.change and one.change_status is ChangeStatus.DROPPED]
    why = f"dropped: {dropped[-1].reason or 'the plan is over'}" if dropped else "asked of the cases"
    return change, (last, why)


def _part(part: PlanPart, events: Sequence[RecordedEvent], plan: CombinedPlan, why: str | None) -> PartView:
    claim = events[0].event
    assert isinstance(claim, ClaimReceived)
    return PartView(part, claim, state_after(events), str(plan.parts[part.case_id]), why)


def plan_document(view: CombinedPlanView) -> dict[str, Any]:
    """Documented in docs/command-line.md. Amounts are minor units of ``currency``."""
    agreed, latest = view.agreed, view.latest
    return {
        "combined_plan": agreed.combined_plan,
        "number": agreed.number,
        "status": str(view.plan.status),
        "reference": agreed.reference,
        "proposed_by": str(latest.proposed_by),
        "channel": str(latest.channel),
        "agreed_on": agreed.agreed_on,
        "change": view.change and view.change.change,
        "change_not_in_force": view.asked and {"change": view.asked[0].change, "stands": view.asked[1]},
        "currency": agreed.currency,
        "total_minor": view.total_minor,
        "paid_minor": view.paid_minor,
        "instalments": [
            {"due_date": one.due_date, "amount_minor": one.amount_minor}
            for one in by_day([one.part.instalments for one in view.parts])
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
    said = [
        ("plan", str(agreed.combined_plan)),
        ("agreed", f"{agreed.agreed_on} by {agreed.channel}, proposed by the {agreed.proposed_by}"),
        ("pays with", agreed.reference),
        ("in all", money_text(view.total_minor, currency)),
        ("paid of it", money_text(view.paid_minor, currency)),
    ]
    if change := view.change:
        by = f"by {change.channel}, proposed by the {change.proposed_by} ({change.reason})"
        said.insert(2, (f"change {change.change}", by))
    if view.asked:
        said.append((f"change {view.asked[0].change}", view.asked[1]))
    return facts(f"Plan {agreed.number} over {len(view.parts)} cases, {view.plan.status}", said)


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
        for one in by_day([one.part.instalments for one in view.parts])
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
