"""A customer at a browser, before the real application with the ledger in memory behind it."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from infra.http.application import application
from infra.http.services import Services
from tests.unit.console.conftest import KnownAnswers, a_case
from tests.unit.console.my.customers import ask_for_code, code_in
from tests.unit.domain.samples import PERSON
from tests.unit.http.conftest import Client
from tests.unit.http.test_commands import receive_claim


@pytest.fixture
def codes(tmp_path: Path) -> Path:
    return tmp_path / "codes.ndjson"


@pytest.fixture
def visitor(services: Services, answers: KnownAnswers, client: Client) -> TestClient:
    """At a browser, not signed in; one debt of PERSON is on the ledger."""
    receive_claim(client())
    answers.of |= {"_person_of": {PERSON}, "_any_case": True, "known_events": a_case()}
    made = TestClient(application(services), base_url="https://testserver", follow_redirects=False)
    made.headers |= {"Sec-Fetch-Site": "same-origin"}
    return made


@pytest.fixture
def customer(visitor: TestClient, codes: Path) -> TestClient:
    """The same, signed in."""
    signed_in = visitor.post("/my/code", data={"name": ask_for_code(visitor), "code": code_in(codes)})
    assert (signed_in.status_code, signed_in.headers["Location"]) == (303, "/my/debts")
    return visitor
