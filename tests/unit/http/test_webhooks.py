"""Subscriptions over HTTP: what administrators and services can do with them, and what nobody learns."""

from __future__ import annotations

import pytest

from infra.http.access.roles import Role
from infra.http.services import Services
from infra.webhooks.progress import HookProgress, Retry, Stopped
from infra.webhooks.subscription import LanePlace
from tests.unit.http.conftest import Client
from tests.unit.http.ledger import NOW
from tests.unit.webhooks.desks import DeskInMemory
from tests.unit.webhooks.receiving import Reply, receiving

URL = {"url": "https://example.com/hooks"}


def test_a_subscription_is_made_watched_changed_and_ended(client: Client, services: Services) -> None:
    asking = client(Role.SERVICE)
    made = asking.post("/v1/webhooks", json=URL | {"types": ["PaymentAllocated"], "begin": "beginning"})
    assert made.status_code == 201
    place, told = made.headers["Location"], made.json()
    assert told["secret"].startswith("whsec_") and told["public"].startswith("whpk_")
    assert told["created_by"] == "service-1"
    desk = services.webhooks
    assert isinstance(desk, DeskInMemory)
    desk.book.note(told["id"], HookProgress(1, {0: LanePlace(9, 4)}, {0: Retry("0b1c", 5, 2, NOW)}, delivered=4))
    looked = asking.get(place).json()
    assert (looked["state"], looked["positions"], looked["delivered"]) == ("failing", {"0": 4}, 4)
    assert looked["retries"] == [
        {"partition": 0, "event_id": "0b1c", "position": 5, "attempts": 2, "next_at": "2026-03-02T08:00:00Z"}
    ]
    assert asking.get("/v1/webhooks").json()["rows"] == [looked]
    assert told["secret"][6:] not in asking.get(place).text, "it is said once"
    assert asking.post(f"{place}/pause").json()["paused"] is True
    assert asking.get(place).json()["state"] == "paused"
    assert asking.post(f"{place}/resume").json()["paused"] is False
    rotated = asking.post(f"{place}/rotate", json={"overlap_hours": 0}).json()
    assert rotated["secret"] != told["secret"] and len(rotated["keys"]) == 1
    assert asking.post(f"{place}/replay", json={"begin": "0:2"}).status_code == 200
    assert asking.get(place).json()["positions"] == {"0": 1}
    assert asking.get(f"{place}/deliveries").json() == {"rows": []}
    assert asking.delete(place).status_code == 204
    assert asking.get(place).status_code == 404


def test_a_receiver_that_has_gone_is_told_so(client: Client, services: Services) -> None:
    asking = client()
    told = asking.post("/v1/webhooks", json=URL).json()
    desk = services.webhooks
    assert isinstance(desk, DeskInMemory)
    desk.book.note(told["id"], HookProgress(1, stopped=Stopped.GONE))
    assert asking.get(f"/v1/webhooks/{told['id']}").json()["state"] == "gone"


def test_a_receiver_is_tried(client: Client) -> None:
    asking = client()
    with receiving(lambda _: Reply(503)) as receiver:
        identity = asking.post("/v1/webhooks", json={"url": receiver.url}).json()["id"]
        outcome = asking.post(f"/v1/webhooks/{identity}/test").json()
    assert (outcome["delivered"], outcome["outcome"], outcome["status"]) == (False, "status_5xx", 503)
    assert len(receiver.told) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"url": "https://10.0.0.1/hooks-of-a-neighbour"}, 422),
        (URL | {"types": ["NoSuchType"]}, 422),
        (URL | {"begin": "2:3"}, 422),
        (URL | {"begin": "yesterday"}, 422),
        (URL | {"secret": "mine"}, 422),
        ([], 422),
        (URL | {"types": ["x" * 60_000]}, 413),
    ],
)
def test_what_cannot_be_one_is_a_problem(client: Client, services: Services, body: object, status: int) -> None:
    answer = client().post("/v1/webhooks", json=body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert "neighbour" not in answer.text and "mine" not in answer.text
    assert services.webhooks.hooks() == []


def test_a_key_that_is_held_to_some_rows_has_none_of_them(client: Client) -> None:
    asking = client(Role.SERVICE, creditor_id="norrkraft")
    for method, path in (("GET", ""), ("POST", ""), ("GET", "/wh_1"), ("DELETE", "/wh_1"), ("POST", "/wh_1/test")):
        assert asking.request(method, f"/v1/webhooks{path}").status_code == 403


def test_of_one_that_is_not_there_every_route_says_so(client: Client) -> None:
    asking = client()
    for method, path in (
        ("GET", ""),
        ("DELETE", ""),
        ("GET", "/deliveries"),
        *(("POST", f"/{act}") for act in ("test", "pause", "resume")),
    ):
        assert asking.request(method, f"/v1/webhooks/wh_1{path}").status_code == 404
    assert asking.post("/v1/webhooks/wh_1/rotate", json={}).status_code == 404
    assert asking.post("/v1/webhooks/wh_1/replay", json={"begin": "now"}).status_code == 404
