"""The HTTP API on real servers: from a command to the balance and the events that it left, and to a clean stop."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
import schemathesis

from infra.http.answers.events import fields_of
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from tests.acceptance.program import Program
from tests.acceptance.serving import (
    forget_what_is_parked,
    park_a_record_that_nobody_can_read,
    serving,
    until_rejected,
)
from tests.fuzz.http.described import ask_every_route
from tests.unit.domain.samples import CLAIM
from tests.unit.intake.bgmax_samples import one_deposit, payment
from tests.waiting import PATIENCE_S

CLAIM_HERE = replace(CLAIM, creditor_id="nordkraft")
CASE = CLAIM_HERE.belongs_to()


@pytest.fixture(scope="module")
def api(ledger: Program) -> Iterator[httpx.Client]:
    with serving(ledger) as (url, key, process):
        assert re.fullmatch("cl_[0-9a-f]{12}_[A-Za-z0-9_-]{43}", key)
        with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE_S) as client:
            yield client
    assert process.returncode == 0
    assert key.rpartition("_")[2] not in (Path(ledger.environ["CASELEDGER_HOME"]) / "api-keys.json").read_text()


def send(api: httpx.Client, key: str, wait: str = "wait=30") -> httpx.Response:
    body = fields_of(CLAIM_HERE, in_the_clear=True)
    return api.post("/v1/cases/receive-claim", json=body, headers={"Idempotency-Key": key, "Prefer": wait})


def test_from_a_command_to_the_balance_and_the_events_that_it_left(api: httpx.Client) -> None:
    assert api.get("/ready").json() == {"status": "ready", "problems": []}
    dry = api.post("/v1/cases/receive-claim?dry_run=true", json=fields_of(CLAIM_HERE, in_the_clear=True))
    assert (dry.status_code, dry.json()["status"]) == (200, "would_be_accepted")
    accepted = send(api, "claim-1")
    assert (accepted.status_code, accepted.headers["ETag"]) == (200, '"2"')
    assert send(api, "claim-1").headers["Idempotency-Replayed"] == "true"
    refused = send(api, "claim-2")
    assert (refused.status_code, refused.json()["code"]) == (409, "claim_already_received")

    seen = {"Caseledger-Position": accepted.headers["Caseledger-Position"]}
    case = api.get(f"/v1/cases/{CASE}", headers=seen)
    assert (case.json()["outstanding_minor"], case.json()["currency"], case.headers["ETag"]) == (125_500, "SEK", '"2"')
    history = api.get(f"/v1/cases/{CASE}/history").json()
    assert [one["type"] for one in history["rows"]] == ["ClaimReceived", "DeadlineSet"]
    assert history["then"]["outstanding_minor"] == 125_500
    assert "Öberg" not in str(history)
    then = api.get(f"/v1/cases/{CASE}?as_of={history['rows'][-1]['recorded_at']}").json()
    differing = {name for name in case.json().keys() & then.keys() if case.json()[name] != then[name]}
    assert differing <= {"reflects"}, "folded from the log, it is as the read model has it"
    statement = api.get(f"/v1/cases/{CASE}/statement").json()
    assert (statement["owed_minor"], statement["differences"]) == (125_500, [])
    assert len(statement["checked_against"]) == 2
    assert api.get(f"/v1/cases/{CASE}/history?known_at=2020-01-01T00:00:00Z").status_code == 404
    assert api.get(f"/v1/cases/{CASE}/trail").json()["rows"][0]["actor_id"] == "administrator"
    assert {one["clock"] for one in api.get(f"/v1/cases/{CASE}/clocks").json()["rows"]} >= {"payment_deadline"}
    told = api.get(f"/v1/cases/{CASE}/explain?command=RaiseDispute").json()["rows"]
    assert {one["status"] for one in told} == {"can_be_done"}
    status = api.get(f"/v1/commands/{accepted.json()['command_id']}")
    assert (status.json()["status"], status.json()["version"]) == ("accepted", 2)


def test_lists_come_in_pages_and_in_the_form_that_is_asked_for(api: httpx.Client) -> None:
    for path in ("cases", "balances", "balances/accounts", "creditors", "trail", "sla", "sla/breached", "kpis",
                 "suspense", "law"):  # fmt: skip
        answer = api.get(f"/v1/{path}")
        assert answer.status_code == 200, f"{path}: {answer.text}"
        assert "rows" in answer.json(), path
    first = api.get("/v1/trail?limit=1").json()
    again = api.get("/v1/trail", params={"limit": 1, "cursor": first["next"]}).json()
    assert first["rows"] != again["rows"]
    other = api.get("/v1/trail", params={"limit": 1, "cursor": first["next"], "actor_id": "somebody"})
    assert (other.status_code, other.json()["code"]) == (422, "cursor_invalid")
    known = first["rows"][0]["recorded_at"]
    assert api.get("/v1/trail", params={"known_at": known}).json()["rows"][0] == first["rows"][0]
    for name in ("as_of", "known_at"):
        assert api.get(f"/v1/trail?{name}=2020-01-01T00:00:00Z").json()["rows"] == []
    table = api.get("/v1/creditors", headers={"Accept": "text/csv"}).text.splitlines()
    assert table[0].startswith("creditor_id,name,")
    lines = api.get("/v1/creditors", headers={"Accept": "application/x-ndjson"}).text.splitlines()
    assert len(lines) == len(table) - 1
    assert api.get("/v1/creditors", headers={"Accept": "image/png"}).status_code == 406
    assert api.get("/v1/cases?limit=1001").status_code == 422


def test_an_auditor_reads_the_log_itself_and_keeps_its_heads(
    api: httpx.Client, ledger: Program, tmp_path: Path
) -> None:
    partition, _, position = send(api, "claim-1").headers["Caseledger-Position"].partition("=")
    page = api.get("/v1/events?limit=1").json()
    following = api.get("/v1/events", params={"limit": 1, "cursor": page["next"]}).json()
    assert page["rows"] != following["rows"]
    claims = api.get("/v1/events?type=ClaimReceived").json()["rows"]
    assert str(CASE) in {one["aggregate_id"] for one in claims}
    own = api.get(f"/v1/events?aggregate_id={CASE}").json()["rows"]
    assert [one["type"] for one in own] == ["ClaimReceived", "DeadlineSet"]

    one = api.get(f"/v1/events/{partition}/{position}").json()
    assert (one["event_id"], one["hash_matches"]) == (own[-1]["event_id"], True)
    before = api.get(f"/v1/events/{partition}/{int(position) - 1}").json()
    assert before["hash"] == one["previous_hash"]
    assert api.get(f"/v1/events/{partition}/999999").status_code == 404

    heads = tmp_path / "heads.json"
    heads.write_text(api.get("/v1/heads").text)
    ledger.run("verify", "--against", str(heads)).done()


def test_who_looked_at_a_person_is_on_record_and_the_person_may_see_it(api: httpx.Client, ledger: Program) -> None:
    seen = {"Caseledger-Position": send(api, "claim-1").headers["Caseledger-Position"]}
    person = CLAIM_HERE.person_id
    said = seen | {"Caseledger-Purpose": "complaint"}
    assert "Öberg" in api.get(f"/v1/persons/{person}", headers=said).raise_for_status().text
    deadline = time.monotonic() + PATIENCE_S
    asked = {"person_id": str(person), "purpose": "complaint", "in_the_clear": "true"}
    while not (rows := api.get("/v1/disclosures", params=asked).json()["rows"]):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    (read,) = rows
    assert (read["reader_id"], read["question"], read["role"]) == ("administrator", "person", "administrator")
    assert str(person) in read["persons"]
    theirs = api.get(f"/v1/persons/{person}/disclosures").json()["rows"]
    assert [one["purpose"] for one in theirs if one["in_the_clear"]] == ["complaint"]
    assert "reader_id" not in theirs[0]


def test_what_the_command_line_opens_is_on_record_too(api: httpx.Client, ledger: Program) -> None:
    send(api, "claim-1")
    assert "Öberg" in ledger.run("case", "show", str(CASE)).done().out
    deadline = time.monotonic() + PATIENCE_S
    while not (
        read := next(
            (one for one in api.get(f"/v1/disclosures?case_id={CASE}").json()["rows"] if one["door"] == "command_line"),
            None,
        )
    ):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert (read["question"], read["role"], read["in_the_clear"]) == ("case show", "command_line", True)


def test_names_that_the_command_line_has_from_the_read_models_are_on_record_before_they_are_shown(
    api: httpx.Client, ledger: Program
) -> None:
    send(api, "claim-1")
    person = str(CLAIM_HERE.person_id)
    assert "Öberg" in ledger.run("person", "show", person, "--purpose", "complaint", "--wait").done().out
    assert "Öberg" in ledger.run("person", "find", "--name", "öberg", "--purpose", "complaint").done().out
    deadline = time.monotonic() + PATIENCE_S
    asked = {"person_id": person, "purpose": "complaint", "in_the_clear": "true"}
    while len(rows := [one for one in _disclosed(api, asked) if one["door"] == "command_line"]) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert {one["question"] for one in rows} == {"person show", "person find"}
    assert all(person in one["persons"] for one in rows)

    with closing(socket.socket()) as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        away = f"127.0.0.1:{nobody.getsockname()[1]}"
        refused = ledger.run("person", "show", person, CASELEDGER_KAFKA_BOOTSTRAP=away)
    assert (refused.code, refused.out) == (5, "")
    assert "Who sees personal data is put on record first" in refused.said and "Nothing was shown" in refused.said


def _disclosed(api: httpx.Client, asked: dict[str, str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = api.get("/v1/disclosures", params=asked).json()["rows"]
    return rows


def test_a_bank_file_is_taken_in_behind_the_answer(api: httpx.Client) -> None:
    sent = api.post(
        "/v1/imports", files={"file": ("monday.txt", one_deposit(payment(), payment(serial="000000000011")))}
    )
    assert sent.status_code == 202, sent.text
    deadline = time.monotonic() + PATIENCE_S
    while (found := api.get(sent.headers["Location"]).json())["status"] != "done" or found["placed"] is None:
        assert time.monotonic() < deadline, found
        time.sleep(0.2)
    assert (found["tally"]["received"], found["tally"]["refused"]) == (2, 0)
    assert sum(found["placed"].values()) == found["lines"] == 2


def test_a_stream_tells_of_each_event_as_it_is_committed(api: httpx.Client) -> None:
    partition, _, position = send(api, "claim-1").headers["Caseledger-Position"].partition("=")
    with api.stream("GET", "/v1/events/stream?type=DisputeRaised") as stream:
        lines = stream.iter_lines()
        last = next(lines).removeprefix("id: ")
        positions = dict(one.split("=") for one in last.split(","))
        assert int(positions[partition]) >= int(position), "it begins now"
        raised = api.post(
            f"/v1/cases/{CASE}/raise-dispute", headers={"Idempotency-Key": "dispute-1", "Prefer": "wait=30"},
            json={"grounds": "wrong_amount", "channel": "phone", "person_id": str(CLAIM_HERE.person_id), "text": "no"},
        )  # fmt: skip
        assert raised.status_code == 200, raised.text
        told = json.loads(next(line for line in lines if line.startswith("data: ")).removeprefix("data: "))
    assert (told["type"], told["aggregate_id"]) == ("DisputeRaised", str(CASE))
    with api.stream("GET", "/v1/events/stream?type=DisputeRaised", headers={"Last-Event-ID": last}) as stream:
        again = next(line for line in stream.iter_lines() if line.startswith("data: "))
    assert json.loads(again.removeprefix("data: "))["event_id"] == told["event_id"]


def test_every_question_answers_as_it_is_described(api: httpx.Client) -> None:
    shown = {"Authorization": api.headers["Authorization"]}
    assert api.get("/openapi.json").status_code == 200, "which is made the first time, and had at once from then on"
    described = schemathesis.openapi.from_url(f"{api.base_url}/openapi.json", headers=shown)
    questions = described.include(method="GET").exclude(path="/v1/events/stream")  # which has no end
    assert len(ask_every_route(questions, shown, 2)) > 25


def test_a_key_sees_its_own_rows_and_no_others(api: httpx.Client, ledger: Program) -> None:
    position = send(api, "claim-1").headers["Caseledger-Position"]

    def asking(creditor: str) -> httpx.Client:
        made = ledger.json("api-key", "create", f"{creditor}-desk", "--role", "creditor", "--creditor", creditor)
        headers = {"Authorization": f"Bearer {made['key']}", "Caseledger-Position": position}
        return httpx.Client(base_url=api.base_url, headers=headers, timeout=PATIENCE_S)

    with asking("nordkraft") as own, asking("sydkraft") as other:
        assert [one["case_id"] for one in own.get("/v1/cases").json()["rows"]] == [str(CASE)]
        assert own.get(f"/v1/cases/{CASE}").status_code == 200
        assert other.get("/v1/cases").json()["rows"] == []
        for path in ("", "/history", "/trail", "/clocks", "/explain"):
            assert other.get(f"/v1/cases/{CASE}{path}").status_code == 404, path
        assert other.get("/v1/cases?creditor_id=nordkraft").status_code == 403
        assert [one["creditor_id"] for one in own.get("/v1/creditors").json()["rows"]] == ["nordkraft"]
        assert own.get("/v1/trail").status_code == 403

    desk = ledger.json("api-key", "create", "agent-7", "--role", "case_worker")
    auditor = ledger.json("api-key", "create", "auditor-1", "--role", "auditor")
    person = f"/v1/persons/{CLAIM_HERE.person_id}"
    seen = {one: api.get(person, headers={"Authorization": f"Bearer {one}"}) for one in (desk["key"], auditor["key"])}
    assert "Åsa Öberg" in seen[desk["key"]].text
    assert seen[auditor["key"]].json()["known_as"] is None
    assert "Öberg" not in seen[auditor["key"]].text
    ledger.run("api-key", "revoke", auditor["key"].split("_")[1]).done()
    assert api.get(person, headers={"Authorization": f"Bearer {auditor['key']}"}).status_code == 401


def test_what_nobody_can_read_is_seen_and_tried_again_and_waits_still(
    api: httpx.Client, its_settings: Settings
) -> None:
    park_a_record_that_nobody_can_read(its_settings, CASE)
    waiting = api.get("/v1/system/parked/waiting").json()["rows"]
    assert [(one["model"], one["error"]) for one in waiting] == [("balances", "it cannot be read")]
    (came,) = api.post("/v1/system/parked/retry").json()["rows"]
    assert (came["folded"], came["waiting"]) == (0, 1)
    assert api.get("/v1/system/parked").json()["rows"][0]["tries"] == 1
    forget_what_is_parked(its_settings)

    with closing(connection_of(its_settings).producer()) as producer:
        producer.send(its_settings.commands_topic, key=CASE.bytes, value=b"no command").get(timeout=PATIENCE_S)
    first = until_rejected(api, 1)[0]
    assert first["came_from"].startswith(its_settings.commands_topic)
    assert api.post(f"/v1/system/rejected/{first['place']}/retry").json() == {"sent_again": first["place"]}
    (back,) = until_rejected(api, 1, but=first["place"])
    assert back["reason"] == first["reason"], "it is still wrong"
