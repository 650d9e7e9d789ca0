"""People at a browser: their session, how it ends, and that only our own pages act with it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from infra.http.access.cookies import COOKIE
from infra.http.access.grantees import AccessUnusable, Grantee
from infra.http.access.people import People
from infra.http.access.roles import Role
from infra.http.access.sessions import IDLE, LONGEST, Sessions
from infra.http.application import application
from infra.http.services import Services
from tests.unit.domain.samples import PERSON
from tests.unit.http.conftest import Client, Moved
from tests.unit.http.ledger import LedgerInMemory
from tests.unit.http.test_commands import CLAIM_BODY

AGENT = Grantee(actor_id="agent-7", role=Role.CASE_WORKER)
ADMINISTRATOR = Grantee(actor_id="administrator", role=Role.ADMINISTRATOR)
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


def signed_in(services: Services, grantee: Grantee = ADMINISTRATOR) -> TestClient:
    """A browser with a session."""
    browser = TestClient(application(services), base_url="https://testserver")
    browser.cookies.set(COOKIE, services.people.sessions.begin(grantee))
    return browser


def send_claim(browser: TestClient, **headers: str) -> tuple[int, str]:
    said = {"Idempotency-Key": "k", "Prefer": "wait=5"} | {name.replace("_", "-"): v for name, v in headers.items()}
    answer = browser.post("/v1/cases/receive-claim", json=CLAIM_BODY, headers=said)
    return answer.status_code, answer.json().get("code", "")


def test_every_route_works_with_a_session_as_with_a_key(services: Services, ledger: LedgerInMemory) -> None:
    browser = signed_in(services)
    assert browser.get("/openapi.json").status_code == 200
    assert send_claim(browser, Sec_Fetch_Site="same-origin") == (200, "")
    assert ledger.sent[0][0].actor.id == "administrator"
    assert signed_in(services, Grantee(actor_id="a", role=Role.OPERATOR)).get("/v1/trail").status_code == 403


@pytest.mark.parametrize(
    "said",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://testserver"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "https://testserver.elsewhere.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_with_a_session_only_our_own_pages_change_anything(
    services: Services, ledger: LedgerInMemory, said: dict[str, str]
) -> None:
    assert send_claim(signed_in(services), **said) == (403, "from_elsewhere")
    assert ledger.sent == []


def test_a_browser_that_only_says_the_origin_is_let_through_and_a_key_needs_neither(
    services: Services, client: Client
) -> None:
    assert send_claim(signed_in(services), Origin="https://testserver")[0] == 200
    with_key = client()
    with_key.cookies.set(COOKIE, services.people.sessions.begin(AGENT))
    answer = send_claim(with_key, Sec_Fetch_Site="cross-site")
    assert answer == (409, "claim_already_received"), "no browser adds a key by itself: the ledger was asked"


def test_a_session_that_nobody_uses_ends_and_one_that_is_used_ends_too(people: People, machine_clock: Moved) -> None:
    sessions = people.sessions
    idle, used = sessions.begin(AGENT), sessions.begin(AGENT)
    for _ in range(LONGEST // timedelta(minutes=20) - 1):
        machine_clock.time += timedelta(minutes=20)
        assert sessions.of(used) == AGENT
    assert sessions.of(idle) is None
    machine_clock.time += timedelta(minutes=20)
    assert sessions.of(used) is None, f"{LONGEST} after it began, although it was used"
    assert sessions.of("x") is None


def test_who_signs_out_is_out_in_every_process_and_a_session_outlives_its_own(
    people: People, tmp_path: Path, machine_clock: Moved
) -> None:
    first, second = people.sessions.begin(AGENT), people.sessions.begin(AGENT)
    other_process = Sessions(tmp_path / "sessions.sqlite", machine_clock)
    assert other_process.of(first) == AGENT
    people.sessions.end(first)
    assert (other_process.of(first), other_process.of(second)) == (None, AGENT)
    assert other_process.end_all_of("agent-7") == 1
    assert people.sessions.of(second) is None


def test_of_a_session_and_a_link_only_hashes_are_kept(people: People, tmp_path: Path) -> None:
    session, link = people.sessions.begin(AGENT), people.sessions.make_link(AGENT)
    file = tmp_path / "sessions.sqlite"
    assert file.stat().st_mode & 0o777 == 0o600
    assert all(len(text) == 43 and text.encode() not in file.read_bytes() for text in (session, link))


def test_an_ended_session_is_said_to_have_ended(services: Services, machine_clock: Moved) -> None:
    browser = signed_in(services)
    machine_clock.time += IDLE
    answer = browser.get("/openapi.json")
    assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")


def test_a_session_sees_the_rows_of_its_holder_only(services: Services) -> None:
    browser = signed_in(services, Grantee(actor_id="c", role=Role.CREDITOR, creditor_id="norrkraft"))
    assert browser.get("/v1/cases?creditor_id=sydkraft").status_code == 403
    assert browser.get("/v1/suspense").status_code == 403
    with pytest.raises(AccessUnusable, match="say whom"):
        services.people.sessions.begin(Grantee(actor_id="d", role=Role.DEBTOR))
    with pytest.raises(AccessUnusable, match="not held to one person"):
        services.people.sessions.make_link(Grantee(actor_id="d", role=Role.CASE_WORKER, person_id=PERSON))


def test_a_link_is_good_once_and_looking_at_it_spends_nothing(people: People, machine_clock: Moved) -> None:
    token = people.sessions.make_link(AGENT)
    assert people.sessions.link(token) == people.sessions.link(token) == AGENT
    opened = people.sessions.begin_by_link(token)
    assert opened is not None
    assert people.sessions.of(opened[0]) == opened[1] == AGENT
    assert (people.sessions.link(token), people.sessions.begin_by_link(token)) == (None, None)
    late = people.sessions.make_link(AGENT)
    machine_clock.time += timedelta(minutes=15)
    assert (people.sessions.link(late), people.sessions.begin_by_link(late)) == (None, None)


def test_a_file_of_sessions_that_cannot_be_used_lets_nobody_in(services: Services, tmp_path: Path) -> None:
    browser = signed_in(services)
    (tmp_path / "sessions.sqlite").write_text("no database, " * 100)
    answer = browser.get("/openapi.json")
    assert answer.status_code == 500
    assert str(tmp_path) not in answer.text


def test_every_answer_says_that_it_loads_nothing_from_elsewhere_and_is_in_no_other_page(services: Services) -> None:
    said = signed_in(services).get("/openapi.json").headers
    policy = said["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"unsafe|\*|https?:", policy)
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" in said
