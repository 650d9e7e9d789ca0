"""What a customer sees of a debt, how they pay it, and how they wish to be reached."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from domain.person.details.state import WishedChannel
from infra.console.my.contact import WAYS
from infra.console.my.paying import PayTo
from infra.console.my.services import MyPageServices
from infra.console.texts import LANGUAGES
from infra.http.application import application
from infra.http.services import Services
from tests.unit.console.conftest import HOSTILE, KnownAnswers, a_case
from tests.unit.console.my.customers import DEBT, hidden
from tests.unit.http.ledger import LedgerInMemory


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


def test_wishes_are_kept_and_a_refusal_is_told(customer: TestClient, answers: KnownAnswers) -> None:
    answers.of["person"] = None
    page = customer.get("/my/contact").text
    refused = customer.post("/my/contact", data={"key": hidden(page, "key"), "wanted": ["sms"]})
    assert refused.status_code == 409, "who was never registered has no wishes on file"
    assert 'role="alert"' in refused.text


def test_wishes_whose_answer_does_not_come_are_on_their_way_whatever_version_they_are_for(
    customer: TestClient, services: Services, ledger: LedgerInMemory, answers: KnownAnswers, monkeypatch: Any
) -> None:
    object.__setattr__(services, "wants_versions", True)
    monkeypatch.setattr("infra.console.asking.ANSWER_WAIT_S", 0)
    ledger.answers = False
    key = hidden(customer.get("/my/contact").text, "key")
    sent = customer.post("/my/contact", data={"key": key, "wanted": ["sms"]})
    assert (sent.status_code, sent.headers["Location"]) == (303, "/my/contact?done=waiting")
    assert "It is on its way" in customer.get(sent.headers["Location"]).text


def test_every_way_to_reach_somebody_can_be_wished_for() -> None:
    assert set(WAYS) == set(WishedChannel)
