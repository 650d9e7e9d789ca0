"""What the registry says, and what it says no to."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from infra.registry.answers import Answer, RegistryAnswers, RegistryRequest
from infra.registry.subjects import Locked, Subjects
from schemas.lock import FOLDER, read_lock, read_schema
from schemas.registry import Registry

ROW = Registry.load().newest("caseledger.case.CaseClosed")
DOCUMENT = dict(Subjects.read().by_id[ROW.id].document)


def got(answers: RegistryAnswers, path: str, **parameters: str) -> Any:
    answer = answers.answer(RegistryRequest("GET", path, parameters))
    assert answer.status == 200, answer
    return answer.body


def posted(answers: RegistryAnswers, path: str, document: object, **parameters: str) -> Answer:
    body = json.dumps({"schema": json.dumps(document)}).encode()
    return answers.answer(RegistryRequest("POST", path, parameters, body))


def code_of(answer: Answer) -> tuple[int, int]:
    return answer.status, answer.body["error_code"]


def test_every_locked_schema_is_given_under_its_id(answers: RegistryAnswers) -> None:
    rows = read_lock()
    newest = max(row.id for row in rows)
    for row in rows:
        told = got(answers, f"/schemas/ids/{row.id}", subject="caseledger.events-value", fetchMaxId="true")
        assert json.loads(told["schema"]) == read_schema(FOLDER / row.file)
        assert told["metadata"]["properties"]["confluent:version"] == str(row.version)
        assert told["maxId"] == newest
        assert got(answers, f"/schemas/ids/{row.id}/versions") == [{"subject": row.name, "version": row.version}]
        assert got(answers, f"/schemas/ids/{row.id}/subjects") == [row.name]
        assert got(answers, f"/subjects/{row.name}/versions/{row.version}")["id"] == row.id


def test_the_newest_version_is_the_one_that_is_written(answers: RegistryAnswers) -> None:
    for name in {row.name for row in read_lock()}:
        assert got(answers, f"/subjects/{name}/versions/latest")["id"] == Registry.load().newest(name).id


def test_a_message_is_found_by_record_and_by_topic_and_record(answers: RegistryAnswers) -> None:
    for subject in (ROW.name, f"caseledger.events-{ROW.name}", f"my-log.events-{ROW.name}"):
        assert got(answers, f"/subjects/{subject}/versions") == [ROW.version]
    assert code_of(answers.answer(RegistryRequest("GET", "/subjects/caseledger.events-value/versions"))) == (404, 40401)


@pytest.mark.parametrize(
    "text",
    [
        DOCUMENT,
        dict(reversed(DOCUMENT.items())),
        {**DOCUMENT, "doc": "said better"},
        {**{k: v for k, v in DOCUMENT.items() if k != "namespace"}, "name": ROW.name},
    ],
    ids=["as it is", "in another order", "with another doc", "with its full name"],
)
def test_a_schema_is_known_again_however_it_is_written(answers: RegistryAnswers, text: object) -> None:
    told = posted(answers, "/subjects/caseledger.events-value", text)
    assert (told.status, told.body["id"], told.body["version"]) == (200, ROW.id, ROW.version)
    assert told.body["subject"] == "caseledger.events-value"


def test_a_schema_that_is_not_ours_is_not_found(answers: RegistryAnswers) -> None:
    fields = [*DOCUMENT["fields"], {"name": "more", "type": "long", "default": 0}]
    assert code_of(posted(answers, f"/subjects/{ROW.name}", {**DOCUMENT, "fields": fields})) == (404, 40403)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"[]", b"{}", b"\xff", b'{"schema": 7}', b'{"schema": "{"}'),
        *(b'{"schema": "{}", "schemaType": "JSON"}', b'{"schema": "{\\"type\\": \\"record\\"}"}'),
    ],
)
def test_what_is_no_schema_is_said_to_be_none(answers: RegistryAnswers, body: bytes) -> None:
    assert code_of(answers.answer(RegistryRequest("POST", f"/subjects/{ROW.name}", {}, body))) == (422, 42201)


def test_nothing_can_be_written(answers: RegistryAnswers) -> None:
    for method, path in (
        ("POST", f"/subjects/{ROW.name}/versions"),
        ("DELETE", f"/subjects/{ROW.name}"),
        ("DELETE", f"/subjects/{ROW.name}/versions/1"),
        ("PUT", "/config"),
        ("PUT", "/mode"),
        ("PUT", f"/config/{ROW.name}"),
    ):
        assert code_of(answers.answer(RegistryRequest(method, path))) == (422, 42205), (method, path)
    assert (got(answers, "/mode"), got(answers, "/config")) == (
        {"mode": "READONLY"},
        {"compatibilityLevel": "FULL_TRANSITIVE"},
    )


def test_what_there_is_not_is_said_in_the_registrys_codes(answers: RegistryAnswers) -> None:
    for path, code in (
        ("/schemas/ids/1", 40403),
        ("/subjects/nobody/versions", 40401),
        (f"/subjects/{ROW.name}/versions/99", 40402),
        (f"/subjects/{ROW.name}/versions/newest", 42202),
    ):
        assert code_of(answers.answer(RegistryRequest("GET", path))) == (code // 100, code), path
    assert code_of(answers.answer(RegistryRequest("GET", "/nothing/here"))) == (404, 404)


def test_lists_come_in_pages(answers: RegistryAnswers) -> None:
    names = got(answers, "/subjects")
    assert names == sorted({row.name for row in read_lock()})
    assert got(answers, "/subjects", offset="2", limit="3") == names[2:5]
    cases = got(answers, "/subjects", subjectPrefix="caseledger.case.")
    assert ROW.name in cases and all(name.startswith("caseledger.case.") for name in cases)
    assert len(got(answers, "/schemas", latestOnly="true")) == len(names)
    assert code_of(answers.answer(RegistryRequest("GET", "/subjects", {"limit": "all"}))) == (422, 422)


def test_a_change_can_be_tried(answers: RegistryAnswers) -> None:
    path = f"/compatibility/subjects/{ROW.name}/versions"
    more = {"name": "more", "type": "long", "doc": "More.", "unit": "minor units of currency"}
    fine = {**DOCUMENT, "fields": [*DOCUMENT["fields"], {**more, "default": 0}]}
    wrong = {**DOCUMENT, "fields": [*DOCUMENT["fields"], more]}
    assert posted(answers, path, fine).body == {"is_compatible": True}
    told = posted(answers, f"{path}/latest", wrong, verbose="true").body
    assert told["is_compatible"] is False
    assert "default" in " ".join(told["messages"])


def test_versions_are_told_apart() -> None:
    """The log has one version of each message so far: two are put together here."""
    older = Locked(ROW, DOCUMENT)
    fields = [*DOCUMENT["fields"], {"name": "more", "type": "long", "default": 0}]
    newer = Locked(replace(ROW, id=ROW.id + 100_000, version=ROW.version + 1), {**DOCUMENT, "fields": fields})
    answers = RegistryAnswers(Subjects([older, newer]))
    assert got(answers, f"/subjects/{ROW.name}/versions") == [1, 2]
    assert got(answers, f"/subjects/{ROW.name}/versions/latest")["id"] == newer.row.id
    assert posted(answers, f"/subjects/{ROW.name}", DOCUMENT).body["version"] == 1
    assert posted(answers, f"/subjects/{ROW.name}", newer.document).body["version"] == 2
    assert [each["version"] for each in got(answers, "/schemas", latestOnly="true")] == [2]
    assert got(answers, f"/schemas/ids/{ROW.id}")["metadata"]["properties"]["confluent:version"] == "1"
