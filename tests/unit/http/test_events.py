"""Events over HTTP: pages from any place on, one event with its bytes, and heads to keep."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest

from domain.catalogue import EVENTS
from infra.audit.heads import read_heads
from infra.messages import values
from tests.unit.domain.samples import PERSON
from tests.unit.http.conftest import Asking
from tests.unit.http.test_commands import CASE


def types(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["type"] for one in answer.json()["rows"]]


def test_pages_go_on_where_the_one_before_ended_until_there_is_no_more(asking: Asking) -> None:
    page = asking.client.get("/v1/events?limit=2")
    assert types(page) == ["ClaimReceived", "DeadlineSet"]
    assert page.headers["Caseledger-Position"] == "0=2"
    seen = types(page)
    while page.json()["next"]:
        page = asking.client.get("/v1/events", params={"limit": 2, "cursor": page.json()["next"]})
        seen += types(page)
    assert seen == [type(one.event).__name__ for one in asking.ledger.events]
    assert page.headers["Caseledger-Position"] == f"0={len(asking.ledger.events)}"


def test_who_comes_again_another_day_goes_on_behind_what_it_had(asking: Asking) -> None:
    had = asking.client.get("/v1/events?limit=2").headers["Caseledger-Position"]
    assert "ClaimReceived" not in types(asking.client.get("/v1/events", params={"after": had}))
    assert types(asking.client.get("/v1/events?after=0%3D999")) == []


def test_a_page_of_few_among_many_may_be_empty_and_still_have_a_next(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking.log, "looked_at_max", 1)
    page = asking.client.get("/v1/events?type=DisputeRaised")
    seen, pages = types(page), 1
    while page.json()["next"]:
        page = asking.client.get("/v1/events", params={"type": "DisputeRaised", "cursor": page.json()["next"]})
        seen, pages = seen + types(page), pages + 1
    assert seen == ["DisputeRaised"]
    assert pages > 3


def test_types_periods_partitions_and_one_aggregate_narrow_it(asking: Asking) -> None:
    assert types(asking.client.get("/v1/events?type=DeadlineSet&type=ClaimReceived")) == [
        "ClaimReceived",
        "DeadlineSet",
    ]
    assert types(asking.client.get("/v1/events?recorded_from=2026-03-02T08:00:00Z")) != []
    assert types(asking.client.get("/v1/events?recorded_before=2026-03-02T08:00:00Z")) == []
    everything = types(asking.client.get("/v1/events"))
    for name in ("as_of", "known_at"):
        assert types(asking.client.get(f"/v1/events?{name}=2026-03-02T08:00:00Z")) == everything, "what is then, counts"
        assert types(asking.client.get(f"/v1/events?{name}=2026-03-02T07:59:59Z")) == []
    assert types(asking.client.get("/v1/events?partition=1")) == []
    assert types(asking.client.get(f"/v1/events?aggregate_id={CASE}&type=DisputeRaised")) == ["DisputeRaised"]
    assert types(asking.client.get(f"/v1/events?aggregate_id={PERSON}")) == []
    one = asking.client.get(f"/v1/events?aggregate_id={CASE}&limit=1")
    assert types(one) == ["ClaimReceived"]
    rest = asking.client.get("/v1/events", params={"aggregate_id": str(CASE), "limit": 1, "cursor": one.json()["next"]})
    assert types(rest) == ["DeadlineSet"]


def test_what_the_log_has_not_got_is_said(asking: Asking) -> None:
    for query in ("type=Nothing", "partition=2", "after=7%3D1", "after=x", "cursor=x", "limit=0"):
        assert asking.client.get(f"/v1/events?{query}").status_code == 422, query


def test_no_personal_text_is_in_pages_or_in_one_event(asking: Asking) -> None:
    pages = asking.client.get("/v1/events").text + "".join(
        asking.client.get(f"/v1/events/0/{n}").text for n in (1, 2, 3)
    )
    assert "Öberg" not in pages
    assert "400 is right" not in pages
    assert "(withheld)" in pages or "withheld" in pages


def test_lines_come_as_ndjson_with_the_place_to_go_on_from(asking: Asking) -> None:
    answer = asking.client.get("/v1/events?limit=2", headers={"Accept": "application/x-ndjson"})
    assert [json.loads(line)["position"] for line in answer.text.splitlines()] == [1, 2]
    assert (answer.headers["Caseledger-Position"], bool(answer.headers["Caseledger-Next"])) == ("0=2", True)


def test_one_event_comes_with_its_bytes_and_the_schema_that_reads_them(asking: Asking) -> None:
    found = asking.client.get("/v1/events/0/3").json()
    value = base64.b64decode(found["record"]["value"])
    assert type(values.decode(value)).__name__ == found["type"] == "DisputeRaised"
    assert found["schema"]["id"] == int.from_bytes(value[1:5])
    assert found["schema"]["subject"] in EVENTS
    assert {field["name"] for field in found["schema"]["document"]["fields"]} == set(found["fields"])
    assert base64.b64decode(found["record"]["key"]).decode() == str(CASE)
    assert found["hash_matches"] is True
    assert re.fullmatch("[0-9a-f]*", found["previous_hash"])
    assert asking.client.get("/v1/events/0/99").status_code == 404
    assert asking.client.get("/v1/events/9/1").status_code == 422


def test_the_heads_are_what_a_verification_is_held_against(asking: Asking, tmp_path: Path) -> None:
    kept = tmp_path / "heads.json"
    kept.write_text(asking.client.get("/v1/heads").text)
    heads = read_heads(kept).heads
    assert {n: head.position for n, head in read_heads(kept).reads.items()} == {0: 3}, "those of the reads too"
    assert {partition: head.position for partition, head in heads.items()} == {0: len(asking.ledger.events), 1: 0}


def test_who_is_held_to_some_cases_or_has_no_such_scope_is_refused_what_has_all(asking: Asking) -> None:
    for path in ("events", "events/0/1", "heads", "events/stream"):
        for client in (asking.held, asking.desk):
            assert client.get(f"/v1/{path}").status_code == 403, path
