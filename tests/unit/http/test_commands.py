"""What clients are promised of commands: each has its route, happens once, and is told what became of it."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from domain.catalogue import COMMANDS
from domain.kernel.directory import CreditorEntry
from infra import cases, cli
from infra.http.access.roles import Role
from infra.http.answers.events import fields_of
from infra.http.commands.bodies import model_of, read_body
from infra.http.commands.paths import command_paths
from infra.http.services import Services
from tests.unit.domain.samples import CLAIM, PERSON
from tests.unit.golden_samples import golden_command
from tests.unit.http.conftest import DISPUTE, Client
from tests.unit.http.ledger import LedgerInMemory

CLAIM_BODY = fields_of(CLAIM, in_the_clear=True)
CASE = CLAIM.belongs_to()
NOT_TYPED = {"ReceiveClaim"}
"""What creditors send all the same: claims come in files."""
WORKED_OUT = {"ReconcileBankDay", "PreparePartChange", "TakePlanPart"}
"""What the command line works out from what is on record, or only tries for itself: nobody may say it otherwise."""


def receive_claim(client: TestClient, **headers: str) -> Any:
    return client.post("/v1/cases/receive-claim", json=CLAIM_BODY, headers={"Idempotency-Key": "claim-1", **headers})


def dispute(client: TestClient, key: str = "dispute-1", wait: str = "wait=5", **more: Any) -> Any:
    headers = {"Idempotency-Key": key, "Prefer": wait, **more.pop("headers", {})}
    query = more.pop("query", "")
    return client.post(f"/v1/cases/{CASE}/raise-dispute{query}", json=DISPUTE | more, headers=headers)


def test_a_command_belongs_to_the_trace_of_the_request_that_asked_for_it(
    client: Client, ledger: LedgerInMemory
) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    receive_claim(client(), traceparent=trace)
    dispute(client(), headers={"traceparent": "Anna Svensson"})
    assert ledger.traces == [trace, ""]


def test_every_command_of_the_catalogue_has_a_route_of_its_own() -> None:
    paths = [one.path for one in command_paths()]
    assert len(set(paths)) == len(paths) == len(COMMANDS)
    assert "/v1/cases/{aggregate_id}/raise-dispute" in paths
    assert "/v1/bank-files/{aggregate_id}/receive-bank-file" in paths


def test_what_any_command_says_can_be_said_in_json_and_is_read_back_as_it_was() -> None:
    for cls in COMMANDS.values():
        command = golden_command(cls)
        body = fields_of(command, in_the_clear=True)
        assert read_body(cls, json.dumps(body).encode()).command == command, cls.__name__


def test_the_model_of_a_command_has_its_fields_and_no_other() -> None:
    for cls in COMMANDS.values():
        assert is_dataclass(cls)
        assert list(model_of(cls).model_fields) == [*(field.name for field in fields(cls)), "occurred_at"]


def test_an_accepted_command_says_at_which_version_and_position_it_stands(client: Client) -> None:
    answer = receive_claim(client(), Prefer="wait=5")
    assert answer.status_code == 200
    assert answer.json()["aggregate_id"] == str(CASE)
    assert answer.headers["ETag"] == f'"{answer.json()["version"]}"' == '"2"'
    assert answer.headers["Caseledger-Position"] == "0=2"


def test_the_same_key_again_is_the_same_command_for_ever(client: Client, ledger: LedgerInMemory) -> None:
    asking = client()
    first, again = receive_claim(asking, Prefer="wait=5"), receive_claim(asking, Prefer="wait=5")
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()
    assert len(ledger.events) == 2, "the claim and its deadline, once"


def test_other_content_under_the_same_key_is_an_error(client: Client) -> None:
    asking = client()
    receive_claim(asking)
    assert dispute(asking).status_code == 200
    answer = dispute(asking, grounds="not_mine")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


def test_two_clients_never_meet_under_one_key(client: Client, ledger: LedgerInMemory) -> None:
    one, other = client(), client(Role.SUPERVISOR)
    receive_claim(one)
    assert receive_claim(other, Prefer="wait=5").json()["code"] == "claim_already_received"
    assert len({envelope.id for envelope, _ in ledger.sent}) == 2


def test_without_a_key_nothing_is_done(client: Client, ledger: LedgerInMemory) -> None:
    answer = client().post("/v1/cases/receive-claim", json=CLAIM_BODY)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
    assert ledger.sent == []


def test_a_refusal_is_a_problem_with_the_ledgers_own_code_sentence_and_rule(client: Client) -> None:
    asking = client()
    receive_claim(asking)
    body = {"channel": "phone", "direction": "outbound", "purpose": "first_contact", "outcome": "no_answer"}
    at_night = body | {"person_id": str(PERSON), "occurred_at": "2026-03-02T02:00:00+01:00"}
    answer = asking.post(
        f"/v1/cases/{CASE}/record-contact",
        json=at_night,
        headers={"Idempotency-Key": "call", "Prefer": "wait=5"},
    )
    said = answer.json()
    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert said["type"] == f"urn:caseledger:problem:{said['code']}"
    assert said["message"] == said["detail"]
    assert UUID(said["command_id"])


def test_a_refusal_by_a_rule_names_the_rule(client: Client) -> None:
    asking = client()
    receive_claim(asking)
    demand = {"channel": "letter", "person_id": str(PERSON), "object_to": "post@norrkraft.example"}
    headers = {"Idempotency-Key": "demand", "Prefer": "wait=5"}
    answer = asking.post(f"/v1/cases/{CASE}/send-payment-demand", json=demand, headers=headers)
    assert (answer.status_code, answer.json()["rule"]) == (409, "stage.PaymentDemandSent")


def test_who_does_not_wait_is_told_where_to_ask(client: Client, ledger: LedgerInMemory) -> None:
    asking = client()
    ledger.answers = False
    answer = receive_claim(asking)
    assert (answer.status_code, answer.json()["status"]) == (202, "waiting")
    place = answer.headers["Location"]
    assert asking.get(place).status_code == 202
    ledger.answer_all()
    told = asking.get(place)
    assert (told.status_code, told.json()["status"], told.json()["version"]) == (200, "accepted", 2)


def test_what_another_client_sent_is_nobodys_business(
    client: Client, ledger: LedgerInMemory, services: Services
) -> None:
    services.questions.values = iter([[]])  # type: ignore[attr-defined]
    place = f"/v1/commands/{receive_claim(client()).json()['command_id']}"
    assert client(Role.SUPERVISOR).get(place).status_code == 404


def test_a_command_that_kafka_does_not_take_was_not_done(client: Client, ledger: LedgerInMemory) -> None:
    ledger.takes = False
    answer = receive_claim(client())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")


def test_the_version_that_is_meant_is_checked_by_the_writer(client: Client) -> None:
    asking = client()
    receive_claim(asking)
    answer = dispute(asking, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["code"], answer.headers["ETag"]) == (412, "version_differs", '"2"')
    assert dispute(asking, "dispute-2", headers={"If-Match": '"2"'}).status_code == 200


@pytest.mark.parametrize("if_match", ["*", 'W/"2"', "2", '"2", "3"', '"-1"'])
def test_an_entity_tag_that_is_none_of_ours_is_an_error(client: Client, if_match: str) -> None:
    assert dispute(client(), headers={"If-Match": if_match}).json()["code"] == "parameter_invalid"


def test_a_dry_run_decides_and_writes_nothing(client: Client, ledger: LedgerInMemory) -> None:
    asking = client()
    receive_claim(asking)
    before = len(ledger.sent)
    answer = dispute(asking, query="?dry_run=true")
    assert answer.status_code == 200
    assert [one["type"] for one in answer.json()["events"]] == ["DisputeRaised", "HoldPlaced", "DeadlinePaused"]
    refused = dispute(asking, query="?dry_run=true", disputed_minor=10**9)
    assert (refused.status_code, refused.json()["code"], refused.json()["dry_run"]) == (409, "amount_invalid", True)
    assert len(ledger.sent) == before


def test_a_dry_run_shows_no_personal_text(client: Client) -> None:
    asking = client()
    receive_claim(asking)
    said = dispute(asking, query="?dry_run=true").text
    assert "(withheld)" in said
    assert "400 is right" not in said


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"grounds": "Anna Svensson"}, "grounds"),
        ({"person_id": "Anna Svensson"}, "person_id"),
        ({"disputed_minor": "Anna Svensson"}, "disputed_minor"),
        ({"disputed_minor": 12.5}, "disputed_minor"),
        ({"disputed_minor": True}, "disputed_minor"),
        ({"text": None}, "text"),
        ({"Anna Svensson": 1}, ""),
        ({"occurred_at": "2026-03-02T08:00:00"}, "occurred_at"),
    ],
)
def test_what_is_malformed_is_named_and_never_repeated(client: Client, change: dict[str, Any], field: str) -> None:
    answer = dispute(client(), **change)
    assert (answer.status_code, answer.json()["code"]) == (422, "body_invalid")
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert "Anna" not in answer.text


def test_what_no_command_may_say_is_told_before_it_is_sent(client: Client, ledger: LedgerInMemory) -> None:
    answer = dispute(client(), text="Anna \x07 Svensson")
    assert (answer.status_code, answer.json()["refusal_code"]) == (422, "damaged_text")
    assert "Anna" not in answer.text
    too_long = dispute(client(Role.SUPERVISOR), text="x" * 4_001).json()
    assert too_long["refusal_code"] == "value_too_long"
    assert too_long["errors"] == [{"field": "text", "problem": "the text has more than 4,000 characters."}]
    assert ledger.sent == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"a": 1e999}'])
def test_a_body_that_is_none_is_an_error_and_no_fault(client: Client, content: bytes) -> None:
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    assert client().post("/v1/cases/receive-claim", content=content, headers=headers).status_code == 422


def test_a_body_of_another_kind_or_too_large_is_not_read(client: Client) -> None:
    asking, key = client(), {"Idempotency-Key": "k"}
    form = asking.post("/v1/cases/receive-claim", data={"a": "b"}, headers=key)
    assert form.status_code == 415
    large = asking.post(
        "/v1/cases/receive-claim", content=b" " * 1_000_001, headers=key | {"Content-Type": "application/json"}
    )
    assert large.status_code == 413


def test_the_id_in_the_path_must_be_the_one_that_follows_from_what_it_says(client: Client) -> None:
    answer = client().post(f"/v1/cases/{UUID(int=1)}/receive-claim", json=CLAIM_BODY, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["code"]) == (422, "parameter_invalid")


def test_bulk_answers_line_by_line_and_no_line_ends_another(client: Client, ledger: LedgerInMemory) -> None:
    lines = [
        {"command": "ReceiveClaim", "idempotency_key": "b-1", "body": CLAIM_BODY},
        {"command": "Nothing", "idempotency_key": "b-2", "body": {}},
        {"command": "RaiseDispute", "aggregate_id": str(CASE), "idempotency_key": "b-3", "body": DISPUTE},
        {"command": "RaiseDispute", "aggregate_id": str(CASE), "idempotency_key": "b-4", "body": DISPUTE},
        {"command": "RaiseDispute", "aggregate_id": str(CASE), "idempotency_key": "b-3", "body": DISPUTE},
    ]
    content = b"\n".join([*(json.dumps(one).encode() for one in lines), b"no json", b"", b"[1]"])
    answer = client().post("/v1/bulk", content=content, headers={"Content-Type": "application/x-ndjson"})
    told = [json.loads(line) for line in answer.text.splitlines()]
    assert [one["line"] for one in told] == [1, 2, 3, 4, 5, 6, 8]
    assert [one["status"] for one in told] == [200, 422, 200, 409, 200, 422, 422]
    assert told[3]["result"]["code"] == "dispute_already_open"
    assert told[4]["replayed"] is True


def test_a_server_that_wants_versions_asks_for_them(services: Services, client: Client) -> None:
    object.__setattr__(services, "wants_versions", True)
    asking = client()
    assert receive_claim(asking).status_code == 200, "what begins something has no version before"
    answer = dispute(asking)
    assert (answer.status_code, answer.json()["code"]) == (428, "version_missing")


def test_a_fault_of_ours_says_nothing_of_what_it_met(client: Client, ledger: LedgerInMemory, caplog: Any) -> None:
    def broken(*_: object) -> None:
        raise ValueError("Anna Svensson")

    ledger.submit = broken  # type: ignore[method-assign, assignment]
    answer = receive_claim(client())
    assert (answer.status_code, answer.json()["code"]) == (500, "fault")
    assert "Anna" not in answer.text + caplog.text
    assert "ValueError at test_commands.py" in caplog.text


def test_a_new_creditor_may_be_named_at_once(client: Client, ledger: LedgerInMemory) -> None:
    ledger.entries.clear()
    asking = client()
    body = {"creditor_id": "norrkraft", "name": "Norrkraft Energi", "jurisdiction": "SE"}
    headers = {"Idempotency-Key": "k", "Prefer": "wait=5"}
    assert asking.post("/v1/creditors/register-creditor", json=body, headers=headers).status_code == 200
    assert ledger.entries == {"norrkraft": CreditorEntry("norrkraft", "Norrkraft Energi")}
    assert receive_claim(asking, Prefer="wait=5").status_code == 200


def test_what_no_person_can_type_is_for_programs() -> None:
    folders = (Path(one.__file__).parent for one in (cli, cases))
    sources = "\n".join(file.read_text("utf-8") for folder in folders for file in folder.rglob("*.py"))
    typed = {cls.__name__ for cls in COMMANDS.values() if re.search(rf"\b{cls.__name__}\b", sources)}
    for_people = {cls.__name__ for cls in COMMANDS.values() if not cls.BY_PROGRAMS}
    assert for_people == (typed | NOT_TYPED) - WORKED_OUT, "say BY_PROGRAMS in the class of what only programs send"
