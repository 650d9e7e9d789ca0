"""Events over HTTP: pages from any place on, one event with its bytes, heads to keep, and streams that miss nothing."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.catalogue import EVENTS
from domain.kernel.recorded import RecordedEvent
from infra.audit.heads import read_heads
from infra.http.access.api_keys import ApiKeys
from infra.http.events import streaming
from infra.http.events.port import EventChoice
from infra.http.events.streaming import EventStream
from infra.http.events.streams import Streams
from infra.http.problems import HttpProblem
from infra.http.services import Services
from infra.messages import values
from tests.unit.domain.samples import PERSON
from tests.unit.http.conftest import Asking, in_memory, services_in
from tests.unit.http.test_commands import CASE


@pytest.fixture
def services(asking: Asking, tmp_path: Path) -> Services:
    """With a log of its own, of the same events."""
    ledger = replace(asking.ledger, events=list(asking.ledger.events))
    return services_in(tmp_path, ledger, ApiKeys(tmp_path / "keys"))


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
    assert {partition: head.position for partition, head in heads.items()} == {0: len(asking.ledger.events), 1: 0}


def test_who_is_held_to_some_cases_or_has_no_such_scope_is_refused_what_has_all(asking: Asking) -> None:
    for path in ("events", "events/0/1", "heads", "events/stream"):
        for client in (asking.held, asking.desk):
            assert client.get(f"/v1/{path}").status_code == 403, path


# --- Streams


EVERYTHING = EventChoice()


class Listening:
    """A client of a stream, by ASGI alone. ``takes`` False: it takes nothing."""

    def __init__(self) -> None:
        self.got = ""
        self.status = 0
        self.takes = True
        self.gone = asyncio.Event()

    async def send(self, message: Any) -> None:
        while not self.takes:
            await asyncio.sleep(0.01)
        self.status = message.get("status", self.status)
        self.got += message.get("body", b"").decode()

    async def receive(self) -> Any:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    @property
    def events(self) -> list[tuple[str, str]]:
        """The id and the type of each."""
        return [
            (found[1], json.loads(found[2])["type"])
            for found in re.finditer(r"^id: (.*)\ndata: (.*)$", self.got, re.MULTILINE)
        ]

    async def until(self, reached: Callable[[], bool]) -> None:
        for _ in range(600):
            if reached():
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"it did not come: {self.got}")


async def yes() -> bool:
    return True


def stream(
    services: Services, after: dict[int, int], choice: EventChoice = EVERYTHING, go_on: Any = yes
) -> EventStream:
    return EventStream(services.streams, "feed-1", services.events, after, choice, go_on)


def listened(made: EventStream, act: Callable[[Listening], Any]) -> Listening:
    """What a client got, that did this and went; everything was let go of when this returns."""

    async def run() -> Listening:
        client = Listening()
        serving = asyncio.ensure_future(made({"type": "http"}, client.receive, client.send))
        await act(client)
        client.gone.set()
        await asyncio.wait_for(serving, 5)
        return client

    return asyncio.run(run())


def log_of(services: Services) -> list[RecordedEvent]:
    return in_memory(services).events


def is_let_go(services: Services) -> bool:
    log = in_memory(services)
    for _ in range(300):
        if log.followers == 0 and services.streams.number == 0:
            return True
        time.sleep(0.01)
    return False


def test_a_stream_begins_behind_what_was_had_and_tells_what_comes(services: Services) -> None:
    async def act(client: Listening) -> None:
        await client.until(lambda: len(client.events) >= 2)
        log_of(services).append(log_of(services)[-1]._replace(position=len(log_of(services)) + 1))
        await client.until(lambda: len(client.events) > 2)

    got = listened(stream(services, {0: 1}), act)
    assert got.status == 200
    assert [kind for _, kind in got.events][:2] == ["DeadlineSet", "DisputeRaised"]
    assert is_let_go(services)


def test_who_comes_back_with_the_last_id_gets_every_event_once(services: Services) -> None:
    async def act(client: Listening) -> None:
        await client.until(lambda: len(client.events) >= 3)

    whole = listened(stream(services, {0: 0, 1: 0}), act).events
    for at, (last, _) in enumerate(whole[:-1]):
        after = {int(p): int(n) for p, n in (one.split("=") for one in last.split(","))}

        async def rest_comes(client: Listening, wanted: int = len(whole) - at - 1) -> None:
            await client.until(lambda: len(client.events) >= wanted)

        assert listened(stream(services, after), rest_comes).events == whole[at + 1 :]


def test_only_the_types_that_are_wanted_come(services: Services) -> None:
    async def act(client: Listening) -> None:
        await client.until(lambda: bool(client.events))

    of_disputes = EventChoice(frozenset({"caseledger.case.DisputeRaised"}))
    assert [kind for _, kind in listened(stream(services, {0: 0}, of_disputes), act).events] == ["DisputeRaised"]


def test_a_quiet_stream_says_that_it_lives_and_where_it_is(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "KEEP_ALIVE_S", 0.02)

    async def act(client: Listening) -> None:
        await client.until(lambda: f"\n: 0={len(log_of(services))}" in client.got)

    of_nothing = EventChoice(frozenset({"caseledger.case.CaseClosed"}))
    assert listened(stream(services, {0: 0}, of_nothing), act).events == []


def test_a_client_that_takes_nothing_is_let_go_of(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "SLOW_S", 0.1)

    async def act(client: Listening) -> None:
        client.takes = False
        for _ in range(300):
            if services.streams.number == 0:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("it still holds its place")

    listened(stream(services, {0: 0}), act)
    assert is_let_go(services)


def test_a_key_that_is_revoked_ends_its_stream(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "KEEP_ALIVE_S", 0.02)

    async def no() -> bool:
        return False

    async def act(client: Listening) -> None:
        await client.until(lambda: services.streams.number == 0)

    listened(stream(services, {0: 0}, go_on=no), act)
    assert is_let_go(services)


def test_all_streams_end_when_the_process_does(services: Services) -> None:
    async def act(client: Listening) -> None:
        services.streams.ending.set()
        await client.until(lambda: services.streams.number == 0)

    listened(stream(services, {0: 0}), act)
    assert is_let_go(services)


def test_one_has_so_many_streams_and_all_together_so_many() -> None:
    streams = Streams(in_all_max=3, of_one_max=2)
    for who in ("a", "a", "b"):
        streams.take(who)
    for who in ("a", "c"):
        with pytest.raises(HttpProblem) as refused:
            streams.take(who)
        assert refused.value.status == 429
    streams.let_go("a")
    streams.take("c")
    assert streams.number == 3
