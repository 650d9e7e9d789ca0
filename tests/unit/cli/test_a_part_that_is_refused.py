"""A part of a plan over several cases that its case does not take: what is asked of the ledger is refused as it was
foreseen, and by a rule where a rule forbids it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from domain.case.contacts.channel import Channel
from domain.case.plans.state import Instalment, Proposer
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Decision
from domain.kernel.refusal import Refusal
from infra.cases.combined_plans import CasesTogether
from tests.unit.cli.recorded import events_after
from tests.unit.domain.agreed_plans import ASSESS
from tests.unit.domain.samples import CLAIM, CONTEXT, PERSON

FIRST, SECOND = UUID(int=1), UUID(int=2)
OWED_MINOR = 2 * (CLAIM.principal_minor + CLAIM.interest_minor + CLAIM.fees_minor)
MORE_THAN_IS_LEFT = (date(2026, 3, 27), date(2026, 4, 27))
TOO_EARLY = (date(2026, 2, 1),)
WHAT_CAN_BE_KEPT = tuple(date(2026 + month // 12, 1 + month % 12, 25) for month in range(3, 13))


def a_case(reference: str) -> CaseState:
    claim = replace(CLAIM, creditor_reference=reference, payment_reference="")
    return CASE.evolve_all(CASE.initial, events_after(claim, ASSESS))


def foreseen_and_found(days: tuple[date, ...]) -> list[tuple[Decision, Decision]]:
    together = CasesTogether({FIRST: a_case("F-1"), SECOND: a_case("F-2")})
    whole = tuple(Instalment(day, OWED_MINOR // len(days)) for day in days)
    asked = together.agreement(PERSON, Channel.PHONE, Proposer.CUSTOMER, CONTEXT.now.date(), whole)
    return [
        (foreseen, CASE.decide(together.states[case], together.part_to_take(asked, case, whole), CONTEXT))
        for case, foreseen in together.answers(asked, whole, CONTEXT).items()
    ]


@pytest.mark.parametrize(("days", "by_rule"), [(MORE_THAN_IS_LEFT, True), (TOO_EARLY, False)])
def test_the_ledger_refuses_what_was_foreseen(days: tuple[date, ...], by_rule: bool) -> None:
    for foreseen, found in foreseen_and_found(days):
        assert isinstance(foreseen, Refusal)
        assert found == foreseen
        assert (foreseen.rule is not None) == by_rule, foreseen


def test_what_can_be_kept_is_refused_by_neither() -> None:
    for foreseen, found in foreseen_and_found(WHAT_CAN_BE_KEPT):
        assert not isinstance(foreseen, Refusal), foreseen
        assert not isinstance(found, Refusal), found
