"""What of a request is given to a thread, and that nothing else keeps the others from their turn."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from infra.client import Pending
from infra.http.access.callers import caller_with
from infra.http.access.grantees import Grantee
from infra.http.access.roles import Role
from infra.http.application import routers
from infra.http.commands.bulk import _answers
from infra.http.services import Services
from tests.unit.http.conftest import Client
from tests.unit.http.ledger import LedgerInMemory
from tests.unit.http.test_commands import CLAIM_BODY, receive_claim


@pytest.mark.parametrize("at_once", [True, False])
def test_a_command_has_a_thread_only_where_sending_it_may_have_to_wait(
    client: Client, ledger: LedgerInMemory, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    submit, in_the_loop = ledger.submit, []

    def noted(*asked: Any) -> Pending:
        in_the_loop.append(asyncio._get_running_loop() is not None)
        return submit(*asked)

    monkeypatch.setattr(ledger, "submit", noted)
    ledger.takes_at_once = at_once
    assert receive_claim(client(), Prefer="wait=5").status_code == 200
    assert in_the_loop == [at_once]


def test_others_have_their_turn_between_the_lines_of_a_bulk(services: Services) -> None:
    caller = caller_with(Grantee(actor_id="desk-1", role=Role.ADMINISTRATOR))
    lines = [json.dumps({"command": "ReceiveClaim", "idempotency_key": f"k-{n}", "body": CLAIM_BODY}) for n in range(9)]
    answers = _answers(services, caller, [(n, line.encode()) for n, line in enumerate(lines)], 5)

    async def turns_of_others() -> int:
        first, turns = asyncio.ensure_future(anext(answers)), 0
        while not first.done():
            turns += 1
            await asyncio.sleep(0)
        assert b'"status":200' in first.result()
        return turns

    assert asyncio.run(turns_of_others()) >= len(lines)


def test_no_route_depends_on_what_takes_a_thread() -> None:
    """Whatever is no coroutine is run in one, and that costs more than all that it does."""

    def behind(dependant: Dependant) -> Iterator[Any]:
        for one in dependant.dependencies:
            yield one.call
            yield from behind(one)

    routes = [route for router in routers() for route in router.routes if isinstance(route, APIRoute)]
    calls = {call for route in routes for call in behind(route.dependant)}
    assert len(calls) > 5
    assert not {one for one in calls if not any(map(inspect.iscoroutinefunction, (one, type(one).__call__)))}
