"""Every page answers its question, for whoever may ask it, in both languages, and runs nothing that somebody wrote."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from infra.console.places import PLACES
from infra.http.access.roles import Role
from projections.kpi.table import KPIS
from tests.unit.console.conftest import (
    CASE,
    HOSTILE,
    PAYMENT,
    KnownAnswers,
    a_case,
    a_figure,
    a_suspended,
    an_approval,
    an_entry,
    text_of,
)
from tests.unit.domain.samples import PERSON
from tests.unit.http.conftest import Client
from tests.unit.http.ledger import NOW

PATHS = [place.path for place in PLACES] + [
    "/console/sla/breached", "/console/system/parked", "/console/money/payouts", "/console/money/reconciliation",
    "/console/money/files", f"/console/kpis/{KPIS[0].name}", "/console/events/0/1",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_there_in_both_languages(browser: TestClient, answers: KnownAnswers, path: str) -> None:
    answers.of["key_figures"] = [{"name": KPIS[0].name, "figure": a_figure(month="2026-03")}]
    answers.of["files"] = []
    english, swedish = browser.get(path), browser.get(path, headers={"Accept-Language": "sv"})
    assert english.status_code == swedish.status_code == 200, english.text
    assert english.text.count("<h1>") == 1
    assert '<html lang="sv">' in swedish.text
    for table in re.findall(r"<table>(.*?)</table>", english.text, re.S):
        assert "<caption" in table, "a table says what it is of"


def test_the_navigation_leads_where_one_may_go_and_nowhere_else(client: Client, answers: KnownAnswers) -> None:
    for role in (Role.AUDITOR, Role.COMPLIANCE, Role.CASE_WORKER, Role.SUPERVISOR, Role.CASHIER, Role.OPERATOR):
        looking = client(role)
        page = looking.get("/console/law").text
        for place in PLACES:
            is_linked = f'href="{place.path}"' in page.partition("</nav>")[0]
            assert (looking.get(place.path).status_code == 403) != is_linked, f"{role}: {place.path}"


def test_the_person_has_their_cases_and_what_they_owe_in_all(browser: TestClient, answers: KnownAnswers) -> None:
    cases = [a_case(), a_case(status="closed"), a_case(creditor_reference=HOSTILE)]
    answers.of["person"] = {"person_id": PERSON, "person": None, "known_as": None, "cases": cases}
    answers.of["cases_of_person"] = (PERSON, [PERSON], {one.case_id: one for one in cases})
    answer = browser.get(f"/console/persons/{PERSON}")
    assert "1,960.00 SEK" in text_of(answer), "of the two that are open"
    assert "<script>alert" not in answer.text


def test_the_trail_keeps_a_search_in_the_browser_and_forgets_it(browser: TestClient) -> None:
    browser.post("/console/trail/saved", data={"_step": "keep", "name": HOSTILE, "actor_id": "anna"})
    page = browser.get("/console/trail").text
    assert 'href="/console/trail?actor_id=anna"' in page
    assert "<script>alert" not in page
    browser.post("/console/trail/saved", data={"_step": "forget", "name": HOSTILE})
    assert 'href="/console/trail?actor_id=anna"' not in browser.get("/console/trail").text
    browser.cookies.set("saved-searches", "zz", path="/console/trail")
    assert browser.get("/console/trail").status_code == 200, "a cookie that is none of ours"


def test_the_trail_is_searched_by_what_a_case_is_called(browser: TestClient, answers: KnownAnswers) -> None:
    answers.of["cases"] = [a_case()]
    page = browser.get("/console/trail", params={"case_id": "INV-1"})
    assert page.status_code == 200
    assert 'name="case_id" value="INV-1"' in page.text, "what was typed is still there"
    for several_or_none in ([], [a_case(), a_case()]):
        answers.of["cases"] = several_or_none
        assert "name its creditor, too" in text_of(browser.get("/console/trail?case_id=INV-1"), 422)


def test_a_form_takes_what_a_case_is_called_for_its_id(browser: TestClient, answers: KnownAnswers) -> None:
    def matched(name: str) -> str:
        typed = {"portions.0.case_id": name, "portions.0.amount_minor": "10", "method": "by_hand"}
        return text_of(browser.post(f"/console/act/MatchPayment/{PAYMENT}", data=typed | {"_step": "try"}), 422)

    for several_or_none in ([], [a_case(), a_case()]):
        answers.of["cases"] = several_or_none
        page = matched("INV-1")
        assert "name its creditor, too" in page
        assert 'value="INV-1"' in page, "what was typed is still there"


def test_the_trail_is_taken_away_as_csv_to_its_last_row(browser: TestClient, answers: KnownAnswers) -> None:
    pages = iter([[an_entry(position=n) for n in range(1_001)], [an_entry(position=1_001)]])
    answers.of["whole_trail"] = lambda: next(pages)
    answer = browser.get("/console/trail/trail.csv?actor_id=anna")
    lines = answer.text.strip().splitlines()
    assert len(lines) == 1 + 1_000 + 1, "one heading"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_an_event_has_its_fields_its_hash_and_its_bytes(browser: TestClient) -> None:
    page = text_of(browser.get("/console/events/0/1"))
    for text in ("ClaimReceived", "Norrkraft Energi", "000000  ", "Written by the command"):
        assert text in page
    assert browser.get("/console/events/0/9999").status_code == 404


def test_each_number_of_the_board_leads_to_what_is_behind_it(browser: TestClient) -> None:
    page = text_of(browser.get("/console/sla"))
    assert 'href="/console/sla/breached?clock=first_contact"' in page
    assert page.count('class="bar"') == 1, "of what was breached"
    assert f'href="/console/cases/{CASE}"' in text_of(browser.get("/console/sla/breached?clock=first_contact"))


def test_a_figure_is_drawn_month_by_month_with_its_table(browser: TestClient, answers: KnownAnswers) -> None:
    months = [("2026-01", 1, 2), ("2026-02", 0, 0), ("2026-03", 3, 4)]
    answers.of["key_figures"] = [
        {"name": KPIS[0].name, "figure": a_figure(month=month, numerator=top, denominator=below)}
        for month, top, below in months
    ]
    page = text_of(browser.get(f"/console/kpis/{KPIS[0].name}"))
    assert page.count('class="dot"') == 2, "a month with nothing to count is no zero"
    assert '<th scope="row">2026-02</th><td class="number">–</td>' in page
    assert browser.get("/console/kpis/unknown").status_code == 422


def test_nobody_decides_what_they_asked_for(browser: TestClient, answers: KnownAnswers) -> None:
    page = text_of(browser.get("/console/approvals"))
    assert f"/console/act/ApproveRefund/{PAYMENT}?number=1" in page
    answers.of["approvals"] = [an_approval(asked_by="administrator-1")]
    page = text_of(browser.get("/console/approvals"))
    assert "/console/act/" not in page
    assert "another person decides" in page


def test_money_has_suggested_cases_and_accounts_that_agree(browser: TestClient, answers: KnownAnswers) -> None:
    page = text_of(browser.get("/console/money"))
    assert f"/console/act/ConfirmSuggestion/{PAYMENT}?suggestion=2" in page
    assert "10 days" in page
    assert ">agree<" in page
    answers.of["suspense"] = [a_suspended(owner=HOSTILE)]
    assert "<script>alert" not in browser.get("/console/money").text


def test_what_is_shown_as_it_stood_has_nothing_to_be_done(browser: TestClient, answers: KnownAnswers) -> None:
    when = f"?known_at={(NOW - timedelta(minutes=1)).isoformat().replace('+', '%2B')}"
    ids_and_cases = iter([[PERSON], [a_case()]])
    answers.of["_then"] = lambda: next(ids_and_cases)
    answers.of["suspense"] = [a_suspended() for _ in range(51)]
    pages = ["/console/money", "/console/money/payouts", "/console/money/reconciliation", "/console/approvals"]
    for path in (*pages, f"/console/persons/{PERSON}"):
        page = text_of(browser.get(f"{path}{when}"))
        assert "This is how it stood." in page
        assert f'<a href="{path}">Back to now</a>' in page
        assert "/console/act/" not in page
    assert 'rel="next" href="?known_at=2026' in text_of(browser.get(f"/console/money{when}"))


def test_a_form_for_a_payment_is_filled_in_from_its_link_and_goes_back_there(browser: TestClient) -> None:
    link = f"/console/act/ApproveRefund/{PAYMENT}?number=1&back=%2Fconsole%2Fmoney"
    page = text_of(browser.get(link))
    assert 'name="number" value="1"' in page
    assert 'name="_back" value="/console/money"' in page


def test_kept_heads_are_held_against_the_log(browser: TestClient) -> None:
    document = browser.get("/v1/heads").json()
    stored = browser.get("/v1/events/0/1").json()
    document["partitions"] = [{"partition": 0, "position": 1, "hash": stored["hash"]}]
    heads = json.dumps(document)
    assert "still has every event" in text_of(browser.post("/console/integrity", data={"heads": heads}))
    for other in ({"hash": "00" * 32}, {"position": 9_999}):
        changed = json.dumps(document | {"partitions": [document["partitions"][0] | other]})
        assert "is not what it was" in text_of(browser.post("/console/integrity", data={"heads": changed}))
    of_another = json.dumps(document | {"log_id": "another"})
    assert "of another log" in text_of(browser.post("/console/integrity", data={"heads": of_another}))
    for text in ("{", "[]", HOSTILE, '{"partitions": [{}]}'):
        answer = browser.post("/console/integrity", data={"heads": text})
        assert answer.status_code == 422
        assert "<script>alert" not in answer.text


def test_what_is_parked_says_its_error_and_what_waits_behind_it(browser: TestClient) -> None:
    page = text_of(browser.get("/console/system/parked"))
    assert "it names no case" in page
    assert 'href="/console/events/0/4"' in page
    assert 'href="/console/events/0/6"' in page, "what waits behind it"
    assert "ValueError: x" in page, "and the commands that nobody could decide"


def test_what_waits_is_tried_again_by_a_button_and_the_page_says_what_came_of_it(browser: TestClient) -> None:
    page = text_of(browser.post("/console/system/parked/retry", data={"aggregate_id": str(CASE)}))
    assert "Folded: 2" in page and "It still waits" not in page
    page = text_of(browser.post("/console/system/parked/retry"))
    assert "It still waits: <span>it names no case</span>" in page
    page = text_of(browser.post("/console/system/rejected/0/3/retry"))
    assert "it comes back: 0/3" in page
    assert 'action="/console/system/rejected/0/3/retry"' not in page
    assert 'action="/console/system/rejected/0/4/retry"' not in page, "it was not kept whole"
    assert 'action="/console/system/rejected/0/5/retry"' in page


def test_who_may_not_try_again_has_no_button_for_it(client: Client, browser: TestClient) -> None:
    auditor = client(Role.AUDITOR)
    page = text_of(auditor.get("/console/system/parked"))
    assert "it names no case" in page and 'retry"' not in page
    assert auditor.post("/console/system/parked/retry").status_code == 403


@pytest.mark.parametrize("path", ["today", "approvals?mine=true", "system/parked", "sla"])
def test_what_changes_by_itself_follows_the_log_for_who_may_read_it(
    client: Client, browser: TestClient, path: str
) -> None:
    page = browser.get(f"/console/{path}").text
    assert 'hx-sse:connect="/v1/events/stream"' in page
    assert f'hx-get="/console/{path}"' in page, "what is shown anew is what was asked for, filters and all"
    worker = client(Role.CASE_WORKER).get(f"/console/{path}")
    assert worker.status_code == 403 or "hx-sse:connect" not in worker.text


def test_a_board_of_another_day_stands_still(browser: TestClient) -> None:
    assert "hx-sse:connect" not in browser.get("/console/sla?as_of=2026-03-01T09:00").text


def test_the_list_of_cases_is_asked_of_another_time(browser: TestClient) -> None:
    for name in ("as_of", "known_at"):
        answer = browser.get(f"/console/cases?{name}=2026-03-01T09:00")
        assert (answer.status_code, f'name="{name}" value="2026-03-01T09:00"' in answer.text) == (200, True)
        assert "nobody knows later" in browser.get(f"/console/cases?{name}=2099-03-01T09:00").text, "it is asked of it"
        assert browser.get(f"/console/cases?{name}=yesterday").status_code == 422


def test_today_leaves_out_what_is_not_for_whoever_looks(client: Client, browser: TestClient) -> None:
    assert "Waiting for your yes" in text_of(browser.get("/console/today"))
    page = text_of(client(Role.OPERATOR).get("/console/today"))
    assert "Waiting for your yes" not in page
    assert "Breached" in page
    assert "hx-sse:connect" not in page, "who may not read events follows none"


def test_a_subscription_is_made_and_only_that_page_says_its_secret(browser: TestClient) -> None:
    made = browser.post("/console/subscriptions", data={"url": "https://a.example/hook", "types": "CaseClosed"})
    page = text_of(made)
    secret = re.search(r"whsec_[A-Za-z0-9+/=_-]+", page)
    assert secret
    listed = text_of(browser.get("/console/subscriptions"))
    assert "https://a.example/hook" in listed
    assert secret[0] not in listed
    link = re.search(r'href="(/console/subscriptions/[^"]+)"', listed)
    assert link
    assert "Hold it" in text_of(browser.get(link[1]))
    assert browser.post(f"{link[1]}/pause").headers["Location"] == link[1]
    assert "Let it go on" in text_of(browser.get(link[1]))
    assert browser.post(f"{link[1]}/remove").status_code == 422
    assert "Pay elsewhere" not in browser.get(f"{link[1]}?outcome=Pay+elsewhere").text, "no address puts words into it"


def test_a_subscription_that_cannot_be_made_says_why_and_keeps_what_was_filled_in(browser: TestClient) -> None:
    answer = browser.post("/console/subscriptions", data={"url": "https://a.example/hook", "types": "NoSuchEvent"})
    assert answer.status_code in (409, 422)
    assert 'value="NoSuchEvent"' in answer.text


def test_what_leaves_and_what_differs_has_its_pages(browser: TestClient) -> None:
    page = text_of(browser.get("/console/money/payouts"))
    for text in ("900.00 SEK", "810.00 SEK", "250.00 SEK"):
        assert text in page
    page = text_of(browser.get("/console/money/reconciliation"))
    for text in ("100.00 SEK", "90.00 SEK", "10.00 SEK"):
        assert text in page
