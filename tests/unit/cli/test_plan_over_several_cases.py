"""One plan over several cases, as it is shown: on each case that has a part of it, and on the person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import StringIO
from uuid import UUID

from rich.console import Console, RenderableType

from domain.case.contacts.channel import Channel
from domain.case.plans.combining import TakePlanPart
from domain.case.plans.state import Instalment, Proposer
from domain.case.plans.terminating import TerminatePlan
from domain.person.plans.agreeing import PlanPart
from domain.person.plans.changing import CombinedPlanChangeAgreed, PlanChangeRecorded
from domain.person.plans.state import ChangeStatus, CombinedPlan, PartStatus
from infra.audit.history import state_after
from infra.cases.view import CaseView
from infra.cli.case.case_render import case_screen
from infra.cli.case.statement_render import statement_screens
from infra.cli.person.person_plan_view import CombinedPlanView, PartView, changes_of, plan_document, plan_screen
from infra.cli.times import Zone
from infra.statement.paper import statement_paper
from infra.statement.statement import statement_of
from tests.unit.cli.recorded import CASE_ID, events_after, recorded
from tests.unit.domain.samples import CLAIM, NOW, PERSON, allocation
from tests.unit.golden_samples import GOLDEN_EVENTS

REFERENCE, OTHER = "1234567890123456782070", UUID(int=2)
PART = (Instalment(date(2026, 3, 25), 60_000), Instalment(date(2026, 4, 27), 65_500))
TAKE = TakePlanPart(Channel.PHONE, Proposer.CUSTOMER, NOW.date(), PART, UUID(int=71), PERSON, REFERENCE, "SEK", 90_000)
DAY = date(2026, 3, 31)


def printed(*parts: RenderableType) -> str:
    console = Console(file=StringIO(), width=200)
    console.print(*parts)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_a_case_with_a_part_says_how_the_whole_is_paid_and_what_the_delay_costs() -> None:
    view = CaseView.of(recorded(events_after(CLAIM, TAKE)))
    told = printed(case_screen(view, Zone("Europe/Stockholm"), DAY))
    assert f"paid with the reference {REFERENCE}" in told
    assert "Interest and fees in it: 255.00 SEK, 25 % of the principal." in told
    assert view.as_json()["part_of"] == {
        "combined_plan": UUID(int=71), "person_id": PERSON, "payment_reference": REFERENCE,
    }  # fmt: skip


def test_a_statement_names_the_reference_of_the_plan_and_no_more_once_it_has_ended() -> None:
    made = statement_of(recorded(events_after(CLAIM, TAKE)), DAY)
    assert REFERENCE in printed(*statement_screens(made, "")) and REFERENCE in statement_paper(made, "")
    over = statement_of(recorded(events_after(CLAIM, TAKE, TerminatePlan("customer_asked"))), DAY)
    assert over.part_of is None and REFERENCE not in statement_paper(over, "")


def test_the_plan_of_a_person_shows_what_is_due_on_each_case_and_what_has_been_paid() -> None:
    agreed = replace(
        GOLDEN_EVENTS["CombinedPlanAgreed"],  # type: ignore[type-var]
        parts=(PlanPart(CASE_ID, PART), PlanPart(OTHER, (Instalment(date(2026, 3, 25), 30_000),))),
        total_minor=155_500,
    )
    events = recorded(events_after(CLAIM, TAKE, allocation(60_000)))
    other = recorded(events_after(replace(CLAIM, creditor_reference="F-9"), replace(TAKE, instalments=PART)))
    plan = CombinedPlan(UUID(int=71), 1, {CASE_ID: PartStatus.IN_FORCE, OTHER: PartStatus.REFUSED}, REFERENCE)
    parts = [
        PartView(agreed.parts[0], events[0].event, state_after(events), "in_force", None),  # type: ignore[arg-type]
        PartView(agreed.parts[1], other[0].event, state_after(other), "refused", "plan_in_force"),  # type: ignore[arg-type]
    ]
    view = CombinedPlanView(agreed, plan, parts)
    document = plan_document(view)
    assert (document["status"], document["paid_minor"]) == ("ended", 60_000)
    assert [one["amount_minor"] for one in document["instalments"]] == [90_000, 65_500]
    told = printed(*plan_screen(view))
    assert "F-1001 600.00 SEK; F-9 300.00 SEK" in told and "refused: plan_in_force" in told


def change(number: int) -> CombinedPlanChangeAgreed:
    agreed = GOLDEN_EVENTS["CombinedPlanChangeAgreed"]
    assert isinstance(agreed, CombinedPlanChangeAgreed)
    return replace(agreed, change=number)


def answer(number: int, status: ChangeStatus, reason: str | None = None) -> PlanChangeRecorded:
    return PlanChangeRecorded(UUID(int=71), number, CASE_ID, reason is None, reason, 1, status, ())


def test_a_plan_is_paid_by_the_last_change_that_every_case_takes_and_another_one_is_told_of() -> None:
    taken = [change(1), answer(1, ChangeStatus.ASKED), answer(1, ChangeStatus.IN_FORCE)]
    assert changes_of([]) == (None, None)
    assert changes_of(taken[:2]) == (None, (change(1), "asked of the cases"))
    assert changes_of(taken) == (change(1), None)
    dropped = [*taken, change(2), answer(2, ChangeStatus.DROPPED, "plan_unaffordable")]
    assert changes_of(dropped) == (change(1), (change(2), "dropped: plan_unaffordable"))


def test_a_changed_plan_shows_the_change_and_what_is_due_by_it() -> None:
    agreed = GOLDEN_EVENTS["CombinedPlanAgreed"]
    events = recorded(events_after(CLAIM, TAKE))
    plan = CombinedPlan(UUID(int=71), 1, {CASE_ID: PartStatus.IN_FORCE}, REFERENCE, changes=2)
    later = PlanPart(CASE_ID, (Instalment(date(2026, 6, 25), 125_500),))
    part = PartView(later, events[0].event, state_after(events), "in_force", None)  # type: ignore[arg-type]
    view = CombinedPlanView(agreed, plan, [part], change(1), (change(2), "asked of the cases"))  # type: ignore[arg-type]
    document = plan_document(view)
    assert (document["change"], document["total_minor"]) == (1, 125_500)
    assert document["change_not_in_force"] == {"change": 2, "stands": "asked of the cases"}
    told = printed(*plan_screen(view))
    assert "2026-06-25" in told and "by phone, proposed by the customer (less_income)" in told
    assert "asked of the cases" in told
