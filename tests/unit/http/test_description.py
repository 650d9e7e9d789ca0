"""``openapi.json`` tells of everything that the application serves."""

from __future__ import annotations

import re
from typing import Any

import pytest
from prometheus_client import generate_latest

from domain.catalogue import COMMANDS
from infra.http.access.cookies import COOKIE
from infra.http.application import application
from infra.http.problems import CODES
from infra.http.services import Services
from infra.metrics.kinds import REGISTRY
from tests.unit.http.conftest import Client
from tests.unit.http.test_commands import CASE


@pytest.fixture
def told(services: Services) -> dict[str, Any]:
    return application(services).openapi()


def test_every_command_is_in_it_with_its_fields(told: dict[str, Any]) -> None:
    operations = [one for item in told["paths"].values() for one in item.values()]
    assert {one["x-command"] for one in operations if "x-command" in one} == {c.__name__ for c in COMMANDS.values()}
    assert COMMANDS.keys() and all(cls.__name__ in told["components"]["schemas"] for cls in COMMANDS.values())
    ids = [one["operationId"] for one in operations]
    assert len(set(ids)) == len(ids)


def test_whatever_it_refers_to_is_there(told: dict[str, Any]) -> None:
    referred = set(re.findall(r"#/components/schemas/(\w+)", str(told)))
    assert referred <= told["components"]["schemas"].keys()


def test_every_problem_of_http_is_in_it(told: dict[str, Any]) -> None:
    said = str(told["paths"])
    missing = {code for code in CODES if not re.search(rf"\b{code}\b", said)}
    assert missing == {"method_unknown", "too_many_attempts"}, "which no route that is described answers with"


def test_it_names_both_ways_in_and_from_where_a_session_may_ask(told: dict[str, Any]) -> None:
    schemes = told["components"]["securitySchemes"]
    assert (schemes["session"]["in"], schemes["session"]["name"]) == ("cookie", COOKIE)
    assert "Sec-Fetch-Site" in schemes["session"]["description"]
    for path, item in told["paths"].items():
        for operation in item.values():
            keys = [name for one in operation.get("security", []) for name in one]
            assert keys == (["api_key", "session"] if path.startswith("/v1/") or path == "/openapi.json" else []), path


def test_a_question_takes_a_time_or_says_what_to_ask_instead(told: dict[str, Any], client: Client) -> None:
    """None ignores what it is asked of another day."""
    taken, refused = set(), set()
    for path, item in told["paths"].items():
        operation = item.get("get", {})
        names = {one["name"] for one in operation.get("parameters", [])}
        if "accept" not in names:
            continue
        for name in ("as_of", "known_at"):
            if name in names:
                taken.add((operation["operationId"], name))
                continue
            refused.add((operation["operationId"], name))
            assert f"`{name}`" in operation["description"], path
            answer = client().get(re.sub("{.*?}", str(CASE), path), params={name: "2026-03-01T00:00:00Z"})
            assert (answer.status_code, answer.json()["code"]) == (422, "time_not_answered"), path
            assert answer.json()["detail"].startswith(f"This question is not answered of another time by `{name}`.")
    both = {"trail", "events", "case", "case-history", "case-state", "case-statement", "case-explain"}
    both |= {"cases", "balances", "accounts", "suspense", "person", "kpis"}
    both |= {"remittances", "remittances-due", "refunds", "differences", "approvals"}
    both |= {"sla", "sla-breached", "case-clocks"}
    assert {(one, name) for one in both for name in ("as_of", "known_at")} <= taken
    assert {("law", "as_of"), ("creditors", "known_at"), ("case-trail", "as_of")} <= refused


def test_a_field_tells_the_limits_that_the_domain_has(told: dict[str, Any]) -> None:
    dispute = told["components"]["schemas"]["RaiseDispute"]["properties"]
    assert (dispute["text"]["maxLength"], dispute["text"]["minLength"]) == (4_000, 1)
    assert dispute["text"]["x-personal"] == "contact"
    close = told["components"]["schemas"]["CloseCase"]["properties"]
    assert close["reason"]["pattern"] == "^(?:[a-z][a-z0-9_]{0,63})$"


def test_requests_are_counted_by_area_and_status_and_never_by_id(client: Client) -> None:
    client(None).post(f"/v1/cases/{CASE}/raise-dispute")
    page = generate_latest(REGISTRY).decode()
    assert re.search(r'caseledger_http_requests_total{area="case",status="401"} [1-9]', page)
    assert str(CASE) not in page


def test_a_command_tells_the_refusals_that_it_can_meet_with_an_example_of_each(told: dict[str, Any]) -> None:
    conflict = told["paths"]["/v1/cases/{aggregate_id}/raise-dispute"]["post"]["responses"]["409"]
    assert "dispute_already_open" in conflict["x-refusals"]
    (content,) = conflict["content"].values()
    for code, one in content["examples"].items():
        example = told["components"]["examples"][one["$ref"].rpartition("/")[2]]["value"]
        assert (example["code"], example["status"]) == (code, 409)
        assert example["message"]


def test_every_answer_has_a_content_or_none_to_have(told: dict[str, Any]) -> None:
    for path, item in told["paths"].items():
        for operation in item.values():
            for status, answer in operation["responses"].items():
                assert answer["description"], path
                assert "content" in answer or status in ("200", "202", "204", "503"), f"{path} {status}"
