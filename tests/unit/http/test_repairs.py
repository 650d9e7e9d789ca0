"""What could not be folded or decided, over HTTP: who sees it, who tries it again, and what they are told."""

from __future__ import annotations

from uuid import UUID

import pytest

from infra.http.access.roles import Role
from infra.http.services import Services
from infra.postgres.parked import WaitingEvent
from tests.unit.http.conftest import Client
from tests.unit.http.ledger import NOW, NoQuestions
from tests.unit.http.repairs import RepairsInMemory
from tests.unit.http.test_commands import CASE


def test_what_waits_is_listed_event_by_event(client: Client, services: Services) -> None:
    assert isinstance(services.questions, NoQuestions)
    services.questions.values = iter([[WaitingEvent("sla", 0, CASE, 4, "NoteAdded", "it names no case", NOW)]])
    rows = client(Role.AUDITOR).get(f"/v1/system/parked/waiting?aggregate_id={CASE}").json()["rows"]
    assert [(one["position"], one["type"], one["error"]) for one in rows] == [(4, "NoteAdded", "it names no case")]


def test_an_operator_folds_one_again_or_all_and_is_told_what_still_waits(client: Client, services: Services) -> None:
    operator = client(Role.OPERATOR)
    one = operator.post(f"/v1/system/parked/retry?aggregate_id={CASE}").json()["rows"]
    assert [(row["folded"], row["waiting"], row["error"]) for row in one] == [(2, 0, None)]
    everything = operator.post("/v1/system/parked/retry").json()["rows"]
    assert everything[1] == {
        "model": "sla", "partition": 1, "aggregate_id": str(UUID(int=8)), "folded": 0, "waiting": 1,
        "error": "it names no case",
    }  # fmt: skip
    assert isinstance(services.repairs, RepairsInMemory)
    assert services.repairs.retried == [CASE, None]
    assert operator.post("/v1/system/parked/retry?aggregate_id=x").status_code == 422


def test_a_rejected_command_is_sent_again_once_and_then_listed_only_with_all(client: Client) -> None:
    operator = client(Role.OPERATOR)
    rows = operator.get("/v1/system/rejected").json()["rows"]
    assert [(one["place"], one["reason"], one["not_whole"]) for one in rows] == [
        ("0/3", "ValueError: x", None), ("0/4", "ValueError: x", "it had 3,000,000 bytes"),
        ("0/5", "ValueError: x", None),
    ]  # fmt: skip
    assert operator.post("/v1/system/rejected/0/3/retry").json() == {"sent_again": "0/3"}
    assert [one["place"] for one in operator.get("/v1/system/rejected").json()["rows"]] == ["0/4", "0/5"]
    again = operator.get("/v1/system/rejected?all=true").json()["rows"][0]
    assert again["sent_again_at"] == "2026-03-02T08:00:00Z"


@pytest.mark.parametrize(("place", "status", "code"), [("0/4", 409, "not_kept_whole"), ("1/3", 404, "not_found")])
def test_what_was_not_kept_whole_or_is_not_there_is_not_sent(
    client: Client, services: Services, place: str, status: int, code: str
) -> None:
    answer = client().post(f"/v1/system/rejected/{place}/retry")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert all(one.retried_at is None for one in services.repairs.rejected())


@pytest.mark.parametrize("path", ["parked/retry", "rejected/0/3/retry"])
def test_only_administrators_and_operators_try_again(client: Client, services: Services, path: str) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR, Role.OPERATOR, Role.CREDITOR, Role.DEBTOR}:
        assert client(role).post(f"/v1/system/{path}").status_code == 403, role
    assert client(Role.CREDITOR, creditor_id="norrkraft").post(f"/v1/system/{path}").status_code == 403
    assert client(None).post(f"/v1/system/{path}").status_code == 401
    assert isinstance(services.repairs, RepairsInMemory)
    assert services.repairs.retried == []
    assert all(one.retried_at is None for one in services.repairs.rejected())
