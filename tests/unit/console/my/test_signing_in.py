"""Customers sign in by a payment reference and a code, and are nobody else then."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from infra.http.access.one_time_codes import TRIES, CodesToFile, OneTimeCodes
from infra.http.access.roles import Role
from tests.unit.console.conftest import CASE, KnownAnswers
from tests.unit.console.my.customers import DEBT, ask_for_code, code_in, types
from tests.unit.domain.samples import PERSON
from tests.unit.http.conftest import Client, Moved
from tests.unit.http.ledger import NOW, LedgerInMemory


def test_a_code_goes_to_whose_debt_it_is_and_opens_a_session(visitor: TestClient, codes: Path) -> None:
    name = ask_for_code(visitor)
    line = json.loads(codes.read_text())
    assert line["person_id"] == str(PERSON)
    assert re.fullmatch("[0-9]{6}", line["code"])
    assert codes.stat().st_mode & 0o777 == 0o600
    assert visitor.get("/my/debts").status_code == 401
    spaced = f" {line['code'][:3]} {line['code'][3:]} "
    assert visitor.post("/my/code", data={"name": name, "code": spaced}).status_code == 303
    assert visitor.get("/my/debts").status_code == 200


def test_nobody_learns_from_the_page_whether_a_reference_is_there(
    visitor: TestClient, answers: KnownAnswers, codes: Path
) -> None:
    def page(reference: str) -> str:
        return re.sub('value="[^"]*"', "", visitor.post("/my/sign-in", data={"reference": reference}).text)

    known = page("1110011706")
    answers.of["_person_of"] = set()
    assert page("000") == known
    assert len(codes.read_text().splitlines()) == 1
    answers.of["_person_of"] = {PERSON, CASE}
    assert page("111") == known
    assert len(codes.read_text().splitlines()) == 1, "a reference of two people is nobody's"


def test_a_code_is_good_for_five_tries(visitor: TestClient, codes: Path) -> None:
    name = ask_for_code(visitor)
    wrong = str((int(code_in(codes)) + 1) % 10**6).zfill(6)
    for left in reversed(range(TRIES)):
        answer = visitor.post("/my/code", data={"name": name, "code": wrong})
        assert answer.status_code in ((401,) if left else (401, 429))
        assert ("That is not the code" in answer.text) == (left > 0)
    right = visitor.post("/my/code", data={"name": name, "code": code_in(codes)})
    assert right.status_code in (401, 429)
    assert visitor.get("/my/debts").status_code == 401


def test_a_code_is_good_once_and_for_ten_minutes(tmp_path: Path) -> None:
    clock = Moved()
    made = OneTimeCodes(CodesToFile(tmp_path / "codes.ndjson"), clock)
    name = made.begin(PERSON)
    code = code_in(tmp_path / "codes.ndjson")
    assert made.spend(name, code) == PERSON
    assert made.spend(name, code) is None
    late = made.begin(PERSON)
    clock.time = NOW.replace(minute=10)
    assert made.spend(late, code_in(tmp_path / "codes.ndjson")) is None
    assert not made.goes_on(late)


def test_whoever_asks_for_codes_again_and_again_has_to_wait(visitor: TestClient) -> None:
    answers = [visitor.post("/my/sign-in", data={"reference": "1110011706"}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_a_page_of_somebody_else_can_send_no_form(customer: TestClient, ledger: LedgerInMemory) -> None:
    before = types(ledger)
    for site in ("cross-site", "same-site", "none"):
        answer = customer.post(f"{DEBT}/question", data={"key": "k"}, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403
        assert (
            customer.post("/my/sign-in", data={"reference": "1"}, headers={"Sec-Fetch-Site": site}).status_code == 403
        )
    assert types(ledger) == before


def test_only_a_customer_has_my_page_and_a_customer_has_no_console(client: Client, customer: TestClient) -> None:
    assert client(Role.SUPERVISOR).get("/my/debts").status_code == 403
    assert customer.get("/console").headers["Location"] == "/my/debts"
    assert 'href="/console/cases' not in customer.get("/my/debts").text


@pytest.mark.parametrize(
    ("command", "body"),
    [
        ("raise-dispute", {"grounds": "other", "channel": "phone", "person_id": str(PERSON), "text": "x"}),
        ("raise-dispute", {"grounds": "other", "channel": "my_page", "person_id": str(CASE), "text": "x"}),
        ("accept-plan", {"accepted_by": "agency", "channel": "my_page"}),
        ("reject-plan", {"rejected_by": "agency", "reason": "x"}),
        ("raise-dispute", {"grounds": "other", "channel": "my_page", "person_id": str(PERSON), "text": "x",
                           "occurred_at": "2026-01-01T00:00:00Z"}),
        ("assess-affordability", {"person_id": str(PERSON), "channel": "my_page", "adults": "single", "ages": [],
                                  "income_minor": 1, "housing_minor": 0, "agreed_other_minor": 0,
                                  "standard_amount_minor": 0, "standard_amount_source": "x"}),
        ("waive-fee", {}),
    ],
)  # fmt: skip
def test_a_customer_speaks_for_nobody_else(
    customer: TestClient, ledger: LedgerInMemory, command: str, body: dict[str, Any]
) -> None:
    before = types(ledger)
    answer = customer.post(f"/v1/cases/{CASE}/{command}", json=body, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert types(ledger) == before


def test_what_is_not_theirs_is_not_there(customer: TestClient, answers: KnownAnswers) -> None:
    answers.of |= {"case": (None, 0), "_any_case": False, "known_events": None}
    assert customer.get(DEBT).status_code == 404
    assert customer.post(f"{DEBT}/question", data={"key": "k", "subject": "other", "text": "x"}).status_code == 404


def test_signing_out_ends_the_session_at_the_server(customer: TestClient) -> None:
    cookie = customer.cookies["__Host-caseledger"]
    assert customer.post("/my/sign-out").headers["Location"] == "/my/sign-in"
    customer.cookies.set("__Host-caseledger", cookie)
    assert customer.get("/my/debts").status_code == 401
