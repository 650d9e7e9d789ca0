"""One plan over several cases of a person: laid out as the domain lays it out, judged for the whole household, agreed
once."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from domain.person.plans.agreeing import CombinedPlanAgreed
from infra.console.routing import commands_by_name
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
    services,
)
from tests.unit.console.conftest import text_of
from tests.unit.domain.samples import PERSON
from tests.unit.http.conftest import Client
from tests.unit.http.ledger import LedgerInMemory

__all__ = ["agent", "services"]


def test_a_layout_splits_each_month_exactly_and_its_agreement_is_the_commands_own_body(agent: TestClient) -> None:
    found = agent.get(LAYOUT, params={"a_month_minor": 100_000}).json()
    assert found["owed_minor"] == OWED_MINOR
    assert sum(one["amount_minor"] for one in found["instalments"]) == OWED_MINOR
    for one in found["instalments"]:
        parts = [
            part["amount_minor"]
            for case in found["cases"]
            for part in case["instalments"]
            if part["due_date"] == one["due_date"]
        ]
        assert sum(parts) == one["amount_minor"]
    assert {one["case_id"] for one in found["cases"]} == {case_of(one) for one in PRINCIPALS}
    path = commands_by_name()["AgreeCombinedPlan"].path.format(aggregate_id=PERSON)
    tried = agent.post(path, json=found["agreement"], params={"dry_run": "true"})
    assert [one["type"] for one in tried.json()["events"]] == ["CombinedPlanAgreed"]


def test_what_is_too_much_for_the_household_is_refused_for_the_whole_with_what_would_do(
    agent: TestClient, client: Client
) -> None:
    """One assessment, on the smallest case, holds for all three."""
    assess(client)
    refused = agent.post(PAGE, data=FORM | {"a_month": "1000"})
    page = text_of(refused, 409)
    assert "more than the household can keep" in page
    assert "on all the cases together" in page
    assert re.search('class="rule"[^>]*>[^<]*plan_share', page), "with its rule"
    assert 'value="do"' not in page, "nothing of it can be agreed"
    lower = re.search(r"What would do: ([0-9,]+)\.00 SEK a month on these cases together", page)
    assert lower is not None, page
    offered = agent.post(PAGE, data=FORM | {"a_month": lower[1]})
    assert "realistic" in text_of(offered) or "stretched" in text_of(offered)


def test_what_was_shown_is_agreed_once_however_often_it_is_sent(agent: TestClient, ledger: LedgerInMemory) -> None:
    shown = agent.post(PAGE, data=FORM | {"a_month": "1,000", "_key": hidden(agent.get(PAGE).text, "_key")})
    page = text_of(shown)
    assert "14,600.00 SEK" in page
    sent = FORM | {name: hidden(shown.text, name) for name in ("_key", "agreement")} | {"a_month": "1,000"}
    answers = [agent.post(PAGE, data=sent | {"_step": "do"}) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    [plan] = [one.event for one in ledger.events if isinstance(one.event, CombinedPlanAgreed)]
    assert (plan.total_minor, len(plan.parts)) == (OWED_MINOR, 3)
    person = text_of(agent.get(answers[0].headers["Location"].partition("?")[0]))
    assert plan.reference in person
    assert "asked of the cases" in person
    again = agent.post(PAGE, data=FORM | {"a_month": "1,000"})
    assert "A plan over several cases is agreed already" in text_of(again, 409)


def test_whoever_changes_the_form_is_shown_it_anew_before_anything_is_agreed(
    agent: TestClient, ledger: LedgerInMemory
) -> None:
    shown = agent.post(PAGE, data=FORM | {"a_month": "1,000"}).text
    sent = FORM | {"agreement": hidden(shown, "agreement"), "_key": "k", "_step": "do"}
    for changed in ({"a_month": "2,000"}, {"a_month": "1,000", "case": [case_of("F-1"), case_of("F-2")]}):
        answer = agent.post(PAGE, data=sent | changed)
        assert answer.status_code == 200
        assert 'value="do"' in answer.text
    for broken in ("", "{", "[]", '{"terms": 1}'):
        assert agent.post(PAGE, data=sent | {"agreement": broken, "a_month": "1,000"}).status_code == 200
    assert not any(isinstance(one.event, CombinedPlanAgreed) for one in ledger.events)


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"a_month": "ten"}, 422, "an amount"),
        ({"a_month": "0.01"}, 422, "makes no plan of this debt"),
        ({"a_month": "100", "first": "2020-01-01"}, 422, "from today on"),
        ({"a_month": "100", "case": "F-1"}, 422, "cannot be read"),
        ({"a_month": "100", "case": case_of("F-1")}, 422, "needs two or more"),
    ],
)
def test_what_makes_no_plan_is_told_on_the_form(
    agent: TestClient, typed: dict[str, str], status: int, said: str
) -> None:
    answer = agent.post(PAGE, data=FORM | typed)
    assert said in text_of(answer, status)


def test_the_page_is_reached_from_the_person_and_the_case_and_only_by_who_may(
    agent: TestClient, client: Client
) -> None:
    assert f'href="{PAGE}"' in agent.get(f"/console/persons/{PERSON}").text
    assert f'href="{PAGE}?back=' in agent.get(f"/console/cases/{case_of('F-1')}").text
    assert client(Role.AUDITOR).get(PAGE).status_code == 403
    assert client(Role.AUDITOR).post(PAGE, data=FORM).status_code == 403
    unknown = agent.get(f"/console/persons/{case_of('F-9')}/plan")
    assert (unknown.status_code, "two open cases" in unknown.text) == (200, True)


def test_a_case_worker_of_one_creditor_sees_no_other_cases(client: Client, agent: TestClient) -> None:
    held = client(Role.CASE_WORKER, creditor_id="sydkraft")
    assert held.get(LAYOUT).status_code == 404
    assert held.get(f"/v1/persons/{PERSON}/combined-plans").status_code == 404
