"""A person with three cases, before a case worker; and a plan over them that every case has taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from domain.person.plans.agreeing import CombinedPlanAgreed
from infra.http.access.roles import Role
from infra.http.services import Services
from tests.unit.domain.samples import CLAIM, PERSON
from tests.unit.http.conftest import Client
from tests.unit.http.ledger import LedgerInMemory
from tests.unit.http.rows import RowsInMemory, without_types_of_postgresql
from tests.unit.http.test_commands import CLAIM_BODY

PRINCIPALS = {"F-1": 500_000, "F-2": 60_000, "F-3": 900_000}
OWED_MINOR = sum(PRINCIPALS.values())
PAGE, LAYOUT = f"/console/persons/{PERSON}/plan", f"/v1/persons/{PERSON}/combined-plans/layout"
FORM = {"due_day": "25", "channel": "phone", "proposed_by": "customer", "_step": "try"}
HOUSEHOLD = {
    "person_id": str(PERSON), "channel": "phone", "adults": "single", "ages": [], "income_minor": 1_080_000,
    "housing_minor": 400_000, "agreed_other_minor": 0, "standard_amount_minor": 620_000,
    "standard_amount_source": "decision of the enforcement authority",
}  # fmt: skip
"""600.00 of a month are left."""


def case_of(reference: str) -> str:
    return str(replace(CLAIM, creditor_reference=reference).belongs_to())


@pytest.fixture
def services(services_of_http: Services, ledger: LedgerInMemory) -> Services:
    return replace(services_of_http, questions=RowsInMemory(ledger))


@pytest.fixture
def agent(client: Client) -> Iterator[TestClient]:
    """A case worker, and a person on file with three cases."""
    program = client()
    registered = {"person_id": str(PERSON), "kind": "natural", "name": "Kim Ek", "country": "SE", "language": "sv"}
    send(program, f"/v1/persons/{PERSON}/register-person", registered)
    for reference, minor in PRINCIPALS.items():
        body = CLAIM_BODY | {"creditor_reference": reference, "principal_minor": minor, "payment_reference": ""}
        send(program, "/v1/cases/receive-claim", body | {"interest_minor": 0, "fees_minor": 0})
        opened = {"case_id": case_of(reference), "jurisdiction": "SE", "role": "main_debtor", "person_id": str(PERSON)}
        send(program, f"/v1/persons/{PERSON}/record-case-opened", opened)
    with without_types_of_postgresql():
        made = client(Role.CASE_WORKER)
        made.follow_redirects = False
        yield made


def send(asking: TestClient, path: str, body: Any) -> None:
    key = {"Idempotency-Key": f"{path}{body.get('case_id', body.get('creditor_reference', ''))}", "Prefer": "wait=5"}
    answer = asking.post(path, json=body, headers=key)
    assert answer.status_code == 200, answer.text


def assess(client: Client) -> None:
    send(client(), f"/v1/cases/{case_of('F-2')}/assess-affordability", HOUSEHOLD)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, page
    return unescape(found[1])


def plan_in_force(agent: TestClient, client: Client, ledger: LedgerInMemory) -> CombinedPlanAgreed:
    """1,000.00 a month over all three, as its policy tells every case, and the person what each has said."""
    found = agent.get(LAYOUT, params={"a_month_minor": 100_000}).json()
    program = client()
    send(program, f"/v1/persons/{PERSON}/agree-combined-plan", found["agreement"])
    [plan] = [one.event for one in ledger.events if isinstance(one.event, CombinedPlanAgreed)]
    common = {name: found["agreement"][name] for name in ("channel", "proposed_by", "agreed_on", "currency")}
    named = {"combined_plan": str(plan.combined_plan), "person_id": str(PERSON), "reference": plan.reference}
    for one in found["cases"]:
        part = {**common, **named, "instalments": one["instalments"], "month_minor": 100_000}
        send(program, f"/v1/cases/{one['case_id']}/take-plan-part", part)
        stands = {"combined_plan": str(plan.combined_plan), "case_id": one["case_id"], "status": "in_force"}
        send(program, f"/v1/persons/{PERSON}/record-plan-part", stands)
    return plan
