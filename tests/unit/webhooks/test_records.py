"""What is written down of subscriptions: read again as it was, and no secret in the clear."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.messages.crypto.errors import KeyDamaged
from infra.messages.crypto.wrapping_file import (
    WrappingKeyFile,
    add_wrapping_key,
    create_wrapping_key_file,
    drop_wrapping_key,
)
from infra.webhooks.book import PROGRESS, SUBSCRIPTION, Book
from infra.webhooks.payload import payload
from infra.webhooks.progress import HookProgress, HookState, Retry, Stopped, read_progress
from infra.webhooks.sealing import new_key, opened, rewrapped, signing_keys
from infra.webhooks.subscription import LanePlace, WebhookSubscription, read_subscription
from tests.unit.publishing.some_events import EVERY_TYPE, golden

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def wrapping(tmp_path: Path) -> WrappingKeyFile:
    create_wrapping_key_file(tmp_path / "keys")
    return WrappingKeyFile(tmp_path / "keys")


def subscription(wrapping: WrappingKeyFile, identity: str = "wh_1") -> WebhookSubscription:
    key, _ = new_key(wrapping, identity, NOW)
    begin = {0: LanePlace(12), 1: LanePlace(4, 4)}
    return WebhookSubscription(identity, "https://example.com/", ("CaseClosed",), (key,), NOW, "agent-7", begin)


def test_a_subscription_is_read_as_it_was_written_and_shows_no_secret(wrapping: WrappingKeyFile) -> None:
    made = subscription(wrapping)
    value = made.value()
    assert read_subscription(value) == made
    secret = opened(wrapping, made.id, made.keys[0]).secret
    root = wrapping.unwrap(
        made.keys[0].wrapping_key, made.keys[0].wrapped, f"caseledger webhook wh_1 {made.keys[0].id}".encode()
    )
    for hidden in (secret.encode(), secret[6:].encode(), base64.b64encode(root), root.hex().encode(), root):
        assert hidden not in value


def test_a_key_is_bound_to_its_subscription(wrapping: WrappingKeyFile) -> None:
    made = subscription(wrapping)
    with pytest.raises(KeyDamaged):
        opened(wrapping, "wh_2", made.keys[0])


def test_while_keys_rotate_both_sign_and_afterwards_the_new_one_alone(wrapping: WrappingKeyFile) -> None:
    made = subscription(wrapping)
    new, _ = new_key(wrapping, made.id, NOW)
    old = replace(made.keys[0], ends_at=NOW + timedelta(hours=24))
    rotated = replace(made, keys=(new, old))
    during, after = NOW + timedelta(hours=23), NOW + timedelta(hours=24)
    assert [key.public for key in signing_keys(wrapping, rotated, during)] == [new.public, old.public]
    assert [key.public for key in signing_keys(wrapping, rotated, after)] == [new.public]


def test_another_wrapping_key_takes_the_place_of_the_first(tmp_path: Path, wrapping: WrappingKeyFile) -> None:
    made, first = subscription(wrapping), wrapping.current
    add_wrapping_key(wrapping.path)
    wrapping.refresh()
    again = rewrapped(wrapping, made)
    drop_wrapping_key(wrapping.path, first)
    fresh = WrappingKeyFile(wrapping.path)
    assert opened(fresh, again.id, again.keys[0]).public == made.keys[0].public


def test_progress_is_read_as_it_was_written() -> None:
    progress = HookProgress(
        3, {0: LanePlace(12, 5)}, {0: Retry("0b1c", 6, 2, NOW)}, Stopped.GIVEN_UP, 17, NOW - timedelta(seconds=1)
    )
    assert read_progress(progress.value()) == progress
    assert read_progress(HookProgress().value()) == HookProgress()


def test_who_says_that_it_goes_on_is_heard_once(wrapping: WrappingKeyFile) -> None:
    made = subscription(wrapping)
    stopped = HookProgress(
        1, {0: LanePlace(90, 40), 1: LanePlace(80, 30)}, {0: Retry("x", 41, 10, NOW)}, Stopped.GIVEN_UP, 70
    )
    assert stopped.state(made) is HookState.GIVEN_UP
    resumed = stopped.in_turn_of(replace(made, turn=2, begin={}))
    assert (resumed.state(replace(made, turn=2)), resumed.places) == (HookState.ACTIVE, stopped.places)
    replayed = stopped.in_turn_of(replace(made, turn=2, begin={1: LanePlace(4, 4)}))
    assert (dict(replayed.places), replayed.delivered) == ({0: LanePlace(90, 40), 1: LanePlace(4, 4)}, 70)
    assert replayed.in_turn_of(replace(made, turn=2, begin={1: LanePlace(4, 4)})) == replayed


def test_the_states_that_people_see(wrapping: WrappingKeyFile) -> None:
    made = subscription(wrapping)
    at_work = HookProgress().in_turn_of(made)
    assert at_work.state(made) is HookState.ACTIVE
    assert replace(at_work, retries={0: Retry("x", 1, 1, NOW)}).state(made) is HookState.FAILING
    assert replace(at_work, stopped=Stopped.GONE).state(made) is HookState.GONE
    assert at_work.state(replace(made, paused=True)) is HookState.PAUSED


def test_the_book_is_what_its_last_records_say(wrapping: WrappingKeyFile) -> None:
    book, first, second = Book(), subscription(wrapping, "wh_1"), subscription(wrapping, "wh_2")
    for one in (second, first):
        book.take(SUBSCRIPTION + one.id.encode(), one.value())
    book.take(PROGRESS + b"wh_1", HookProgress(1, {0: LanePlace(7, 3)}, delivered=3).value())
    book.take(SUBSCRIPTION + b"wh_2", None)
    book.take(b"something newer/x", b"{}")
    assert {name: hook.progress.delivered for name, hook in book.hooks().items()} == {"wh_1": 3}


def test_a_payload_is_thin_for_every_type_of_event() -> None:
    fields = {"event_id", "aggregate", "aggregate_id", "version", "partition", "position", "recorded_at"}
    fields |= {"correlation_id", "causation_id", "moves_money"}
    for name in EVERY_TYPE:
        event = golden(name)
        told = json.loads(payload(event))
        assert told.keys() == {"type", "timestamp", "data"}
        assert told["data"].keys() == fields
        assert (told["type"], told["timestamp"]) == (event.topic, "2026-03-02T08:00:00.123456Z")
        assert len(payload(event)) < 1_000
    assert json.loads(payload(golden("PaymentAllocated")))["data"]["moves_money"] is True
    assert json.loads(payload(golden("ContactMade")))["data"]["moves_money"] is False
