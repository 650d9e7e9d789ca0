"""Lists of another time than now: what they show, what a cursor of theirs is good for, and whom a person had become."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from domain.kernel.identity import case_id
from infra.http.access.api_keys import ApiKeys, NewKey
from infra.http.access.roles import Role
from infra.http.answers.events import fields_of
from infra.http.application import application
from infra.http.services import Services
from tests.unit.domain.samples import CLAIM, PERSON
from tests.unit.http.ledger import NOW, LedgerInMemory
from tests.unit.http.rows import RowsInMemory, without_types_of_postgresql

BEFORE, THEN, LATER = "2026-03-01T08:00:00Z", "2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z"
PATHS = ("/v1/cases", "/v1/balances", "/v1/suspense", f"/v1/persons/{PERSON}", "/v1/kpis")


@pytest.fixture
def client(services: Services, ledger: LedgerInMemory, keys: ApiKeys) -> Iterator[TestClient]:
    """An auditor's, with two cases of one person in the log."""
    app = application(replace(services, questions=RowsInMemory(ledger)))
    key = keys.create(NewKey(actor_id="auditor-1", role=Role.ADMINISTRATOR), NOW)
    made = TestClient(app, headers={"Authorization": f"Bearer {key}"})
    for reference in ("F-1", "F-2"):
        claim = replace(CLAIM, creditor_reference=reference)
        said = {"Idempotency-Key": reference, "Prefer": "wait=5"}
        made.post("/v1/cases/receive-claim", json=fields_of(claim, in_the_clear=True), headers=said)
    with without_types_of_postgresql():
        yield made


def test_cases_are_there_from_when_their_claims_had_come_and_were_on_record(client: TestClient) -> None:
    ids = sorted(str(case_id(CLAIM.creditor_id, one)) for one in ("F-1", "F-2"))
    for time in ("as_of", "known_at"):
        found = client.get(f"/v1/cases?{time}={THEN}").json()["rows"]
        assert [one["case_id"] for one in found] == ids
        assert client.get(f"/v1/cases?{time}={BEFORE}").json()["rows"] == []


@pytest.mark.parametrize("path", PATHS)
def test_a_time_that_has_not_come_is_refused(client: TestClient, path: str) -> None:
    for time in ("as_of", "known_at"):
        answer = client.get(f"{path}?{time}={LATER}")
        assert (answer.status_code, answer.json()["code"]) == (422, "parameter_invalid")


def test_a_cursor_is_good_for_the_times_that_it_was_given_for(client: TestClient) -> None:
    given = {"as_of": THEN, "known_at": THEN, "limit": "1"}
    page = client.get("/v1/cases", params=given).json()
    assert len(client.get("/v1/cases", params={**given, "cursor": page["next"]}).json()["rows"]) == 1
    others: list[dict[str, str]] = [{"as_of": BEFORE}, {"known_at": BEFORE}]
    for other in others:
        answer = client.get("/v1/cases", params={**given, **other, "cursor": page["next"]})
        assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")
    without = {"as_of": THEN, "limit": "1", "cursor": page["next"]}
    assert client.get("/v1/cases", params=without).status_code == 422


def test_a_person_has_the_cases_of_then_and_is_called_nothing(client: TestClient) -> None:
    found = client.get(f"/v1/persons/{PERSON}?as_of={THEN}").json()
    assert (len(found["cases"]), found["known_as"], found["person"]) == (2, None, None)
    assert client.get(f"/v1/persons/{PERSON}?as_of={BEFORE}").status_code == 404


def test_figures_of_another_time_are_named(client: TestClient) -> None:
    for name in ("recovery_rate", "kept_promises", "unremitted_age"):
        assert client.get(f"/v1/kpis?name={name}&as_of={THEN}").status_code == 200
    answer = client.get(f"/v1/kpis?as_of={THEN}")
    assert (answer.status_code, answer.json()["code"]) == (422, "time_not_answered")
    assert "by name" in answer.json()["detail"]
