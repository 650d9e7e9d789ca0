"""A plan over several cases of a person is changed: laid out over all that is still owed, and agreed once."""

from __future__ import annotations

from uuid import UUID

import pytest
from starlette.testclient import TestClient

from domain.person.plans.agreeing import CombinedPlanAgreed
from domain.person.plans.changing import CombinedPlanChangeAgreed
from infra.http.access.roles import Role
from tests.unit.console.cases_of_one import (
    FORM,
    LAYOUT,
    OWED_MINOR,
    PAGE,
    PRINCIPALS,
    agent,
    assess,
    case_of,
    hidden,
    plan_in_force,
    send,
    services,
)
from tests.unit.console.conftest import text_of
from tests.unit.domain.samples import PERSON
from tests.unit.http.conftest import Client
from tests.unit.http.ledger import LedgerInMemory

__all__ = ["agent", "services"]

ASKED = FORM | {"reason": "less_income", "a_month": "500"}


@pytest.fixture
def plan(agent: TestClient, client: Client, ledger: LedgerInMemory) -> CombinedPlanAgreed:
    return plan_in_force(agent, client, ledger)


@pytest.fixture
def page(plan: CombinedPlanAgreed) -> str:
    return f"{PAGE}/{plan.combined_plan}"


def test_what_was_shown_of_a_change_is_agreed_once_and_every_case_can_take_it(
    agent: TestClient, client: Client, ledger: LedgerInMemory, plan: CombinedPlanAgreed, page: str
) -> None:
    assert f'href="{page}?back=' in text_of(agent.get(f"/console/persons/{PERSON}")), "it is reached from the person"
    assert "14,600.00 SEK is still owed" in text_of(agent.get(page))
    shown = agent.post(page, data=ASKED)
    sent = ASKED | {"_key": "one", "agreement": hidden(shown.text, "agreement"), "_step": "do"}
    answers = [agent.post(page, data=sent) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    [change] = [one.event for one in ledger.events if isinstance(one.event, CombinedPlanChangeAgreed)]
    assert (change.combined_plan, change.change, change.reason) == (plan.combined_plan, 1, "less_income")
    assert (change.total_minor, len(change.parts)) == (OWED_MINOR, 3)
    for part in change.parts:
        instalments = [{"due_date": f"{one.due_date}", "amount_minor": one.amount_minor} for one in part.instalments]
        prepared = {
            "combined_plan": str(plan.combined_plan), "change": 1, "channel": "phone", "proposed_by": "customer",
            "reason": "less_income", "instalments": instalments, "person_id": str(PERSON),
            "reference": plan.reference, "currency": "SEK", "month_minor": 50_000,
        }  # fmt: skip
        send(client(), f"/v1/cases/{part.case_id}/prepare-part-change", prepared)


def test_a_change_that_the_household_cannot_keep_is_refused_with_its_rule_and_what_would_do(
    agent: TestClient, client: Client, ledger: LedgerInMemory, page: str
) -> None:
    assess(client)
    refused = text_of(agent.post(page, data=ASKED | {"a_month": "1000"}), 409)
    assert "more than the household can keep" in refused
    assert "plan_share" in refused.partition('class="rule"')[2][:200]
    assert "What would do:" in refused
    assert 'value="do"' not in refused, "nothing of it can be agreed"
    assert not any(isinstance(one.event, CombinedPlanChangeAgreed) for one in ledger.events)


def test_a_reason_that_is_no_code_is_told_before_anything_is_agreed(agent: TestClient, page: str) -> None:
    told = text_of(agent.post(page, data=ASKED | {"reason": "They have less now"}), 409)
    assert "reason" in told.partition('role="alert"')[2][:400]


def test_a_plan_that_not_every_case_has_taken_or_that_is_over_is_not_changed(
    agent: TestClient, client: Client, ledger: LedgerInMemory
) -> None:
    found = agent.get(LAYOUT, params={"a_month_minor": 100_000}).json()
    send(client(), f"/v1/persons/{PERSON}/agree-combined-plan", found["agreement"])
    [plan] = [one.event for one in ledger.events if isinstance(one.event, CombinedPlanAgreed)]
    address = f"{PAGE}/{plan.combined_plan}"
    assert "cannot be changed" in text_of(agent.get(address))
    assert address not in agent.get(f"/console/persons/{PERSON}").text
    send(client(), f"/v1/persons/{PERSON}/end-combined-plan", {"reason": "customer_asked"})
    assert "cannot be changed" in text_of(agent.get(address))


def test_a_plan_is_changed_only_by_who_may_and_who_sees_all_of_it(
    agent: TestClient, client: Client, plan: CombinedPlanAgreed, page: str
) -> None:
    assert client(Role.AUDITOR).get(page).status_code == 403
    assert client(Role.AUDITOR).post(page, data=ASKED).status_code == 403
    layout = LAYOUT.replace("/layout", f"/{plan.combined_plan}/layout")
    assert agent.get(layout).json()["owed_minor"] == OWED_MINOR
    assert agent.get(LAYOUT.replace("/layout", f"/{UUID(int=5)}/layout")).status_code == 404
    assert agent.get(layout.replace(str(PERSON), case_of("F-9"))).status_code == 404
    for held in ({"creditor_id": "sydkraft"}, {"creditor_id": "norrkraft", "portfolio": "another"}):
        assert client(Role.CASE_WORKER, **held).get(layout).status_code == 404
    assert len(PRINCIPALS) == len(agent.get(layout).json()["cases"])
