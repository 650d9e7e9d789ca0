"""The page of a case: what is owed and why, what may be done, and how it stood at any time."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from infra.http.access.roles import Role
from infra.http.services import Services
from tests.unit.console.conftest import CASE, HOSTILE, KnownAnswers, a_case, an_entry, text_of
from tests.unit.domain.samples import CLAIM, PERSON
from tests.unit.http.conftest import Client
from tests.unit.http.ledger import NOW, LedgerInMemory
from tests.unit.http.test_commands import dispute

PAGE = f"/console/cases/{CASE}"
DISPUTE = {"grounds": "wrong_amount", "channel": "phone", "person_id": str(PERSON), "text": "The meter was wrong."}


def key_in(page: str) -> str:
    found = re.search(r'name="_key" value="([^"]+)"', page)
    assert found
    return found[1]


def acted(browser: TestClient, command: str = "RaiseDispute", step: str = "do", **fields: str) -> Any:
    return browser.post(f"/console/act/{command}/{CASE}", data={"_step": step, "_key": f"k-{command}", **fields})


def test_it_has_what_is_owed_and_why_and_what_happened(browser: TestClient) -> None:
    page = text_of(browser.get(PAGE))
    amount = f"{(CLAIM.principal_minor + CLAIM.interest_minor + CLAIM.fees_minor) / 100:,.2f} SEK"
    for text in (amount, "ClaimReceived", "adds up to the ledger", "4 Mar 2026, 09:00", "asked by phone"):
        assert text in page
    assert f'href="/console/persons/{PERSON}"' in page
    assert f'href="/console/act/RaiseDispute/{CASE}"' in page


def test_what_happened_is_told_the_newest_first_and_older_ones_when_asked(
    browser: TestClient, answers: KnownAnswers
) -> None:
    answers.of["case_trail"] = [an_entry(position=n) for n in range(1, 51)]
    page = text_of(browser.get(PAGE))
    assert "Show 10 older ones" in page
    assert page.index('id="event-0-50"') < page.index('id="event-0-11"')
    assert 'id="event-0-10"' not in page
    assert 'id="event-0-1"' in text_of(browser.get(f"{PAGE}?all=true"))


def test_who_may_not_act_is_offered_nothing(client: Client, browser: TestClient) -> None:
    page = text_of(client(Role.AUDITOR).get(PAGE))
    assert "/console/act/" not in page


def test_it_is_shown_as_it_was_known(browser: TestClient) -> None:
    assert dispute(browser).status_code == 200
    assert "wrong amount" in text_of(browser.get(PAGE))
    then = text_of(browser.get(f"{PAGE}?known_at=2026-03-02T08:30"))
    assert "This is how it stood" in then
    assert "wrong amount" not in then
    assert "/console/act/" not in then, "what is past is not acted on"


def test_what_is_now_follows_the_case_and_what_is_past_does_not(browser: TestClient, client: Client) -> None:
    stream = f'hx-sse:connect="/v1/cases/{CASE}/stream"'
    assert stream in browser.get(PAGE).text
    assert stream in client(Role.CASE_WORKER).get(PAGE).text, "who may read the case may follow it"
    assert "hx-sse:connect" not in browser.get(f"{PAGE}?known_at=2026-03-02T08:30").text


def test_the_slider_goes_through_what_was_on_record(browser: TestClient, answers: KnownAnswers) -> None:
    answers.of["case_trail"] = [an_entry(position=n, recorded_at=NOW - timedelta(hours=3 - n)) for n in range(1, 4)]
    page = text_of(browser.get(f"{PAGE}?step=2"))
    assert "2 Mar 2026, 08:00" in page
    assert "This is how it stood" in page
    assert "This is how it stood" not in text_of(browser.get(f"{PAGE}?step=3"))


def test_before_the_claim_came_there_was_no_case(browser: TestClient) -> None:
    assert browser.get(f"{PAGE}?known_at=2026-03-01T09:00").status_code == 404
    assert browser.get(f"{PAGE}?known_at=yesterday").status_code == 422


def test_two_times_stand_beside_each_other(browser: TestClient) -> None:
    dispute(browser)
    page = text_of(browser.get(f"{PAGE}/difference?known_at=2026-03-02T08:30"))
    only = page.partition("Only then: Now")[2]
    assert "DisputeRaised" in only
    assert "ClaimReceived" not in only


def test_what_is_blocked_is_told_with_its_rule_and_until_when(browser: TestClient) -> None:
    page = text_of(browser.get(f"{PAGE}/allowed"))
    blocked, _, can = page.partition("Can be done now")
    assert "/console/law?rule=" in blocked
    assert f"/console/act/RaiseDispute/{CASE}" in can


def test_an_act_is_tried_first_and_changes_nothing(browser: TestClient, ledger: LedgerInMemory) -> None:
    before = len(ledger.events)
    page = text_of(acted(browser, step="try", **DISPUTE))
    assert "Nothing has happened yet" in page
    assert "DisputeRaised" in page
    assert "The meter was wrong." in page, "what was filled in is still there"
    assert len(ledger.events) == before
    assert 'value="do"' in page
    assert 'value="do"' not in text_of(browser.get(f"/console/act/RaiseDispute/{CASE}"))


def test_an_act_happens_once_however_often_it_is_sent(browser: TestClient, ledger: LedgerInMemory) -> None:
    first, again = acted(browser, **DISPUTE), acted(browser, **DISPUTE)
    assert first.status_code == again.status_code == 303
    assert first.headers["Location"] == again.headers["Location"] == f"{PAGE}?after=0={ledger.events[-1].position}"
    assert [type(one.event).__name__ for one in ledger.events].count("DisputeRaised") == 1


def test_each_form_has_a_key_of_its_own_and_a_refused_one_gets_another(browser: TestClient) -> None:
    address = f"/console/act/RaiseDispute/{CASE}"
    assert key_in(browser.get(address).text) != key_in(browser.get(address).text)
    assert key_in(acted(browser, step="try", **DISPUTE).text) == "k-RaiseDispute"
    acted(browser, **DISPUTE)
    refused = browser.post(address, data={"_step": "do", "_key": "k-2", **DISPUTE})
    assert refused.status_code == 409, "there is one already"
    assert key_in(refused.text) != "k-2"


def test_a_refusal_tells_the_sentence_and_the_rule_and_keeps_what_was_filled_in(browser: TestClient) -> None:
    acted(browser, **DISPUTE)
    call = {"channel": "phone", "direction": "outbound", "purpose": "payment", "outcome": "reached"}
    refused = acted(browser, "RecordContact", person_id=str(PERSON), note="They were kind.", **call)
    page = unescape(refused.text)
    assert refused.status_code == 409
    assert "Nothing has changed" in page
    assert "/console/law?rule=" in page
    assert "hold.dispute" in page
    assert "They were kind." in page


def test_what_cannot_be_read_is_told_field_by_field(browser: TestClient, ledger: LedgerInMemory) -> None:
    sent = len(ledger.sent)
    answer = acted(browser, "MakePromise", channel="phone", amount_minor="a lot", promised_for="2026-03-09")
    assert answer.status_code == 422
    assert "Write an amount such as 1,234.50." in answer.text
    missing = acted(browser, "MakePromise", channel="phone", amount_minor="100")
    assert missing.status_code == 422
    assert 'id="wrong-promised_for"' in missing.text
    assert len(ledger.sent) == sent


def test_instalments_are_rows_and_empty_rows_are_none(browser: TestClient) -> None:
    address = f"/console/act/ProposePlan/{CASE}"
    more = browser.post(address, data={"_step": "more", "instalments.3.amount_minor": "5"}).text
    assert 'name="instalments.6.due_date"' in more
    plan = {
        "channel": "phone", "proposed_by": "customer",
        "instalments.0.due_date": "2026-04-01", "instalments.0.amount_minor": "500.00",
        "instalments.1.due_date": "", "instalments.1.amount_minor": "",
        "instalments.2.due_date": "2026-05-01", "instalments.2.amount_minor": "500.00",
    }  # fmt: skip
    tried = acted(browser, "ProposePlan", step="try", **plan)
    assert tried.status_code in (200, 409), tried.text


def test_what_somebody_wrote_is_shown_and_not_run(browser: TestClient, answers: KnownAnswers) -> None:
    answers.of["case_trail"] = [an_entry(reason=HOSTILE, actor_id=HOSTILE, summary=HOSTILE, channel=HOSTILE)]
    for page in (browser.get(PAGE).text, acted(browser, step="try", **DISPUTE | {"text": HOSTILE}).text):
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


def test_nobody_acts_beyond_their_role(client: Client, browser: TestClient, ledger: LedgerInMemory) -> None:
    sent = len(ledger.sent)
    for role in (Role.AUDITOR, Role.OPERATOR):
        assert acted(client(role), **DISPUTE).status_code == 403
    assert browser.get(f"/console/act/Unknown/{CASE}").status_code == 404
    assert len(ledger.sent) == sent


def test_an_act_whose_answer_does_not_come_is_on_its_way(
    browser: TestClient, ledger: LedgerInMemory, monkeypatch: Any
) -> None:
    monkeypatch.setattr("infra.console.asking.ANSWER_WAIT_S", 0)
    ledger.answers = False
    answer = acted(browser, **DISPUTE)
    assert answer.status_code == 202
    assert "happens once" in answer.text


def test_where_versions_are_wanted_an_act_is_for_the_one_that_its_page_showed(
    browser: TestClient, services: Services, ledger: LedgerInMemory
) -> None:
    object.__setattr__(services, "wants_versions", True)
    shown = browser.get(f"/console/act/RaiseDispute/{CASE}").text
    assert 'name="_version" value="2"' in shown
    passed = acted(browser, _version="1", **DISPUTE)
    assert passed.status_code == 412, "somebody has acted since"
    assert acted(browser, _version="2", _key="k-2", **DISPUTE).status_code == 303
    assert [one.expected_version for one, _ in ledger.sent][-2:] == [1, 2]


def test_a_case_is_found_by_its_id_or_its_reference(browser: TestClient, answers: KnownAnswers) -> None:
    for name in (str(CASE), "1110011706"):
        assert browser.get("/console/cases/find", params={"name": name}).headers["Location"] == PAGE
    answers.of["cases"] = []
    assert "There is no such case" in browser.get("/console/cases/find?name=x").text


@pytest.mark.parametrize("name", ["Norrkraft Energi/INV-1", "norrkraft / INV-1", "Norrkraft Energi · INV-1"])
def test_a_case_is_found_as_pages_and_the_command_line_call_it(
    browser: TestClient, answers: KnownAnswers, name: str
) -> None:
    asked = iter(([], [a_case()], [], [a_case()]))
    answers.of["cases"] = lambda: next(asked)
    assert browser.get("/console/cases/find", params={"name": name}).headers["Location"] == PAGE
    other = name.replace("orrkraft", "ordkraft")
    assert "There is no such case" in browser.get("/console/cases/find", params={"name": other}).text
