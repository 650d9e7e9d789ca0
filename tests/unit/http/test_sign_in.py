"""How people get in: by a link that is spent by a button only, or by a password that nobody can try for long."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from infra.http.access.attempts import Attempts
from infra.http.access.cookies import COOKIE
from infra.http.access.grantees import AccessUnusable, Grantee
from infra.http.access.people import People
from infra.http.access.roles import Role
from infra.http.application import application
from infra.http.problems import HttpProblem
from infra.http.services import Services
from tests.unit.domain.samples import PERSON
from tests.unit.http.ledger import NOW

AGENT = Grantee(actor_id="agent-7", role=Role.CASE_WORKER, creditor_id="norrkraft")
PASSWORD = "correct horse battery"
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def browser(services: Services) -> TestClient:
    return TestClient(application(services), base_url="https://testserver", follow_redirects=False)


def try_password(browser: TestClient, name: str = "agent-7", password: str = PASSWORD, next: str = "") -> int:
    form = {"name": name, "password": password, "next": next}
    return browser.post("/sign-in", data=form, headers=FROM_HERE).status_code


def test_a_link_is_spent_by_its_button_and_not_by_who_looks_at_it(browser: TestClient, people: People) -> None:
    token = people.sessions.make_link(AGENT)
    for _ in range(3):
        page = browser.get(f"/sign-in?token={token}")
        assert page.status_code == 200
        assert "agent-7" in page.text
        assert "Set-Cookie" not in page.headers
    answer = browser.post("/sign-in/link", data={"token": token}, headers=FROM_HERE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console")
    kept = answer.headers["Set-Cookie"]
    assert kept.startswith("__Host-caseledger=")
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(kept.split("; "))
    assert "Domain" not in kept
    assert browser.get("/v1/cases?creditor_id=other").status_code == 403, "who they are is known, and their rows"
    assert browser.get(f"/sign-in?token={token}").status_code == 410
    assert browser.post("/sign-in/link", data={"token": token}, headers=FROM_HERE).status_code == 410


def test_whoever_signs_out_is_out_on_the_server_too(browser: TestClient, people: People) -> None:
    session = people.sessions.begin(AGENT)
    browser.cookies.set(COOKIE, session)
    assert browser.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert people.sessions.of(session) is not None
    answer = browser.post("/sign-out", headers=FROM_HERE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/signed-out")
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert people.sessions.of(session) is None
    assert browser.get("/signed-out").status_code == 200


def test_a_page_of_somebody_else_signs_nobody_in(browser: TestClient, people: People) -> None:
    people.users.add(AGENT, PASSWORD, NOW)
    token = people.sessions.make_link(AGENT)
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
    form = {"name": "agent-7", "password": PASSWORD}
    assert browser.post("/sign-in", data=form, headers=elsewhere).status_code == 403
    assert browser.post("/sign-in/link", data={"token": token}, headers=elsewhere).status_code == 403
    assert people.sessions.link(token) == AGENT


def test_a_password_opens_a_session_with_the_role_and_rows_of_its_user(browser: TestClient, people: People) -> None:
    people.users.add(AGENT, PASSWORD, NOW)
    before = people.sessions.begin(AGENT)
    browser.cookies.set(COOKIE, before, domain="testserver.local")
    assert try_password(browser) == 303
    assert people.sessions.of(before) is None, "the session from before is no more"
    assert people.sessions.of(browser.cookies[COOKIE]) == AGENT


def test_nobody_learns_whether_a_name_is_there(browser: TestClient, people: People) -> None:
    people.users.add(AGENT, PASSWORD, NOW)
    people.users.add(Grantee(actor_id="gone", role=Role.AUDITOR), PASSWORD, NOW)
    people.users.disable("gone", NOW)
    pages = []
    for name, password in (("agent-7", "wrong"), ("nobody", PASSWORD), ("gone", PASSWORD)):
        answer = browser.post("/sign-in", data={"name": name, "password": password}, headers=FROM_HERE)
        assert answer.status_code == 401
        pages.append(answer.text)
    assert len(set(pages)) == 1


def test_a_name_that_nobody_has_costs_a_hash_as_any_other(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    people.users.add(AGENT, PASSWORD, NOW)
    tried: list[str] = []
    fits = people.users._fits
    monkeypatch.setattr(people.users, "_fits", lambda kept, typed: tried.append(kept) or fits(kept, typed))
    for name in ("agent-7", "nobody"):
        assert people.users.of(name, "wrong") is None
    assert len(tried) == 2
    assert tried[0].split("$")[1:4] == tried[1].split("$")[1:4], "with the same parameters"


def test_after_five_attempts_a_name_waits_whoever_tries(browser: TestClient, people: People) -> None:
    people.users.add(AGENT, PASSWORD, NOW)
    for _ in range(4):
        assert try_password(browser, password="wrong") == 401
    assert try_password(browser) == 303, "who gets in begins to count anew"
    for _ in range(5):
        assert try_password(browser, password="wrong") == 401
    answer = browser.post("/sign-in", data={"name": "agent-7", "password": PASSWORD}, headers=FROM_HERE)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
    assert try_password(browser, name="another") == 401, "others are not held up"


def test_an_address_does_not_try_many_names() -> None:
    attempts = Attempts(by_address="3 per hour")
    for name in ("a", "b", "c"):
        attempts.count(name, "10.0.0.1")
    with pytest.raises(HttpProblem, match="too many attempts"):
        attempts.count("d", "10.0.0.1")
    attempts.count("d", "10.0.0.2")


def test_the_address_is_what_a_trusted_proxy_says_and_nobody_else(people: People) -> None:
    def asked(client: str) -> Request:
        headers = [(b"x-forwarded-for", b"6.6.6.6, 203.0.113.9")]
        return Request({"type": "http", "headers": headers, "client": (client, 1), "method": "GET", "path": "/"})

    behind = replace(people, trusted_proxies=frozenset({"10.0.0.7"}))
    assert behind.address_of(asked("10.0.0.7")) == "203.0.113.9"
    assert behind.address_of(asked("198.51.100.1")) == "198.51.100.1"


@pytest.mark.parametrize("next", ["//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example", "x"])
def test_nobody_is_sent_elsewhere_after_signing_in(browser: TestClient, people: People, next: str) -> None:
    people.users.add(AGENT, PASSWORD, NOW)
    form = {"name": "agent-7", "password": PASSWORD, "next": next}
    assert browser.post("/sign-in", data=form, headers=FROM_HERE).headers["Location"] == "/console"
    form["next"] = "/console/cases"
    assert browser.post("/sign-in", data=form, headers=FROM_HERE).headers["Location"] == "/console/cases"


def test_a_person_comes_to_their_own_page(browser: TestClient, people: People) -> None:
    whose = Grantee(actor_id=str(PERSON), role=Role.DEBTOR, person_id=PERSON)
    form = {"token": people.sessions.make_link(whose)}
    assert browser.post("/sign-in/link", data=form, headers=FROM_HERE).headers["Location"] == "/my"


def test_the_file_of_users_has_argon2_hashes_and_no_passwords(people: People, tmp_path: Path) -> None:
    people.users.add(AGENT, PASSWORD, NOW)
    file = tmp_path / "users.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert PASSWORD not in file.read_text()
    assert re.search(r"\$argon2id\$", file.read_text())
    with pytest.raises(AccessUnusable, match="already"):
        people.users.add(AGENT, PASSWORD, NOW)
    for bad in ("short", "x" * 201):
        with pytest.raises(AccessUnusable, match="12 to 200 characters"):
            people.users.set_password("agent-7", bad)
    assert people.users.set_password("agent-7", "another long one") is not None
    assert people.users.of("agent-7", PASSWORD) is None
    assert people.users.of("agent-7", "another long one") is not None
    assert people.users.set_password("nobody", PASSWORD) is None
    assert people.users.disable("nobody", NOW) is None
