"""Streams of events: they go on where a client stopped, miss nothing, and let go of whoever is gone or slow."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.kernel.recorded import RecordedEvent
from infra.http.access.api_keys import ApiKeys
from infra.http.events import streaming
from infra.http.events.port import EventChoice
from infra.http.events.streaming import EventStream
from infra.http.events.streams import Streams
from infra.http.problems import HttpProblem
from infra.http.services import Services
from tests.unit.domain.samples import CLAIM, PERSON
from tests.unit.http.conftest import Asking, in_memory, services_in


@pytest.fixture
def services(asking: Asking, tmp_path: Path) -> Services:
    """With a log of its own, of the same events."""
    ledger = replace(asking.ledger, events=list(asking.ledger.events))
    return services_in(tmp_path, ledger, ApiKeys(tmp_path / "keys"))


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


def test_of_one_case_only_its_own_events_are_told(asking: Asking, services: Services) -> None:
    async def act(client: Listening) -> None:
        await client.until(lambda: len(client.events) >= 3)

    told = listened(stream(services, {0: 0, 1: 0}, EventChoice(aggregate_id=CLAIM.belongs_to())), act).events
    assert [kind for _, kind in told][:3] == ["ClaimReceived", "DeadlineSet", "DisputeRaised"]

    async def nothing(client: Listening) -> None:
        await asyncio.sleep(0.1)

    assert listened(stream(services, {0: 0, 1: 0}, EventChoice(aggregate_id=PERSON)), nothing).events == []


def test_a_case_of_others_is_followed_by_nobody(asking: Asking) -> None:
    asking.questions.values = iter([None])
    path = f"/v1/cases/{CLAIM.belongs_to()}/stream"
    assert asking.held.get(path, headers={"Accept": "text/event-stream"}).status_code == 404
