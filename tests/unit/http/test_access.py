"""Who may do what: nothing without a key, each role what the one table says, each key only its own rows."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from itertools import repeat
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from domain.kernel.identity import case_id
from infra.http.access.api_keys import ApiKeys, NewKey
from infra.http.access.grantees import AccessUnusable
from infra.http.access.only_from import OnlyFrom
from infra.http.access.roles import GRANTS, SCOPES, Role
from infra.http.application import application
from infra.http.commands.paths import CommandPath, command_paths
from infra.http.problems import HttpProblem
from infra.http.questions.cursors import binding_of, cursor, read_cursor
from infra.http.services import Services
from tests.unit.domain.samples import PERSON
from tests.unit.http.conftest import Client
from tests.unit.http.ledger import NOW, LedgerInMemory, NoQuestions
from tests.unit.http.test_commands import CASE, CLAIM_BODY, dispute, receive_claim

HELD: dict[Role, dict[str, Any]] = {Role.CREDITOR: {"creditor_id": "norrkraft"}, Role.DEBTOR: {"person_id": PERSON}}
EVERYTHING = {"case", "payment", "creditor", "person", "bank_account", "books"}
SENDS_PEOPLES = {
    Role.ADMINISTRATOR: EVERYTHING,
    Role.AUDITOR: set[str](),
    Role.COMPLIANCE: {"case", "person"},
    Role.CASE_WORKER: {"case", "person"},
    Role.SUPERVISOR: EVERYTHING,
    Role.CASHIER: {"payment", "creditor", "bank_account"},
    Role.CREDITOR: {"case"},
    Role.DEBTOR: {"case", "person"},
    Role.SERVICE: EVERYTHING,
    Role.OPERATOR: set[str](),
}
"""Commands that people ask for, by what they are of."""
CUSTOMERS_DO_THEMSELVES = {
    *("AssessAffordability", "ProposePlan", "AcceptPlan", "RejectPlan", "AcceptSettlement", "MakePromise"),
    *("RequestDeferral", "RaiseDispute", "ReceiveComplaint", "ReceiveInquiry", "AnswerSurvey"),
    *("ChangeChannelWishes", "RequestAccess"),
}
SENDS_PROGRAMS = {Role.ADMINISTRATOR, Role.SERVICE}


def may_send(role: Role, asked: CommandPath) -> bool:
    """By the words of the brief, not by the table."""
    if asked.cls.BY_PROGRAMS:
        return role in SENDS_PROGRAMS
    if role is Role.CREDITOR:
        return asked.name in {"ReceiveClaim", "AmendClaim", "CreditPrincipal", "ReportDirectPayment"}
    if role is Role.DEBTOR:
        return asked.name in CUSTOMERS_DO_THEMSELVES
    if role is Role.CASE_WORKER and asked.name.startswith("Approve"):
        return False
    return asked.kind.name in SENDS_PEOPLES[role] and not (role is Role.COMPLIANCE and asked.moves_money)


@pytest.mark.parametrize("role", Role)
def test_each_role_sends_what_it_may_and_nothing_else(client: Client, role: Role, ledger: LedgerInMemory) -> None:
    asking = client(role, **HELD.get(role, {}))
    for asked in command_paths():
        path = asked.path.replace("{aggregate_id}", str(CASE))
        answer = asking.post(path, headers={"Content-Type": "application/json"})
        assert (answer.status_code == 403) != may_send(role, asked), f"{role}: {asked.name}: {answer.text}"
        assert answer.status_code in (400, 403), "who may is asked for the Idempotency-Key"
    assert ledger.sent == []


ALL_AREAS = {
    "cases", "persons", "suspense", "accounts", "balances", "creditors", "trail", "sla", "kpis", "law", "events",
    "heads", "imports", "approvals", "webhooks", "system",
    "remittances", "refunds", "differences", "disclosures", "bank-files",
}  # fmt: skip
OF_TRAIL = {"trail", "kpis", "events", "heads", "system"}
TAKES_MONEY = {"imports"}
CALLS = {"webhooks"}
OF_READERS = {"disclosures"}
READS = {
    Role.ADMINISTRATOR: ALL_AREAS,
    Role.AUDITOR: ALL_AREAS - TAKES_MONEY - CALLS,
    Role.COMPLIANCE: ALL_AREAS - TAKES_MONEY - CALLS,
    Role.CASE_WORKER: ALL_AREAS - OF_TRAIL - TAKES_MONEY - CALLS - OF_READERS,
    Role.SUPERVISOR: ALL_AREAS - CALLS - OF_READERS,
    Role.CASHIER: ALL_AREAS - OF_TRAIL - CALLS - OF_READERS - {"persons"},
    Role.CREDITOR: {"cases", "balances", "creditors", "law"},
    Role.DEBTOR: {"cases", "persons", "law"},
    Role.SERVICE: ALL_AREAS - OF_READERS,
    Role.OPERATOR: {"sla", "law", "system"},
}
"""Questions that each may ask, by the first word of their path; the accounts stand below the balances."""


def area_of(path: str) -> str:
    return "accounts" if path.endswith("/accounts") else path.split("/")[2]


@pytest.mark.parametrize("role", Role)
def test_each_role_asks_what_it_may_and_nothing_else(client: Client, services: Services, role: Role) -> None:
    services.questions.values = repeat(None)  # type: ignore[attr-defined]
    services.streams.ending.set()  # else the one of events would have no end
    asking = client(role, **HELD.get(role, {}))
    paths = [path for path, item in application(services).openapi()["paths"].items() if "get" in item]
    questions = [path for path in paths if path.startswith("/v1/") and not path.startswith("/v1/commands/")]
    assert {area_of(path) for path in questions} == ALL_AREAS
    for path in questions:
        status = asking.get(re.sub("{.*?}", str(PERSON), path)).status_code
        assert (status == 403) != (area_of(path) in READS[role]), f"{role}: {path}: {status}"


@pytest.mark.parametrize("path", ["/v1/trail", "/v1/suspense", "/v1/balances/accounts"])
def test_what_is_about_all_cases_is_for_keys_that_are_held_to_none(client: Client, path: str) -> None:
    assert client(Role.SUPERVISOR, creditor_id="norrkraft").get(path).status_code == 403


def test_a_key_asks_for_no_other_rows_than_its_own(client: Client) -> None:
    asking = client(Role.CREDITOR, creditor_id="norrkraft", portfolio="2026-03")
    for query in ("creditor_id=sydkraft", "portfolio=2026-02"):
        for path in ("cases", "balances"):
            assert asking.get(f"/v1/{path}?{query}").status_code == 403


@pytest.mark.parametrize(
    "query",
    ["actor_id=%00", "limit=0", "limit=1001", "recorded_from=2026-03-02T08:00:00", "case_id=x",
     "recorded_from=0001-01-01T00:00:00%2B14:00", "cursor=x"],
)  # fmt: skip
def test_a_parameter_that_is_none_is_an_error_and_no_fault(client: Client, query: str) -> None:
    answer = client().get(f"/v1/trail?{query}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")


def test_a_cursor_is_good_for_its_own_question_only() -> None:
    binding = binding_of("/v1/cases", [("status", "open")])
    given = cursor(binding, PERSON, NOW)
    assert read_cursor(given, binding, UUID, datetime) == (PERSON, NOW)
    others = [
        (given, binding_of("/v1/cases", []), (UUID, datetime)),
        (given, binding, (UUID,)),
        (given[:-3], binding, (UUID, datetime)),
        *((text, binding, (UUID, datetime)) for text in ("", "é", "bnVsbA", "WzFd", "W" * 1_000)),
    ]
    for text, bound, kinds in others:
        with pytest.raises(HttpProblem) as refused:
            read_cursor(text, bound, *kinds)
        assert refused.value.code == "cursor_invalid"


def test_nothing_is_served_without_a_key_but_that_the_process_lives_and_what_stands_on_the_topics(
    services: Services,
) -> None:
    app = application(services)
    asking = TestClient(app)
    open_ones = set()
    for path, item in app.openapi()["paths"].items():
        for method in item:
            status = asking.request(method, re.sub("{.*?}", str(CASE), path)).status_code
            if status != 401:
                open_ones.add((path, status))
    assert open_ones == {("/live", 200), ("/ready", 200), ("/asyncapi.json", 200)}


@pytest.mark.parametrize(
    "shown", ["Bearer", "Bearer x", "Basic cl_0123456789ab_" + "A" * 43, "Bearer cl_0123456789ab_" + "A" * 43, "é"]
)
def test_what_is_no_key_opens_nothing(client: Client, shown: str) -> None:
    answer = client(None).get("/openapi.json", headers={"Authorization": shown.encode()})  # type: ignore[dict-item]
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_key_is_shown_once_and_only_its_hash_is_kept(keys: ApiKeys, tmp_path: Path) -> None:
    made = keys.create_first(NOW)
    assert made is not None
    assert keys.create_first(NOW) is None, "there is one"
    file = tmp_path / "api-keys.json"
    assert made.rpartition("_")[2] not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    found = keys.of(made, NOW)
    assert found is not None
    assert (found.role, found.actor_id) == (Role.ADMINISTRATOR, "administrator")


def test_a_key_ends_when_its_time_is_over_or_it_is_revoked(keys: ApiKeys, tmp_path: Path) -> None:
    asked = NewKey(actor_id="agent-7", role=Role.CASE_WORKER, expires_at=NOW + timedelta(days=1))
    made = keys.create(asked, NOW)
    assert keys.of(made, NOW + timedelta(hours=23)) is not None
    assert keys.of(made, NOW + timedelta(days=1)) is None
    other_process = ApiKeys(tmp_path / "api-keys.json")
    key = other_process.of(made, NOW)
    assert key is not None
    keys.revoke(key.id, NOW)
    assert other_process.of(made, NOW) is None, "at once, in every process"
    assert keys.revoke("000000000000", NOW) is None


def test_a_key_is_never_more_than_its_role(keys: ApiKeys) -> None:
    with pytest.raises(AccessUnusable, match="has no scope payments:act"):
        keys.create(NewKey(actor_id="a", role=Role.AUDITOR, scopes=("payments:act",)), NOW)
    for asked in (
        NewKey(actor_id="a", role=Role.CREDITOR),
        NewKey(actor_id="a", role=Role.DEBTOR),
        NewKey(actor_id="a", role=Role.CASE_WORKER, portfolio="2026-03"),
        NewKey(actor_id="a", role=Role.AUDITOR, creditor_id="norrkraft"),
        NewKey(actor_id="a", role=Role.CASE_WORKER, person_id=PERSON),
    ):
        with pytest.raises(AccessUnusable):
            keys.create(asked, NOW)
    assert keys.all() == []


def test_every_scope_that_a_role_has_is_one_that_there_is() -> None:
    assert set().union(*(grant.scopes for grant in GRANTS.values())) == SCOPES
    assert set(GRANTS) == set(Role)


def test_a_damaged_file_of_keys_lets_nobody_in(client: Client, tmp_path: Path) -> None:
    asking = client()
    (tmp_path / "api-keys.json").write_text("{")
    answer = asking.get("/openapi.json")
    assert answer.status_code == 500
    assert str(tmp_path / "api-keys.json") not in answer.text


def test_a_narrowed_key_does_less(client: Client) -> None:
    asking = client(Role.SUPERVISOR, scopes=("cases:read",))
    assert receive_claim(asking).status_code == 403


def test_a_creditor_hands_over_claims_of_its_own_only(client: Client) -> None:
    asking = client(Role.CREDITOR, creditor_id="norrkraft")
    assert receive_claim(asking, Prefer="wait=5").status_code == 200
    body = CLAIM_BODY | {"creditor_id": "sydkraft"}
    answer = asking.post("/v1/cases/receive-claim", json=body, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 404
    held = client(Role.CREDITOR, creditor_id="norrkraft", portfolio="2026-02")
    assert receive_claim(held).status_code == 404, "of another portfolio"


@pytest.mark.parametrize(("seen", "status"), [(True, 200), (False, 404)])
def test_a_held_key_acts_only_on_cases_that_the_read_model_shows_it(
    client: Client, services: Services, seen: bool, status: int
) -> None:
    receive_claim(client())
    questions = services.questions
    assert isinstance(questions, NoQuestions)
    questions.values = iter([seen])
    answer = dispute(client(Role.CASE_WORKER, creditor_id="norrkraft"), headers={"Caseledger-Position": "0=2"})
    assert answer.status_code == status
    assert questions.waited_for == [{0: 2}], "not older than what the client was told"


def test_bulk_is_held_to_the_same_rows(client: Client, services: Services, ledger: LedgerInMemory) -> None:
    other = case_id("sydkraft", "F-1001")
    lines = [
        {"command": "ReceiveClaim", "idempotency_key": "1", "body": CLAIM_BODY | {"creditor_id": "sydkraft"}},
        {"command": "ChargeFee", "aggregate_id": str(other), "idempotency_key": "2", "body": {}},
    ]
    content = b"\n".join(json.dumps(one).encode() for one in lines)
    asking = client(Role.CREDITOR, creditor_id="norrkraft")
    answer = asking.post("/v1/bulk", content=content, headers={"Content-Type": "application/x-ndjson"})
    assert [json.loads(line)["status"] for line in answer.text.splitlines()] == [404, 403]
    assert ledger.sent == []


def test_who_acts_in_the_log_is_whoever_has_the_key(client: Client, ledger: LedgerInMemory) -> None:
    receive_claim(client(Role.SERVICE))
    receive_claim(client(Role.CASE_WORKER))
    assert [(envelope.actor.kind, envelope.actor.id) for envelope, _ in ledger.sent] == [
        ("system", "service-1"),
        ("user", "case-worker-1"),
    ]
    assert {envelope.aggregate_id for envelope, _ in ledger.sent} == {UUID(str(CASE))}


@pytest.mark.parametrize(("client_address", "status"), [("10.0.0.7", 200), ("127.0.0.1", 200), ("10.0.0.8", 403)])
def test_behind_a_proxy_nobody_goes_around_it(services: Services, client_address: str, status: int) -> None:
    guarded = OnlyFrom(application(services), frozenset({"10.0.0.7"}))
    assert TestClient(guarded, client=(client_address, 1234)).get("/live").status_code == status
