"""What a customer does about a debt: plans, disputes, complaints, questions, and answers to offers."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from domain.case.disputes.raising import DisputeRaised
from infra.console.texts import without_commands
from infra.http.access.roles import Role
from tests.unit.console.conftest import CASE
from tests.unit.console.my.customers import DEBT, hidden, send, types
from tests.unit.domain.samples import PERSON
from tests.unit.http.conftest import Client
from tests.unit.http.ledger import LedgerInMemory

HOUSEHOLD = {"income": "12 000", "housing": "4000", "adults": "single", "ages": "", "agreed_other": ""}


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
    offered = send(customer, "plan", amount_a_month=f"{lower[1]}.00", due_day="25", adults="single")
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


@pytest.mark.parametrize(("language", "typed"), [("en", "1,000.50"), ("sv", "1 000,50"), ("sv", "1000.50")])
def test_an_amount_is_typed_as_the_page_itself_writes_it(
    customer: TestClient, client: Client, ledger: LedgerInMemory, language: str, typed: str
) -> None:
    customer.headers["Accept-Language"] = language
    answer = send(customer, "dispute", grounds="wrong_amount", disputed=typed, text="x")
    assert answer.status_code == 303, answer.text
    [dispute] = [one.event for one in ledger.events if isinstance(one.event, DisputeRaised)]
    assert dispute.disputed_minor == 100_050


def told_at_its_field(customer: TestClient, ledger: LedgerInMemory, act: str, typed: dict[str, str]) -> str:
    """The page that says so, when nothing was sent to the ledger."""
    before = types(ledger)
    answer = send(customer, act, **typed)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert types(ledger) == before
    return answer.text


@pytest.mark.parametrize(
    ("act", "typed", "said"),
    [
        ("plan", {"amount_a_month": "-5", "due_day": "25"}, "Please write an amount"),
        ("plan", {"amount_a_month": "1,50", "due_day": "25"}, "Please write an amount"),
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
    assert said in told_at_its_field(customer, ledger, act, typed)


@pytest.mark.parametrize(
    ("act", "typed", "said"),
    [
        ("question", {"subject": "calculation", "text": "x" * 4_001}, "more than 4,000 characters"),
        ("complaint", {"subject": "conduct", "text": "\u202eSomebody shouted."}, "characters that cannot be shown"),
        ("dispute", {"grounds": "other", "disputed": "9" * 20, "text": "All of it."}, "no amount is above"),
    ],
)
def test_what_the_ledger_cannot_keep_is_told_at_its_field_and_the_rest_is_still_there(
    customer: TestClient, ledger: LedgerInMemory, act: str, typed: dict[str, str], said: str
) -> None:
    page = told_at_its_field(customer, ledger, act, typed)
    assert said in page and "_minor" not in page
    assert typed["text"] in unescape(page)


@pytest.mark.parametrize(("language", "said"), [("en", "A plan is in force."), ("sv", "En avbetalningsplan gäller.")])
def test_a_customer_is_told_of_no_command_line(customer: TestClient, client: Client, language: str, said: str) -> None:
    form = customer.get(f"{DEBT}/plan").text
    assess(client, 1_200_000)
    typed = {"amount_a_month": "300", "due_day": "25", "adults": "single"}
    assert send(customer, "plan", **typed).status_code == 303
    customer.headers["Accept-Language"] = language
    again = customer.post(f"{DEBT}/plan", data={"key": hidden(form, "key"), **typed})
    assert again.status_code == 409
    assert said in again.text
    assert "`" not in again.text


def test_where_only_the_command_line_would_do_a_customer_is_told_to_ask() -> None:
    assert without_commands("It rests. Let it go on with `caseledger case go-on`. Nothing is due.") == (
        "It rests. Nothing is due."
    )
    assert without_commands("Let it go on with `caseledger case go-on`.") == ""


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
