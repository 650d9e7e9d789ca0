"""A part of a plan over several cases that its case does not take: what the policy asks of the ledger is refused as it
was foreseen, and by a rule where a rule forbids it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from consumers.policies.combined_plans import told_by_person
from domain.case.contacts.channel import Channel
from domain.case.plans.combining import TakePlanPart
from domain.case.plans.state import Instalment, Proposer
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Decision
from domain.kernel.message import Event, caused_by
from domain.kernel.refusal import Refusal
from domain.person.plans.agreeing import CombinedPlanAgreed
from domain.person.plans.changing import CombinedPlanChangeAgreed
from domain.person.plans.state import CombinedPlan
from infra.cases.combined_plans import AskedOfCases, CasesTogether
from tests.unit.cli.recorded import events_after, recorded
from tests.unit.domain.agreed_plans import ASSESS
from tests.unit.domain.samples import CLAIM, CONTEXT, PERSON

FIRST, SECOND = UUID(int=1), UUID(int=2)
OWED_MINOR = 2 * (CLAIM.principal_minor + CLAIM.interest_minor + CLAIM.fees_minor)
MORE_THAN_IS_LEFT = (date(2026, 3, 27), date(2026, 4, 27))
TOO_EARLY = (date(2026, 2, 1),)
WHAT_CAN_BE_KEPT = tuple(date(2026 + month // 12, 1 + month % 12, 25) for month in range(3, 13))
Answers = Mapping[UUID, tuple[Decision, Decision]]
"""By case: what it would answer, and what it does when its policy has read that both agreed."""
Asking = Callable[[tuple[date, ...]], Answers]
PLAN = CombinedPlan(UUID(int=71), 1, {}, "48427890769414078107")


def a_case(reference: str) -> CaseState:
    claim = replace(CLAIM, creditor_reference=reference, payment_reference="")
    return CASE.evolve_all(CASE.initial, events_after(claim, ASSESS))


def with_its_part(state: CaseState, case: UUID) -> CaseState:
    """After it has taken the one that it can keep of ``PLAN``."""
    whole = instalments(WHAT_CAN_BE_KEPT)
    asked = CasesTogether({FIRST: state, SECOND: state}).agreement(
        PERSON, Channel.PHONE, Proposer.CUSTOMER, CONTEXT.now.date(), whole
    )
    part = asked.parts[case]
    assert isinstance(part, TakePlanPart)
    decided = CASE.decide(state, replace(part, combined_plan=PLAN.plan_id), CONTEXT)
    assert not isinstance(decided, Refusal), decided
    return CASE.evolve_all(state, decided)


def instalments(days: tuple[date, ...]) -> tuple[Instalment, ...]:
    return tuple(Instalment(day, OWED_MINOR // len(days)) for day in days)


def foreseen_and_found(together: CasesTogether, asked: AskedOfCases, agreed: Event) -> Answers:
    [record] = recorded([agreed])
    foreseen = together.answers(asked, CONTEXT)
    return {
        one.target: (foreseen[one.target], CASE.decide(together.states[one.target], one.command, CONTEXT))
        for one in told_by_person(record._replace(aggregate_id=PERSON))
    }


def of_an_agreement(days: tuple[date, ...]) -> Answers:
    together = CasesTogether.without_a_plan({FIRST: a_case("F-1"), SECOND: a_case("F-2")})
    asked = together.agreement(PERSON, Channel.PHONE, Proposer.CUSTOMER, CONTEXT.now.date(), instalments(days))
    named = {"combined_plan": PLAN.plan_id, "number": 1, "reference": PLAN.reference, "total_minor": OWED_MINOR}
    return foreseen_and_found(together, asked, caused_by(asked.command, CombinedPlanAgreed, **named))


def of_a_change(days: tuple[date, ...]) -> Answers:
    states = {case: with_its_part(a_case(name), case) for case, name in ((FIRST, "F-1"), (SECOND, "F-2"))}
    together = CasesTogether(states)
    asked = together.change(PLAN, PERSON, Channel.PHONE, Proposer.CUSTOMER, "less_income", instalments(days))
    named = {"combined_plan": PLAN.plan_id, "number": 1, "reference": PLAN.reference, "total_minor": OWED_MINOR}
    return foreseen_and_found(together, asked, caused_by(asked.command, CombinedPlanChangeAgreed, change=1, **named))


@pytest.mark.parametrize("asking", [of_an_agreement, of_a_change])
@pytest.mark.parametrize(("days", "by_rule"), [(MORE_THAN_IS_LEFT, True), (TOO_EARLY, False)])
def test_the_ledger_refuses_what_was_foreseen(asking: Asking, days: tuple[date, ...], by_rule: bool) -> None:
    answers = asking(days)
    assert answers.keys() == {FIRST, SECOND}
    for foreseen, found in answers.values():
        assert isinstance(foreseen, Refusal)
        assert found == foreseen
        assert (foreseen.rule is not None) == by_rule, foreseen


def test_a_change_that_can_be_kept_is_prepared_as_it_was_foreseen() -> None:
    for foreseen, found in of_a_change(WHAT_CAN_BE_KEPT).values():
        assert not isinstance(foreseen, Refusal), foreseen
        assert found == foreseen


def test_a_part_that_can_be_kept_is_taken_and_only_the_plan_has_no_name_before() -> None:
    for foreseen, found in of_an_agreement(WHAT_CAN_BE_KEPT).values():
        assert not isinstance(foreseen, Refusal), foreseen
        assert not isinstance(found, Refusal), found
        assert [type(one) for one in found] == [type(one) for one in foreseen]
