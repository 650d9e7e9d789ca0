"""What all pages have in common: who may see them, problems as pages, headers, and what browsers load."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from infra.console.static_files import place_of
from infra.http.access.roles import Role
from infra.http.problems import HttpProblem
from tests.unit.console.conftest import HOSTILE, KnownAnswers, a_case
from tests.unit.http.conftest import Client


def test_who_has_not_signed_in_is_told_to(client: Client) -> None:
    answer = client(None).get("/console/cases")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"].startswith("text/html")
    assert 'href="/sign-in?next=/console/cases"' in answer.text
    assert "<nav" not in answer.text


def test_a_page_that_a_role_may_not_see_says_so_and_leads_on(client: Client) -> None:
    answer = client(Role.OPERATOR).get("/console/cases")
    assert answer.status_code == 403
    assert "This is not for you" in answer.text
    assert 'href="/console/cases"' not in answer.text, "the navigation has what they may see"


@pytest.mark.parametrize("path", ["/console/nowhere", "/console/static/console.css", "/console/static/../router.py"])
def test_what_is_not_there_is_a_page_too(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404
    assert "This is not here" in answer.text


def test_a_parameter_that_is_none_is_a_page_and_repeats_nothing(browser: TestClient) -> None:
    answer = browser.get("/console/cases/%3Cscript%3E")
    assert answer.status_code == 422
    assert "<script>" not in answer.text


@pytest.mark.parametrize("after", ["€", "١=٢", "\x00"])
def test_a_position_that_is_none_is_a_page(browser: TestClient, after: str) -> None:
    answer = browser.get("/console/cases", params={"after": after})
    assert answer.status_code == 422
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("heads", ['{"partitions": [{"partition": 1e999}]}', "[" * 9_000, "[]", "7"])
def test_heads_that_are_none_are_said_to_be_none(browser: TestClient, heads: str) -> None:
    answer = browser.post("/console/integrity", data={"heads": heads})
    assert answer.status_code == 422
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_server_that_is_away_is_a_page_that_says_to_come_again(browser: TestClient, answers: KnownAnswers) -> None:
    def away() -> Any:
        raise HttpProblem("unavailable", "A server behind this one does not answer now.")

    answers.of["cases"] = away
    answer = browser.get("/console/cases")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"
    assert "Nothing was lost" in answer.text


def test_every_answer_forbids_what_no_page_of_ours_needs(browser: TestClient) -> None:
    for path in ("/console/cases", "/console/nowhere", "/v1/law", "/live"):
        answer = browser.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "unsafe" not in policy
        assert answer.headers["Cache-Control"] == "no-store"


def test_what_browsers_load_is_kept_for_ever_under_the_name_of_its_content(client: Client) -> None:
    for name, kind in (
        ("console.css", "text/css"),
        ("htmx-4.0.1.min.js", "text/javascript"),
        ("icon.svg", "image/svg"),
    ):
        answer = client(None).get(place_of(name))
        assert answer.status_code == 200, "without signing in"
        assert answer.headers["Content-Type"].startswith(kind)
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_page_speaks_the_language_that_was_chosen(browser: TestClient) -> None:
    assert "Kvar att betala" in browser.get("/console/cases", headers={"Accept-Language": "sv"}).text
    chosen = browser.post("/console/language", data={"language": "sv", "back": "/console/cases"})
    assert (chosen.status_code, chosen.headers["Location"]) == (303, "/console/cases")
    page = browser.get("/console/cases")
    assert '<html lang="sv">' in page.text
    assert "1 000,00" in unescape(page.text).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "back",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/\t/elsewhere.example",
        "/\n/elsewhere.example",
        "x",
    ],
)
def test_nobody_is_sent_elsewhere(browser: TestClient, back: str) -> None:
    answer = browser.post("/console/language", data={"language": "sv", "back": back})
    assert answer.headers["Location"] == "/console"


def test_a_page_says_how_fresh_it_is_and_waits_for_a_command_that_it_follows(
    browser: TestClient, answers: KnownAnswers
) -> None:
    page = browser.get("/console/cases?after=0=7")
    assert "balances 0=7" in page.text
    assert answers.waited_for[-1] == {0: 7}


def test_hostile_texts_are_shown_and_not_run(browser: TestClient, answers: KnownAnswers) -> None:
    answers.of["cases"] = [a_case(creditor=HOSTILE, portfolio=HOSTILE, creditor_reference=HOSTILE)]
    page = browser.get("/console/cases").text
    assert "<script>alert" not in page
    assert page.count(HOSTILE.split("&")[0].replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")) == 3


def test_the_home_of_the_console_is_the_first_place_that_one_may_go_to(browser: TestClient, client: Client) -> None:
    assert browser.get("/console").headers["Location"].startswith("/console/")
    creditor = client(Role.CREDITOR, creditor_id="norrkraft")
    assert creditor.get("/console", follow_redirects=False).headers["Location"] == "/console/cases"


def test_a_list_goes_on_by_its_cursor(browser: TestClient, answers: KnownAnswers) -> None:
    answers.of["cases"] = [a_case()] * 51
    page = browser.get("/console/cases?status=open").text
    following = unescape(page.partition('rel="next" href="?')[2].partition('"')[0])
    assert "status=open" in following
    assert browser.get(f"/console/cases?{following}").status_code == 200
    assert browser.get(f"/console/cases?{following.replace('status=open', 'status=closed')}").status_code == 422
