"""What people do with subscriptions, at the command line and over HTTP: make, look at, change and end them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple, Protocol
from uuid import uuid4

from infra.messages.crypto.wrapping import WrappingKeys
from infra.publishing.public_topics import TYPES
from infra.runtime.clock import Clock
from infra.webhooks.addresses import UrlRefused, target_of
from infra.webhooks.beginning import BEGINNING, NOW, BeginRefused, Places, Position, read_begin
from infra.webhooks.book import PROGRESS, SUBSCRIPTION, Book, Decide, Hook
from infra.webhooks.calling import CallOutcome, HookCaller
from infra.webhooks.deliveries import Delivery
from infra.webhooks.payload import trial_payload
from infra.webhooks.sealing import new_key, rewrapped, signing_keys
from infra.webhooks.signing import SigningKey, signed_headers
from infra.webhooks.subscription import KEYS_MAX, LanePlace, WebhookSubscription

SUBSCRIPTIONS_MAX = 50
"""Each has a reader of the log of its own."""
OVERLAP_HOURS, OVERLAP_HOURS_MAX = 24, 24 * 30


class WebhookRefused(Exception):
    """It cannot be done; the message says why. Nothing was changed."""


class NoSuchWebhook(Exception):
    """There is no subscription of this id."""


class MadeWebhook(NamedTuple):
    """A subscription with a new key, whose secret is shown once, here."""

    subscription: WebhookSubscription
    key: SigningKey


class SubscriptionBook(Protocol):
    """Where subscriptions are kept: ``infra.webhooks.book.KafkaBook``."""

    def hooks(self) -> Mapping[str, Hook]: ...
    def change(self, decide: Decide, /) -> None: ...


class Deliveries(Protocol):
    """Where it stands what became of calls: ``infra.webhooks.deliveries.DeliveryLog``."""

    def newest(self, subscription: str, limit: int, /) -> list[Delivery]: ...


class WebhookDesk:
    """Threads may share it. ``wrapping`` is asked for only when a key is made or used.

    Its methods raise NoSuchWebhook, WebhookRefused, WrappingKeyMissing, and what a log raises that does not answer.
    """

    def __init__(
        self,
        book: SubscriptionBook,
        deliveries: Deliveries,
        places: Places,
        wrapping: Callable[[], WrappingKeys],
        caller: HookCaller,
        clock: Clock,
    ) -> None:
        self._book, self._deliveries, self._places = book, deliveries, places
        self._wrapping, self._caller, self._clock = wrapping, caller, clock

    def hooks(self) -> Sequence[Hook]:
        """Every subscription, the oldest first."""
        return list(self._book.hooks().values())

    def hook(self, identity: str) -> Hook:
        """One of them."""
        found = self._book.hooks().get(identity)
        if found is None:
            raise NoSuchWebhook(identity)
        return found

    def deliveries(self, identity: str, limit: int) -> list[Delivery]:
        """The last calls of one, the newest first."""
        return self._deliveries.newest(self.hook(identity).subscription.id, limit)

    def add(self, url: str, types: Iterable[str], begin: str, by: str) -> MadeWebhook:
        """A new subscription. ``types`` are names such as PaymentAllocated, none: all; ``by`` is who makes it."""
        self._check_url(url)
        chosen = tuple(sorted(set(types)))
        if unknown := [name for name in chosen if name not in TYPES]:
            raise WebhookRefused(f"There is no type of event {', '.join(unknown)}: docs/catalogue.md lists them.")
        places = self._begin(begin)
        if isinstance(read_begin(begin), Position):
            raise WebhookRefused(f"A new subscription begins `{NOW}`, at the `{BEGINNING}` or at a time.")
        identity, now = f"wh_{secrets.token_hex(6)}", self._clock.now()
        sealed, key = new_key(self._wrapping(), identity, now)
        made = WebhookSubscription(identity, url, chosen, (sealed,), now, by, places)

        def decide(book: Book) -> Iterable[tuple[bytes, bytes | None]]:
            if len(book.subscriptions) >= SUBSCRIPTIONS_MAX:
                raise WebhookRefused(f"There are {SUBSCRIPTIONS_MAX} subscriptions, and no more are possible.")
            return [_record(made)]

        self._book.change(decide)
        return MadeWebhook(made, key)

    def rotate(self, identity: str, overlap_hours: int = OVERLAP_HOURS) -> MadeWebhook:
        """A new key. For so long calls are signed with those before it too; with 0 they are of no use at once."""
        if not 0 <= overlap_hours <= OVERLAP_HOURS_MAX:
            raise WebhookRefused(f"Keys overlap for 0 to {OVERLAP_HOURS_MAX} hours.")
        now = self._clock.now()
        sealed, key = new_key(self._wrapping(), identity, now)
        end = now + timedelta(hours=overlap_hours)

        def rotated(old: WebhookSubscription) -> WebhookSubscription:
            before = [replace(one, ends_at=min(one.ends_at or end, end)) for one in old.keys]
            valid = [one for one in before if one.signs(now)]
            if len(valid) >= KEYS_MAX:
                raise WebhookRefused(f"{KEYS_MAX} keys are valid now: wait until one has ended, or give 0 hours.")
            return replace(old, keys=(sealed, *valid))

        return MadeWebhook(self._change(identity, rotated), key)

    def pause(self, identity: str) -> WebhookSubscription:
        """Call no more until it is resumed. What happens meanwhile is told then."""
        return self._change(identity, lambda old: replace(old, paused=True))

    def resume(self, identity: str) -> WebhookSubscription:
        """Go on where it stands, also after a receiver was given up or said 410."""
        return self._change(identity, lambda old: replace(old, paused=False, begin={}, turn=old.turn + 1))

    def replay(self, identity: str, begin: str) -> WebhookSubscription:
        """Tell again what was told, from there on; a position moves its partition alone."""
        places = self._begin(begin)
        return self._change(identity, lambda old: replace(old, begin=places, turn=old.turn + 1))

    def remove(self, identity: str) -> None:
        """End it for good."""

        def decide(book: Book) -> Iterable[tuple[bytes, bytes | None]]:
            if identity not in book.subscriptions:
                raise NoSuchWebhook(identity)
            return [(SUBSCRIPTION + identity.encode(), None), (PROGRESS + identity.encode(), None)]

        self._book.change(decide)

    def test(self, identity: str) -> CallOutcome:
        """Call the receiver now, about nothing: a message of the type caseledger.webhook.Test."""
        subscription, now = self.hook(identity).subscription, self._clock.now()
        body = trial_payload(identity, now)
        keys = signing_keys(self._wrapping(), subscription, now)
        return self._caller.call(subscription.url, signed_headers(keys, str(uuid4()), int(now.timestamp()), body), body)

    def rewrap(self) -> int:
        """Seal every signing key anew with the current wrapping key; how many were under another one."""
        wrapping, old = self._wrapping(), 0

        def decide(book: Book) -> Iterable[tuple[bytes, bytes | None]]:
            nonlocal old
            under_another = [
                one for one in book.subscriptions.values() if any(k.wrapping_key != wrapping.current for k in one.keys)
            ]
            old = sum(key.wrapping_key != wrapping.current for one in under_another for key in one.keys)
            return [_record(rewrapped(wrapping, one)) for one in under_another]

        if self._book.hooks():
            self._book.change(decide)
        return old

    def _check_url(self, url: str) -> None:
        try:
            target_of(url, loopback=self._caller.loopback)
        except UrlRefused as error:
            raise WebhookRefused(str(error)) from None

    def _begin(self, text: str) -> Mapping[int, LanePlace]:
        try:
            return self._places(read_begin(text))
        except BeginRefused as error:
            raise WebhookRefused(str(error)) from None

    def _change(
        self, identity: str, changed: Callable[[WebhookSubscription], WebhookSubscription]
    ) -> WebhookSubscription:
        made: list[WebhookSubscription] = []

        def decide(book: Book) -> Iterable[tuple[bytes, bytes | None]]:
            if identity not in book.subscriptions:
                raise NoSuchWebhook(identity)
            made[:] = [changed(book.subscriptions[identity])]
            return [_record(made[0])]

        self._book.change(decide)
        return made[0]


def _record(subscription: WebhookSubscription) -> tuple[bytes, bytes]:
    return SUBSCRIPTION + subscription.id.encode(), subscription.value()
