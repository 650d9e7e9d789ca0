"""Subscribers are told the contract without a key."""

from __future__ import annotations

from infra.registry.answers import MEDIA_TYPE
from schemas.registry import Registry
from tests.unit.http.conftest import Client


def test_the_registry_answers_whoever_asks(client: Client) -> None:
    row = Registry.load().newest("caseledger.case.CaseClosed")
    told = client(None).get(f"/registry/schemas/ids/{row.id}", params={"fetchMaxId": "true"})
    assert (told.status_code, told.headers["content-type"]) == (200, MEDIA_TYPE)
    assert client(None).get(f"/registry/subjects/{row.name}/versions/latest").json()["id"] == row.id
    assert client(None).get("/registry").json() == {}


def test_nothing_can_be_registered(client: Client) -> None:
    told = client(None).post("/registry/subjects/mine/versions", json={"schema": '"string"'})
    assert (told.status_code, told.json()["error_code"]) == (422, 42205)
    assert client(None).post("/registry/subjects/mine", content=b"x" * 300_000).status_code == 413


def test_the_topics_are_described(client: Client) -> None:
    told = client(None).get("/asyncapi.json").json()
    assert told["asyncapi"] == "3.0.0"
    assert told["channels"]["events"]["address"] == "caseledger.events"
