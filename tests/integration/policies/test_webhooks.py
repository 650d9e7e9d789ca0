"""Webhooks on a real log: subscribers are told everything at least once and in order per case, whoever is killed."""

from __future__ import annotations

import signal
from dataclasses import replace
from datetime import date
from itertools import pairwise
from uuid import UUID

import pytest
from standardwebhooks import Webhook

from infra.runtime.clock import SystemClock
from infra.runtime.settings import WEBHOOKS_LOOPBACK, Settings
from infra.webhooks.desk import WebhookDesk
from infra.webhooks.opening import open_desk
from infra.webhooks.progress import HookState
from tests.integration.policies.conftest import Ask, Run
from tests.integration.policies.log_view import LogView
from tests.integration.policies.running import eventually
from tests.integration.policies.test_crashes import process
from tests.unit.policies.samples import claim
from tests.unit.webhooks.receiving import Receiver, Reply, receiving
from tests.waiting import PATIENCE_S


@pytest.fixture
def log(log: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The log, whose subscribers are on this machine, and the machine's own time."""
    monkeypatch.setenv(WEBHOOKS_LOOPBACK, "yes")
    return replace(log, webhooks_loopback=True, clock_file=None)


@pytest.fixture
def desk(log: Settings) -> WebhookDesk:
    return open_desk(log, SystemClock())


def _told(receiver: Receiver) -> dict[UUID, list[int]]:
    """The versions that a receiver was told of each aggregate, in the order in which it was told."""
    versions: dict[UUID, list[int]] = {}
    for each in receiver.told:
        data = each.message["data"]
        versions.setdefault(UUID(data["aggregate_id"]), []).append(data["version"])
    return versions


def _is_all_told(receiver: Receiver, view: LogView) -> bool:
    every = {(event.aggregate_id, event.version) for event in view.events()}
    return every == {(aggregate, version) for aggregate, told in _told(receiver).items() for version in told}


def test_subscribers_are_told_in_order_though_the_worker_is_killed_and_each_holds_up_only_itself(
    log: Settings, run: Run, ask: Ask, view: LogView, desk: WebhookDesk
) -> None:
    run("writer")
    for number in range(1, 5):
        ask(*claim(number, "12345674", pay_by=date(2026, 3, 10)))
    eventually("the claims are there", lambda: len(view.events()) == 8)
    with (
        receiving() as good,
        receiving(lambda _: Reply(500)) as bad,
        receiving(lambda _: Reply(410)) as gone,
        receiving() as later,
    ):
        made = {
            name: desk.add(each.url, [], "beginning", "agent-7")
            for name, each in {"good": good, "bad": bad, "gone": gone}.items()
        }
        desk.add(later.url, ["DeadlineSet"], "now", "agent-7")
        with process(log, "webhooks", crash_at="webhook-after-call:4") as running:
            assert running.wait(PATIENCE_S) == -signal.SIGKILL
        worker = run("webhooks")
        eventually("all is told", lambda: _is_all_told(good, view))
        ask(*claim(9, "12345674", pay_by=date(2026, 3, 10)))
        eventually("what is new is told too", lambda: len(view.events()) == 10 and _is_all_told(good, view))
        eventually(
            "the one that wants nothing is left alone",
            lambda: _state(desk, made["gone"].subscription.id) is HookState.GONE,
        )
        rotated = desk.rotate(made["good"].subscription.id)
        told = len(good.told)
        desk.replay(made["good"].subscription.id, "beginning")
        eventually("all is told again", lambda: len(good.told) >= told + 10)
        worker.stop()
        eventually(
            "all of it is written down", lambda: desk.hook(made["good"].subscription.id).progress.delivered >= 20
        )
    for versions in _told(good).values():
        for told_before, next_told in pairwise(versions):
            assert next_told <= told_before + 1, f"nothing is told before what was before it: {versions}"
    for each in good.told[-10:]:
        Webhook(rotated.key.secret).verify(each.body, each.headers)
        Webhook(made["good"].key.secret).verify(each.body, each.headers)
    assert [each.message["type"] for each in later.told] == ["caseledger.case.DeadlineSet"]
    assert len(gone.told) <= 8
    calls = desk.deliveries(made["bad"].subscription.id, 100)
    assert {each.outcome for each in calls} == {"status_5xx"}
    assert all(each.next_at is not None for each in calls), "each is made again"
    assert desk.deliveries(made["good"].subscription.id, 3)[0].outcome == "delivered"


def _state(desk: WebhookDesk, identity: str) -> HookState:
    hook = desk.hook(identity)
    return hook.state
