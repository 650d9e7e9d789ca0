"""Subscriptions and calls as documents: the same at the command line and over HTTP. No secret is in them."""

from __future__ import annotations

from typing import Any

from infra.webhooks.book import Hook
from infra.webhooks.calling import CallOutcome
from infra.webhooks.desk import MadeWebhook
from infra.webhooks.subscription import WebhookSubscription


def hook_document(hook: Hook) -> dict[str, Any]:
    """A subscription with how far it is. Of its keys there is the public half."""
    return subscription_document(hook.subscription) | progress_document(hook)


def subscription_document(subscription: WebhookSubscription) -> dict[str, Any]:
    """What people said of it. ``types`` are empty when it is told of all."""
    return {
        "id": subscription.id,
        "url": subscription.url,
        "types": list(subscription.types),
        "paused": subscription.paused,
        "created_at": subscription.created_at,
        "created_by": subscription.created_by,
        "keys": [
            {"id": key.id, "public": key.public, "created_at": key.created_at, "ends_at": key.ends_at}
            for key in subscription.keys
        ],
    }


def progress_document(hook: Hook) -> dict[str, Any]:
    """How far it is: ``positions`` says of each partition up to where everything was delivered (0: nothing yet)."""
    progress = hook.progress
    return {
        "state": hook.state,
        "delivered": progress.delivered,
        "delivered_at": progress.delivered_at,
        "positions": {str(partition): place.position for partition, place in sorted(progress.places.items())},
        "retries": [
            {"partition": partition, **retry.document()} for partition, retry in sorted(progress.retries.items())
        ],
    }


def made_document(made: MadeWebhook) -> dict[str, Any]:
    """A subscription with its new key: the only time that its secret is said."""
    return subscription_document(made.subscription) | {"secret": made.key.secret, "public": made.key.public}


def outcome_document(outcome: CallOutcome) -> dict[str, Any]:
    """What became of a call."""
    return {
        "delivered": outcome.is_delivered,
        "outcome": outcome.told,
        "status": outcome.status,
        "took_ms": outcome.took_ms,
    }
