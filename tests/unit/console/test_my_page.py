"""My page: a customer signs in by reference and code, sees what is theirs, and does what they may, as themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from domain.person.details.state import WishedChannel
from infra.console.my.contact import WAYS
from infra.console.my.paying import PayTo
from infra.console.my.services import MyPageServices
from infra.console.texts import LANGUAGES
from infra.http.access.one_time_codes import TRIES, CodesToFile, OneTimeCodes
from infra.http.access.roles import Role
from infra.http.application import application
from infra.http.services import Services
from tests.unit.console.conftest import CASE, HOSTILE, KnownAnswers, a_case
from tests.unit.domain.samples import PERSON
from tests.unit.http.conftest import Client, Moved
from tests.unit.http.ledger import NOW, LedgerInMemory
from tests.unit.http.test_commands import receive_claim

DEBT = f"/my/debts/{CASE}"
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
HOUSEHOLD = {"income": "12 000", "housing": "4000", "adults": "single", "ages": "", "agreed_other": ""}
Find = Callable[[str], str]


@pytest.fixture
def codes(tmp_path: Path) -> Path:
    return tmp_path / "codes.ndjson"


@pytest.fixture
def visitor(services: Services, answers: KnownAnswers, client: Client) -> TestClient:
    """At a browser, not signed in; one debt of PERSON is on the ledger."""
    receive_claim(client())
    answers.of |= {"_person_of": {PERSON}, "_any_case": True, "known_events": a_case()}
    made = TestClient(application(services), base_url="https://testserver", follow_redirects=False)
    made.headers |= FROM_HERE
    return made


@pytest.fixture
def customer(visitor: TestClient, codes: Path) -> TestClient:
    """The same, signed in."""
    signed_in = visitor.post("/my/code", data={"name": ask_for_code(visitor), "code": code_in(codes)})
    assert (signed_in.status_code, signed_in.headers["Location"]) == (303, "/my/debts")
    return visitor


def ask_for_code(visitor: TestClient, reference: str = "1110011706") -> str:
    return hidden(visitor.post("/my/sign-in", data={"reference": reference}).text, "name")


def hidden(page: str, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]+)"', page)
    assert found is not None, page
    return unescape(found[1])


def code_in(codes: Path) -> str:
    return str(json.loads(codes.read_text().splitlines()[-1])["code"])


def send(customer: TestClient, act: str, **typed: str) -> Any:
    key = hidden(customer.get(f"{DEBT}/{act}").text, "key")
    return customer.post(f"{DEBT}/{act}", data={"key": key, **typed})


def types(ledger: LedgerInMemory) -> list[str]:
    return [type(one.event).__name__ for one in ledger.events]


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_debt_says_what_is_owed_to_whom_how_to_pay_it_and_why(
    services: Services, customer: TestClient, answers: KnownAnswers, language: str
) -> None:
    customer.headers["Accept-Language"] = language
    page = unescape(customer.get(DEBT).text).replace("\u00a0", " ")
    assert "Norrkraft Energi" in page
    assert {"en": "980.00 SEK", "sv": "980,00 SEK"}[language] in page
    assert "1110011706" in page
    assert "anna" not in page, "who at the agency did it is not for a customer's page"
    for act in ("plan", "dispute", "complaint", "question"):
        assert customer.get(f"{DEBT}/{act}").status_code == 200


def test_what_is_hostile_is_shown_and_not_run(customer: TestClient, answers: KnownAnswers) -> None:
    answers.of["case"] = (a_case(creditor=HOSTILE, payment_reference=HOSTILE), 2)
    assert "<script>alert" not in customer.get(DEBT).text


def test_only_a_customer_has_my_page_and_a_customer_has_no_console(client: Client, customer: TestClient) -> None:
    assert client(Role.SUPERVISOR).get("/my/debts").status_code == 403
    assert customer.get("/console").headers["Location"] == "/my/debts"
    assert 'href="/console/cases' not in customer.get("/my/debts").text


def assess(client: Client, income_minor: int) -> None:
    """Somebody at the agency has worked out the household, with the standard amount of a source by hand."""
    household = {
        "person_id": str(PERSON), "channel": "phone", "adults": "single", "ages": [], "income_minor": income_minor,
        "housing_minor": 400_000, "agreed_other_minor": 0, "standard_amount_minor": 620_000,
        "standard_amount_source": "decision of the enforcement authority",
    }  # fmt: skip
    path = f"/v1/cases/{CASE}/assess-affordability"
    answer = client(Role.SUPERVISOR).post(path, json=household, headers={"Idempotency-Key": "a", "Prefer": "wait=5"})
    assert answer.status_code == 200, answer.text


def test_a_plan_that_the_household_can_keep_is_agreed_at_once(
    customer: TestClient, client: Client, ledger: LedgerInMemory
) -> None:
    """12,000 comes in, 4,000 and 6,200 must go out: of the 1,800 that are left, 300 is well within what is kept."""
    assess(client, 1_200_000)
    answer = send(customer, "plan", amount_a_month="300", due_day="25", adults="single")
    assert answer.status_code == 303, answer.text
    assert urlsplit(answer.headers["Location"]).query.endswith("done=plan")
    assert {"PlanProposed", "PlanAccepted", "PlanAgreed"} <= set(types(ledger))
    by = {(one.actor.kind, one.actor.id) for one in ledger.events if type(one.event).__name__.startswith("Plan")}
    assert by == {("customer", str(PERSON))}
    page = customer.get(DEBT).text
    assert "Your plan" in page
    assert f'href="{DEBT}/plan"' not in page, "there is one now"


def test_a_plan_that_is_too_high_is_refused_with_what_would_do(
    customer: TestClient, client: Client, ledger: LedgerInMemory
) -> None:
    """10,800 comes in: 600 is left."""
    assess(client, 1_080_000)
    answer = send(customer, "plan", amount_a_month="1000", due_day="25", adults="single")
    assert answer.status_code == 409
    assert "more than the household can keep" in answer.text
    assert 'value="1000"' in answer.text, "what was typed is still there"
    assert "PlanProposed" not in types(ledger)
    lower = re.search(r"What would do: ([0-9,]+)\.[0-9]{2} SEK", unescape(answer.text))
    assert lower is not None, answer.text
    offered = send(customer, "plan", amount_a_month=lower[1].replace(",", ""), due_day="25", adults="single")
    assert offered.status_code == 303, "what was offered is agreed, and the household need not be said again"
    assert "PlanAgreed" in types(ledger)


def test_where_no_row_of_law_says_what_a_household_needs_a_person_looks_at_the_plan(
    customer: TestClient, ledger: LedgerInMemory
) -> None:
    """Sweden's normal amounts of 2026 are not on file."""
    answer = send(customer, "plan", amount_a_month="300", due_day="27", **HOUSEHOLD)
    assert answer.status_code == 303, answer.text
    assert "PlanProposed" in types(ledger)
    assert "PlanAgreed" not in types(ledger)
    page = customer.get(DEBT).text
    assert "Your plan is with us" in page
    assert "Your plan</h2>" not in page


def test_a_form_that_is_sent_twice_happens_once(customer: TestClient, ledger: LedgerInMemory) -> None:
    key = hidden(customer.get(f"{DEBT}/dispute").text, "key")
    typed = {"key": key, "grounds": "wrong_amount", "disputed": "", "text": "Half of it was returned."}
    places = [customer.post(f"{DEBT}/dispute", data=typed).headers["Location"] for _ in range(2)]
    assert places[0] == places[1]
    assert types(ledger).count("DisputeRaised") == 1
    assert "You have said that the claim is wrong" in customer.get(DEBT).text


@pytest.mark.parametrize(
    ("act", "typed", "event"),
    [
        ("complaint", {"subject": "conduct", "text": "Somebody shouted."}, "ComplaintReceived"),
        ("question", {"subject": "calculation", "text": "How was the interest worked out?"}, "InquiryReceived"),
    ],
)
def test_what_a_customer_writes_is_received(
    customer: TestClient, ledger: LedgerInMemory, act: str, typed: dict[str, str], event: str
) -> None:
    assert send(customer, act, **typed).status_code == 303
    assert event in types(ledger)
    assert "Thank you" in customer.get(f"{DEBT}?done={act}").text


@pytest.mark.parametrize(
    ("act", "typed", "said"),
    [
        ("plan", {"amount_a_month": "-5", "due_day": "25"}, "Please write an amount"),
        ("plan", {"amount_a_month": "0", "due_day": "25"}, "there is no plan"),
        ("plan", {"amount_a_month": "1", "due_day": "26"}, "Please choose one of these"),
        ("plan", {"amount_a_month": "100", "due_day": "25", "adults": "single"}, "Please fill this in"),
        ("plan", {"amount_a_month": "100", "due_day": "25"} | HOUSEHOLD | {"ages": "four"}, "Please write ages"),
        ("dispute", {"grounds": "other", "text": "  "}, "Please fill this in"),
        ("complaint", {"subject": "<b>", "text": "x"}, "Please choose one of these"),
    ],
)
def test_what_is_typed_wrong_is_told_at_its_field_and_sends_nothing(
    customer: TestClient, ledger: LedgerInMemory, act: str, typed: dict[str, str], said: str
) -> None:
    before = types(ledger)
    answer = send(customer, act, **typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert types(ledger) == before


def test_a_plan_of_ours_is_accepted_by_the_customer(
    customer: TestClient, client: Client, ledger: LedgerInMemory
) -> None:
    agent = client(Role.SUPERVISOR)
    owed = customer.get(f"/v1/cases/{CASE}/state").json()["owed"]["total_minor"]
    body = {
        "channel": "phone",
        "proposed_by": "agency",
        "instalments": [{"due_date": "2026-04-25", "amount_minor": owed}],
    }
    said = agent.post(f"/v1/cases/{CASE}/propose-plan", json=body, headers={"Idempotency-Key": "p", "Prefer": "wait=5"})
    assert said.status_code == 200, said.text
    page = customer.get(DEBT).text
    assert "We propose a plan" in page
    answer = customer.post(f"{DEBT}/answer", data={"said": "accept-plan", "key": hidden(page, "key")})
    assert answer.status_code == 303, answer.text
    assert types(ledger)[-1] != "PlanProposed"
    assert "PlanAgreed" in types(ledger)


def test_wishes_are_kept_and_a_refusal_is_told(customer: TestClient, answers: KnownAnswers) -> None:
    answers.of["person"] = None
    page = customer.get("/my/contact").text
    refused = customer.post("/my/contact", data={"key": hidden(page, "key"), "wanted": ["sms"]})
    assert refused.status_code == 409, "who was never registered has no wishes on file"
    assert 'role="alert"' in refused.text


def test_every_way_to_reach_somebody_can_be_wished_for() -> None:
    assert set(WAYS) == set(WishedChannel)


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


def test_the_code_for_a_banks_app_is_on_the_page_where_an_account_is_known(
    services: Services, customer: TestClient, codes: Path
) -> None:
    assert "data:image/svg+xml" not in customer.get(DEBT).text
    known = MyPageServices(services.my_page.codes, {"SEK": PayTo("Kredinord Klientmedel", "bankgiro", "991-2346")})
    with_account = TestClient(application(replace(services, my_page=known)), base_url="https://testserver")
    with_account.cookies = customer.cookies
    page = with_account.get(DEBT).text
    assert "991-2346" in page
    assert "data:image/svg+xml" in page
