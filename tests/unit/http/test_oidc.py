"""Signing in through a provider: who comes back is whom the provider says, in the browser that began it, once."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from starlette.testclient import TestClient

from infra.http.access.cookies import COOKIE
from infra.http.access.grantees import Grantee
from infra.http.access.oidc import provider as provider_module
from infra.http.access.oidc.provider_settings import ProviderSettings, read_providers
from infra.http.access.oidc.providers import Providers
from infra.http.access.people import People
from infra.http.access.roles import Role
from infra.http.application import application
from infra.http.services import Services
from infra.runtime.settings_error import SettingsError
from tests.unit.domain.samples import PERSON
from tests.unit.http.provider import CLIENT, SECRET, SmallProvider, new_key, provider_running


@pytest.fixture
def provider() -> Iterator[SmallProvider]:
    with provider_running() as running:
        yield running


@pytest.fixture
def browser(services: Services, people: People, provider: SmallProvider) -> TestClient:
    agents = {"agents": {"role": "case_worker", "creditor_id": "norrkraft"}, "auditors": {"role": "auditor"}}
    same: dict[str, Any] = {"issuer": provider.issuer, "client_id": CLIENT, "client_secret": SECRET}
    settings = {
        "staff": ProviderSettings(name="staff", claim="groups", roles=agents, **same),
        "eid": ProviderSettings(name="eid", claim="personal_number", country="SE", **same),
    }
    providers = Providers(settings, people.url, people.sessions, lambda country, number: PERSONS.get((country, number)))
    app = application(replace(services, people=replace(people, providers=providers)))
    return TestClient(app, base_url="https://testserver", follow_redirects=False)


PERSONS = {("SE", "191212121212"): PERSON}


def come_back(browser: TestClient, provider: SmallProvider, name: str = "staff", **said: str) -> Any:
    begun = browser.get(f"/sign-in/with/{name}?next=/console/cases")
    assert begun.status_code == 303
    answer = provider.authorize(begun.headers["Location"]) | said
    return browser.get(f"/sign-in/back/{name}", params=answer)


def test_who_the_provider_knows_has_the_role_that_the_table_gives_them(
    browser: TestClient, provider: SmallProvider, people: People
) -> None:
    assert "Sign in with staff" in browser.get("/sign-in").text
    answer = come_back(browser, provider)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console/cases")
    whose = people.sessions.of(browser.cookies[COOKIE])
    assert whose == Grantee(actor_id="agent-7", role=Role.CASE_WORKER, creditor_id="norrkraft")


def test_whoever_is_in_no_group_of_ours_is_nobody_here(browser: TestClient, provider: SmallProvider) -> None:
    for groups in ([], ["others"], None, "Agents"):
        provider.claims["groups"] = groups
        assert come_back(browser, provider).status_code == 403
    assert COOKIE not in browser.cookies
    provider.claims["groups"] = "auditors"
    assert come_back(browser, provider).status_code == 303


def test_an_eid_opens_what_is_of_its_owner(browser: TestClient, provider: SmallProvider, people: People) -> None:
    provider.claims["personal_number"] = "191212121212"
    answer = come_back(browser, provider, "eid")
    assert answer.status_code == 303
    whose = people.sessions.of(browser.cookies[COOKIE])
    assert whose == Grantee(actor_id=str(PERSON), role=Role.DEBTOR, person_id=PERSON)
    provider.claims["personal_number"] = "no number"
    assert come_back(browser, provider, "eid").status_code == 403


def test_only_the_browser_that_began_ends_it_and_only_once(browser: TestClient, provider: SmallProvider) -> None:
    begun = browser.get("/sign-in/with/staff")
    back = provider.authorize(begun.headers["Location"])
    other = TestClient(browser.app, base_url="https://testserver", follow_redirects=False)
    assert other.get("/sign-in/back/staff", params=back).status_code == 400
    assert browser.get("/sign-in/back/staff", params=back | {"state": "another"}).status_code == 400
    assert browser.get("/sign-in/back/eid", params=back).status_code == 400, "begun with another provider, and spent"
    assert browser.get("/sign-in/back/staff", params=back).status_code == 400


def test_who_says_no_at_the_provider_is_told_so(browser: TestClient, provider: SmallProvider) -> None:
    answer = come_back(browser, provider, code="", error="access_denied")
    assert answer.status_code == 401
    assert "You were not signed in there" in answer.text


def unsigned(claims: dict[str, Any]) -> str:
    """With the algorithm that is none."""
    parts = (json.dumps(one).encode() for one in ({"alg": "none"}, claims))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."


def test_a_token_that_is_not_good_opens_nothing(
    browser: TestClient, provider: SmallProvider, caplog: pytest.LogCaptureFixture
) -> None:
    now = int(time.time())
    wrong: dict[str, dict[str, Any]] = {
        "iss": {"iss": "http://127.0.0.1:1"}, "aud": {"aud": "another"}, "exp": {"exp": now - 120},
        "nonce": {"nonce": "another"}, "azp": {"aud": [CLIENT, "another"], "azp": "another"},
    }  # fmt: skip
    for claim, said in wrong.items():
        provider.claims = {"sub": "agent-7", "groups": ["agents"], **said}
        assert come_back(browser, provider).status_code == 502, claim
    provider.claims = {"sub": "agent-7", "groups": ["agents"]}
    stranger, secret = new_key(), OctKey.import_key("x" * 32)
    provider.signs = lambda claims: jwt.encode({"alg": "RS256", "kid": provider.key.kid}, claims, stranger)
    assert come_back(browser, provider).status_code == 502
    provider.signs = lambda claims: jwt.encode({"alg": "HS256"}, claims, secret)
    assert come_back(browser, provider).status_code == 502
    provider.signs = unsigned
    assert come_back(browser, provider).status_code == 502
    provider.signs = lambda claims: "no token"
    assert come_back(browser, provider).status_code == 502
    assert COOKIE not in browser.cookies
    assert "nobody can sign in with staff: its id_token is not good" in caplog.text


def test_keys_that_rotate_are_asked_for_again_and_not_for_every_bad_token(
    browser: TestClient, provider: SmallProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert come_back(browser, provider).status_code == 303
    provider.rotate()
    assert come_back(browser, provider).status_code == 502, "the keys were asked for a moment ago"
    assert provider.asked_for_keys == 1
    monkeypatch.setattr(provider_module, "KEYS_AGAIN_AFTER_S", 0)
    assert come_back(browser, provider).status_code == 303
    assert provider.asked_for_keys == 2


def test_what_goes_wrong_behind_is_in_the_log_and_readable(
    browser: TestClient, provider: SmallProvider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.breaks = 500
    answer = browser.get("/sign-in/with/staff")
    assert (answer.status_code, "does not work just now" in answer.text) == (503, True)
    provider.breaks = 0
    provider.announces = "https://another.example"
    assert browser.get("/sign-in/with/staff").status_code == 502
    provider.announces = None
    assert come_back(browser, provider, code="of nobody").status_code == 502
    assert come_back(browser, provider, iss="https://another.example").status_code == 502
    for said in ("does not answer at http://127.0.0.1", "calls itself by another name", "invalid_grant", "RFC 9207"):
        assert said in caplog.text
    assert SECRET not in caplog.text


def test_without_providers_there_are_no_such_pages(services: Services) -> None:
    without = TestClient(application(services))
    assert without.get("/sign-in/with/staff").status_code == 404
    assert "Sign in with" not in without.get("/sign-in").text


def test_the_file_of_providers_is_checked_before_anybody_comes(tmp_path: Path) -> None:
    good = {"name": "staff", "issuer": "https://id.example.com", "client_id": "c", "client_secret": SECRET,
            "claim": "groups", "roles": {"agents": {"role": "case_worker"}}}  # fmt: skip
    file = tmp_path / "oidc.json"

    def read(**other: Any) -> dict[str, ProviderSettings]:
        file.write_text(json.dumps({"providers": [good | other]}))
        return read_providers(file)

    assert read()["staff"].grantee("agents", "a") == Grantee(actor_id="a", role=Role.CASE_WORKER)
    for other in (
        {"issuer": "http://id.example.com"}, {"roles": {}}, {"country": "SE"}, {"name": "../x"}, {"unknown": 1},
        {"roles": {"agents": {"role": "emperor"}}}, {"roles": {"agents": {"role": "creditor"}}},
    ):  # fmt: skip
        with pytest.raises(SettingsError) as refused:
            read(**other)
        assert SECRET not in str(refused.value)
