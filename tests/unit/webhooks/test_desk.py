"""What people do with subscriptions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from infra.messages.crypto.wrapping_file import add_wrapping_key
from infra.webhooks.beginning import BeginRefused, Position, read_begin
from infra.webhooks.desk import SUBSCRIPTIONS_MAX, NoSuchWebhook, WebhookRefused
from infra.webhooks.progress import HookProgress, HookState, Stopped
from infra.webhooks.subscription import KEYS_MAX, LanePlace
from tests.unit.webhooks.desks import NOW, DeskInMemory
from tests.unit.webhooks.receiving import receiving

URL = "https://example.com/hooks"


@pytest.fixture
def desk(tmp_path: Path) -> DeskInMemory:
    return DeskInMemory(tmp_path)


def test_a_subscription_is_made_with_a_secret_that_is_shown_once(desk: DeskInMemory) -> None:
    made = desk.add(URL, ["PaymentAllocated", "CaseClosed"], "now", "agent-7")
    (hook,) = desk.hooks()
    assert hook.subscription == made.subscription == desk.hook(made.subscription.id).subscription
    assert (hook.subscription.types, dict(hook.progress.places)) == (
        ("CaseClosed", "PaymentAllocated"),
        {0: LanePlace(70), 1: LanePlace(80)},
    )
    assert made.key.public == hook.subscription.keys[0].public
    assert not any(made.key.secret[6:].encode() in value for value in desk.book.records.values())


@pytest.mark.parametrize(
    ("url", "types", "begin"),
    [
        ("ftp://example.com/", [], "now"),
        ("https://10.0.0.1/", [], "now"),
        (URL, ["PaymentSent"], "now"),
        (URL, [], "yesterday"),
        (URL, [], "2026-03-02T08:00:00"),
        (URL, [], "0:7"),
    ],
    ids=["no TLS", "a private address", "no such type", "no such time", "no offset", "one partition alone"],
)
def test_what_cannot_be_one_is_refused_and_nothing_is_kept(
    desk: DeskInMemory, url: str, types: list[str], begin: str
) -> None:
    with pytest.raises(WebhookRefused):
        desk.add(url, types, begin, "agent-7")
    assert not desk.book.records


def test_there_is_an_end_to_how_many_there_can_be(desk: DeskInMemory) -> None:
    for _ in range(SUBSCRIPTIONS_MAX):
        desk.add(URL, [], "now", "agent-7")
    with pytest.raises(WebhookRefused, match="no more"):
        desk.add(URL, [], "now", "agent-7")


def test_a_key_is_replaced_with_an_overlap_and_at_once_without_one(desk: DeskInMemory) -> None:
    identity = desk.add(URL, [], "now", "agent-7").subscription.id
    second = desk.rotate(identity, 24)
    desk.clock.at += timedelta(hours=23)
    third = desk.rotate(identity, 24)
    assert [key.ends_at for key in third.subscription.keys] == [
        None,
        NOW + timedelta(hours=47),
        NOW + timedelta(hours=24),
    ]
    alone = desk.rotate(identity, 0)
    assert [key.public for key in alone.subscription.keys] == [alone.key.public]
    assert len({second.key.public, third.key.public, alone.key.public}) == 3


def test_there_is_an_end_to_how_many_keys_are_valid_at_once(desk: DeskInMemory) -> None:
    identity = desk.add(URL, [], "now", "agent-7").subscription.id
    for _ in range(KEYS_MAX - 1):
        desk.rotate(identity, 24)
    with pytest.raises(WebhookRefused, match="keys are valid"):
        desk.rotate(identity, 24)
    with pytest.raises(WebhookRefused, match="hours"):
        desk.rotate(identity, -1)


def test_paused_resumed_replayed_and_removed(desk: DeskInMemory) -> None:
    identity = desk.add(URL, [], "now", "agent-7").subscription.id
    desk.book.note(
        identity, HookProgress(1, {0: LanePlace(90, 40), 1: LanePlace(80)}, stopped=Stopped.GONE, delivered=9)
    )
    assert desk.hook(identity).progress.state(desk.hook(identity).subscription) is HookState.GONE
    assert desk.pause(identity).paused
    resumed = desk.resume(identity)
    hook = desk.hook(identity)
    assert (hook.progress.state(resumed), dict(hook.progress.places)) == (
        HookState.ACTIVE,
        {0: LanePlace(90, 40), 1: LanePlace(80)},
    )
    desk.replay(identity, "0:7")
    assert dict(desk.hook(identity).progress.places) == {0: LanePlace(6, 6), 1: LanePlace(80)}
    desk.replay(identity, "2026-03-01T00:00:00+01:00")
    assert dict(desk.hook(identity).progress.places) == {0: LanePlace(30), 1: LanePlace(40)}
    with pytest.raises(WebhookRefused):
        desk.replay(identity, "7:1")
    desk.remove(identity)
    assert not desk.book.records
    for act in (desk.pause, desk.resume, desk.remove, desk.rotate, desk.test, desk.hook):
        with pytest.raises(NoSuchWebhook):
            act(identity)


def test_a_receiver_is_tried_with_a_signed_message_about_nothing(desk: DeskInMemory) -> None:
    desk.clock.at = datetime.now(UTC)
    with receiving() as receiver:
        made = desk.add(receiver.url, [], "now", "agent-7")
        assert desk.test(made.subscription.id).is_delivered
    (told,) = receiver.told
    message = Webhook(made.key.secret).verify(told.body, told.headers)
    assert (message["type"], message["data"]) == ("caseledger.webhook.Test", {"subscription": made.subscription.id})


def test_signing_keys_come_under_the_wrapping_key_in_use(desk: DeskInMemory) -> None:
    made = desk.add(URL, [], "now", "agent-7")
    assert desk.rewrap() == 0
    before = desk.wrapping.current
    add_wrapping_key(desk.wrapping.path)
    desk.wrapping.refresh()
    assert desk.rewrap() == 1
    assert {key.wrapping_key for key in desk.hooks()[0].subscription.keys} == {desk.wrapping.current} != {before}
    assert desk.rotate(made.subscription.id).subscription.keys[1].public == made.key.public


def test_places_to_begin_at_are_written_in_four_ways() -> None:
    assert read_begin("now") == "now"
    assert read_begin("beginning") == "beginning"
    assert read_begin("2:145") == Position(2, 145)
    assert read_begin("2026-03-02T09:00:00+01:00") == datetime(2026, 3, 2, 8, tzinfo=UTC)
    for text in ("", "2:", ":3", "2:3:4", "-1:2", "2026-03-02", "tomorrow", "0001-01-01T00:00:00+14:00"):
        with pytest.raises(BeginRefused):
            read_begin(text)
